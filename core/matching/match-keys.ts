import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';

/** What matching knows of a remote key. */
export type MatchableRemote = {
  readonly id: string;
  readonly draft: Pick<RemoteKeyDraft, 'remoteId' | 'name' | 'prefix' | 'suffix' | 'environment'>;
  /** A link that an earlier sync or a person made; kept while it can be. */
  readonly keyId: string | null;
};

/** What matching knows of a vault key: its visible start and end, never its value. */
export type MatchableKey = {
  readonly id: string;
  readonly name: string;
  readonly environmentId: string;
  readonly prefix: string;
  readonly suffix: string;
};

export type Match = {
  readonly remoteKeyId: string;
  readonly keyId: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly reason: 'remote-id' | 'prefix' | 'suffix' | 'name' | 'only-one';
  /** In words, for a person who decides whether to believe it. */
  readonly detail: string;
};

export type MatchScope = {
  /** The environment of ours that a remote key belongs to by the connection's mapping, or null. */
  readonly environmentOf: (remote: MatchableRemote) => string | null;
};

/** Too short a start is shared by every key of a provider: "nrx_" says whose it is and not which. */
const TELLING_CHARACTERS = 8;
const TELLING_SUFFIX = 4;

/**
 * Pairs remote keys with vault keys, each at most once, the surest first: a link that still stands, the same visible start,
 * the same visible end, the same name within the mapped environment. Where two candidates are equally good nobody is
 * paired: a person decides. Linear in the sizes of both lists.
 */
export function matchKeys(
  remotes: readonly MatchableRemote[],
  keys: readonly MatchableKey[],
  scope: MatchScope,
): Match[] {
  const matches: Match[] = [];
  const freeKeys = new Map(keys.map((key) => [key.id, key]));
  const openRemotes = new Map(remotes.map((remote) => [remote.id, remote]));
  const pair = (remote: MatchableRemote, key: MatchableKey, how: Omit<Match, 'remoteKeyId' | 'keyId'>): void => {
    matches.push({ remoteKeyId: remote.id, keyId: key.id, ...how });
    freeKeys.delete(key.id);
    openRemotes.delete(remote.id);
  };

  for (const remote of remotes) {
    const key = remote.keyId === null ? undefined : freeKeys.get(remote.keyId);
    if (key === undefined || contradicts(remote, key)) continue;
    pair(remote, key, { confidence: 0.95, reason: 'remote-id', detail: 'linked at an earlier sync' });
  }
  for (const round of ROUNDS) {
    const keysBy = groupBy(freeKeys.values(), round.ofKey);
    const remotesBy = groupBy(openRemotes.values(), (remote) => round.ofRemote(remote, scope));
    for (const [mark, candidates] of remotesBy) {
      const [remote, ...otherRemotes] = candidates;
      const [key, ...otherKeys] = keysBy.get(mark) ?? [];
      if (remote === undefined || key === undefined || otherRemotes.length > 0 || otherKeys.length > 0) continue;
      if (contradicts(remote, key)) continue;
      pair(remote, key, { confidence: round.confidence, reason: round.reason, detail: round.detail(remote, key) });
    }
  }
  return matches;
}

type Round = {
  readonly reason: Match['reason'];
  readonly confidence: number;
  readonly ofRemote: (remote: MatchableRemote, scope: MatchScope) => string | null;
  readonly ofKey: (key: MatchableKey) => string | null;
  readonly detail: (remote: MatchableRemote, key: MatchableKey) => string;
};

const ROUNDS: readonly Round[] = [
  {
    reason: 'prefix',
    confidence: 0.98,
    ofRemote: ({ draft }) => bothEnds(draft.prefix, draft.suffix),
    ofKey: ({ prefix, suffix }) => bothEnds(prefix, suffix),
    detail: () => 'the same visible start and end',
  },
  {
    reason: 'prefix',
    confidence: 0.9,
    ofRemote: ({ draft }) => telling(draft.prefix),
    ofKey: ({ prefix }) => telling(prefix),
    detail: ({ draft }) => `the same visible start, ${draft.prefix}`,
  },
  {
    reason: 'suffix',
    confidence: 0.8,
    ofRemote: ({ draft }) => (draft.suffix.length >= TELLING_SUFFIX ? draft.suffix.slice(-TELLING_SUFFIX) : null),
    ofKey: ({ suffix }) => (suffix.length >= TELLING_SUFFIX ? suffix.slice(-TELLING_SUFFIX) : null),
    detail: ({ draft }) => `the same visible end, ${draft.suffix}`,
  },
  {
    reason: 'name',
    confidence: 0.6,
    ofRemote: (remote, scope) => placedName(remote.draft.name, scope.environmentOf(remote)),
    ofKey: ({ name, environmentId }) => placedName(name, environmentId),
    detail: () => 'the same name in the environment that the connection maps it to',
  },
];

/** Visible parts that cannot belong to the same value. */
function contradicts({ draft }: MatchableRemote, key: MatchableKey): boolean {
  const shared = Math.min(draft.prefix.length, key.prefix.length);
  if (shared > 0 && draft.prefix.slice(0, shared) !== key.prefix.slice(0, shared)) return true;
  const tail = Math.min(draft.suffix.length, key.suffix.length);
  return tail > 0 && draft.suffix.slice(-tail) !== key.suffix.slice(-tail);
}

function bothEnds(prefix: string, suffix: string): string | null {
  return telling(prefix) !== null && suffix.length >= TELLING_SUFFIX
    ? `${prefix.slice(0, TELLING_CHARACTERS)}…${suffix.slice(-TELLING_SUFFIX)}`
    : null;
}

function telling(prefix: string): string | null {
  return prefix.length >= TELLING_CHARACTERS ? prefix.slice(0, TELLING_CHARACTERS) : null;
}

/** Names differ in case and separators between a dashboard and an environment variable. */
function placedName(name: string, environmentId: string | null): string | null {
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  return plain === '' || environmentId === null ? null : `${environmentId}/${plain}`;
}

function groupBy<T>(items: Iterable<T>, markOf: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const mark = markOf(item);
    if (mark === null) continue;
    const group = groups.get(mark);
    if (group === undefined) groups.set(mark, [item]);
    else group.push(item);
  }
  return groups;
}
