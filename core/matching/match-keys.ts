import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';
import { tellingStart } from './known-starts.ts';

/** What matching knows of a remote key. */
export type MatchableRemote = {
  readonly id: string;
  readonly draft: Pick<RemoteKeyDraft, 'remoteId' | 'name' | 'prefix' | 'suffix' | 'environment' | 'status'>;
  /** The key that an earlier sync was sure of; kept while nothing speaks against it. */
  readonly keyId: string | null;
};

/** What matching knows of a vault key: its visible start and end, never its value. */
export type MatchableKey = {
  readonly id: string;
  readonly name: string;
  readonly environmentId: string;
  readonly prefix: string;
  readonly suffix: string;
  /** Whether it is known to be of the connection's provider. */
  readonly ofProvider: boolean;
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

/** Dashboards show the last four characters. */
const TELLING_END = 4;
/** A start that is this long on both sides, with the same end, is no accident. */
const START_BESIDE_END = 4;
/** Larger groups of keys that look alike are left to a person; it bounds the time that a hostile list can cost. */
const MOST_ALIKE = 40;

/**
 * Pairs remote keys with vault keys, each at most once, the surest first: a link that still stands, the same visible start
 * and end, start, end, the same name within the mapped environment, the only one of the provider in it. Where two
 * candidates are equally good nobody is paired: a person decides. The order of the lists does not matter. Linear in
 * their sizes.
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

  const claims = groupBy(remotes, (remote) => remote.keyId);
  for (const [keyId, [remote, ...others]] of claims) {
    const key = freeKeys.get(keyId);
    if (remote === undefined || others.length > 0 || key === undefined || contradicts(remote, key)) continue;
    pair(remote, key, { confidence: 0.95, reason: 'remote-id', detail: 'linked at an earlier sync' });
  }
  for (const round of ROUNDS) {
    const keysBy = groupBy(freeKeys.values(), round.ofKey);
    if (keysBy.size === 0) continue;
    // Most remote keys are like none of the vault.
    const markOf = (remote: MatchableRemote): string | null => {
      const mark = round.ofRemote(remote, scope);
      return mark !== null && keysBy.has(mark) ? mark : null;
    };
    for (const [mark, alike] of groupBy(openRemotes.values(), markOf)) {
      for (const [remote, key] of onlyPairs(alike, keysBy.get(mark) ?? [], round.fits)) {
        pair(remote, key, { confidence: round.confidence, reason: round.reason, detail: round.detail(remote) });
      }
    }
  }
  return matches;
}

type Round = {
  readonly reason: Match['reason'];
  readonly confidence: number;
  readonly ofRemote: (remote: MatchableRemote, scope: MatchScope) => string | null;
  readonly ofKey: (key: MatchableKey) => string | null;
  readonly fits: (remote: MatchableRemote, key: MatchableKey) => boolean;
  readonly detail: (remote: MatchableRemote) => string;
};

const agrees = (remote: MatchableRemote, key: MatchableKey): boolean => !contradicts(remote, key);

const ROUNDS: readonly Round[] = [
  {
    reason: 'prefix',
    confidence: 0.98,
    ofRemote: ({ draft }) => endMark(draft.suffix),
    ofKey: ({ suffix }) => endMark(suffix),
    fits: (remote, key) =>
      Math.min(remote.draft.prefix.length, key.prefix.length) >= START_BESIDE_END && agrees(remote, key),
    detail: ({ draft }) => `the same visible start and end, ${draft.prefix}…${draft.suffix}`,
  },
  {
    reason: 'prefix',
    confidence: 0.9,
    ofRemote: ({ draft }) => tellingStart(draft.prefix),
    ofKey: ({ prefix }) => tellingStart(prefix),
    fits: agrees,
    detail: ({ draft }) => `the same visible start, ${draft.prefix}`,
  },
  {
    reason: 'suffix',
    confidence: 0.8,
    ofRemote: ({ draft }) => endMark(draft.suffix),
    ofKey: ({ suffix }) => endMark(suffix),
    fits: agrees,
    detail: ({ draft }) => `the same visible end, ${draft.suffix}`,
  },
  {
    reason: 'name',
    confidence: 0.6,
    ofRemote: (remote, scope) => placedName(remote.draft.name, scope.environmentOf(remote)),
    ofKey: ({ name, environmentId }) => placedName(name, environmentId),
    fits: agrees,
    detail: () => 'the same name in the environment that the connection maps it to',
  },
  {
    reason: 'only-one',
    confidence: 0.4,
    ofRemote: (remote, scope) => (remote.draft.status === 'active' ? scope.environmentOf(remote) : null),
    ofKey: ({ ofProvider, environmentId }) => (ofProvider ? environmentId : null),
    fits: agrees,
    detail: () => 'the only active one that is left there, and the only key of the provider here',
  },
];

/** Pairs those of two groups that fit each other and nobody else. */
function onlyPairs(
  remotes: readonly MatchableRemote[],
  keys: readonly MatchableKey[],
  fits: Round['fits'],
): (readonly [MatchableRemote, MatchableKey])[] {
  if (keys.length === 0 || remotes.length > MOST_ALIKE || keys.length > MOST_ALIKE) return [];
  return remotes.flatMap((remote) => {
    const [key, ...others] = keys.filter((candidate) => fits(remote, candidate));
    if (key === undefined || others.length > 0) return [];
    return remotes.some((rival) => rival !== remote && fits(rival, key)) ? [] : [[remote, key] as const];
  });
}

/** Visible parts that cannot belong to the same value. */
export function contradicts(
  { draft }: { draft: Pick<RemoteKeyDraft, 'prefix' | 'suffix'> },
  key: Pick<MatchableKey, 'prefix' | 'suffix'>,
): boolean {
  const start = Math.min(draft.prefix.length, key.prefix.length);
  if (draft.prefix.slice(0, start) !== key.prefix.slice(0, start)) return true;
  const end = Math.min(draft.suffix.length, key.suffix.length);
  return end > 0 && draft.suffix.slice(-end) !== key.suffix.slice(-end);
}

function endMark(suffix: string): string | null {
  return suffix.length >= TELLING_END ? suffix.slice(-TELLING_END) : null;
}

/** Names differ in case and separators between a dashboard and an environment variable. */
function placedName(name: string, environmentId: string | null): string | null {
  if (environmentId === null) return null;
  const plain = plainName(name);
  return plain === '' ? null : `${environmentId}/${plain}`;
}

/** A name without case and separators. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
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
