import type { DatedFact } from '#shared/domain/instant.ts';
import type { KeyKind, StoredStatus } from '#shared/domain/key.ts';
import type { Drift, DriftKind, RemoteKey } from '#shared/domain/remote-key.ts';
import { whyInClient } from './client-consumer.ts';
import { tellingStart } from './known-starts.ts';
import { contradicts, plainName } from './match-keys.ts';

const DAY_MS = 86_400_000;
/** A key counts as unused after 90 days unless something else is asked for. */
export const UNUSED_AFTER_MS = 90 * DAY_MS;

/** What drift knows of a live vault key; its value only by its visible ends. */
export type DriftKey = {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly environmentId: string;
  readonly environment: string;
  readonly kind: KeyKind;
  readonly status: StoredStatus;
  readonly prefix: string;
  readonly suffix: string;
  readonly scopes: readonly string[];
  readonly expires: DatedFact | null;
  readonly consumer: string | null;
  /** Since when its value is here, milliseconds. */
  readonly valueSince: number;
  /** Other environments, as "project, environment", whose keys hold the same value. */
  readonly sameValueIn: readonly string[];
};

export type DriftRemote = {
  readonly remote: RemoteKey;
  /** What a person lets stand: the token of each kind, see {@link driftToken}. */
  readonly accepted: Readonly<Partial<Record<DriftKind, string>>>;
  /** What the provider called it before, where it has another name now. */
  readonly renamedFrom: string | null;
  /** The kind of all the provider's keys, where it has only one. */
  readonly onlyKind: KeyKind | null;
};

/** A key with what a drift says of it. */
export type PlacedKey = Pick<DriftKey, 'id' | 'name' | 'projectId' | 'environmentId'>;

export type DriftSource = {
  readonly connectionId: string;
  readonly remotes: readonly DriftRemote[];
  /** The live keys that remote keys are linked to, by id. */
  readonly keys: ReadonlyMap<string, DriftKey>;
  /** The key of which a remote key looks like an earlier value. */
  readonly earlierValueOf: (remote: RemoteKey) => PlacedKey | null;
  /** The key that holds what the provider showed of a remote key before it showed another value. */
  readonly formerValueOf: (remote: RemoteKey) => PlacedKey | null;
  /** Milliseconds. */
  readonly now: number;
  readonly unusedAfterMs: number;
};

type Found = { readonly kind: DriftKind; readonly detail: string; readonly actions: Drift['actions'] };

/** How a connection's remote keys and the vault disagree, the most pressing first. */
export function driftOf(source: DriftSource): Drift[] {
  const claimed = new Set(
    source.remotes.flatMap(({ remote }) => (isListed(remote) && remote.match !== null ? [remote.match.keyId] : [])),
  );
  const successors = successorsOf(source, claimed);
  const succeeded = new Set([...successors.values()].map(({ gone }) => gone.id));
  const all = source.remotes.flatMap((one) => {
    const { remote, accepted } = one;
    if (remote.ignored) return [];
    if (remote.match === null) return unlinkedDrift(source, remote, successors.get(remote.id)?.key ?? null, claimed);
    const key = source.keys.get(remote.match.keyId);
    // Another key of the provider took its place.
    if (key === undefined || (!isListed(remote) && claimed.has(remote.match.keyId))) return [];
    if (succeeded.has(remote.id)) return [];
    return linkedDrift(source, one, key)
      .filter(({ kind }) => accepted[kind] !== driftToken(kind, remote))
      .map((found) => driftFor(source, remote, key, found));
  });
  return all.toSorted((a, b) => rankOf(a) - rankOf(b) || (a.remoteName < b.remoteName ? -1 : 1));
}

/** What the provider says in a matter, so that what a person lets stand comes up again once it says something else. */
export function driftToken(kind: DriftKind, remote: RemoteKey): string {
  switch (kind) {
    case 'expiry-differs':
      return remote.neverExpires ? 'never' : String(remote.expires?.at ?? '');
    case 'scopes-differ':
      return JSON.stringify(remote.scopes?.toSorted() ?? null);
    case 'name-differs':
      return remote.name;
    case 'unused':
      return String(remote.lastUsed?.at ?? '');
    case 'missing-at-provider':
      return String(remote.missingAt);
    case 'gone-at-provider':
      return String(remote.goneAt);
    case 'revoked-at-provider':
    case 'deactivated-at-provider':
    case 'expired-at-provider':
    case 'active-at-provider':
      return remote.status;
    case 'value-differs':
      return JSON.stringify([remote.prefix, remote.suffix, remote.created?.at ?? null]);
    case 'unknown-at-provider':
    case 'secret-in-client':
    case 'same-key-in-environments':
      return kind;
  }
}

const PRESSING: readonly DriftKind[] = [
  'revoked-at-provider',
  'gone-at-provider',
  'expired-at-provider',
  'deactivated-at-provider',
  'active-at-provider',
  'value-differs',
  'missing-at-provider',
  'secret-in-client',
  'unknown-at-provider',
  'same-key-in-environments',
  'expiry-differs',
  'scopes-differ',
  'name-differs',
  'unused',
];

function rankOf({ kind }: Drift): number {
  return PRESSING.indexOf(kind);
}

function driftFor(
  source: DriftSource,
  remote: RemoteKey,
  key: PlacedKey | null,
  { kind, detail, actions }: Found,
): Drift {
  return {
    kind,
    connectionId: source.connectionId as Drift['connectionId'],
    remoteKeyId: remote.id,
    keyId: (key?.id ?? null) as Drift['keyId'],
    remoteName: remote.name,
    keyName: key?.name ?? '',
    projectId: (key?.projectId ?? null) as Drift['projectId'],
    environmentId: (key?.environmentId ?? null) as Drift['environmentId'],
    detail,
    actions,
  };
}

/** Whether the last complete list that says anything of it has it. */
function isListed({ missingAt, goneAt }: RemoteKey): boolean {
  return missingAt === null && goneAt === null;
}

/**
 * Listed keys that have the name of one that is not listed since they are there, and show another value: they were regenerated
 * under the same name. By the id of the listed one.
 */
function successorsOf(
  source: DriftSource,
  claimed: ReadonlySet<string>,
): Map<string, { gone: RemoteKey; key: DriftKey }> {
  const open = new Map<string, RemoteKey[]>();
  for (const { remote } of source.remotes) {
    if (!isListed(remote) || remote.match !== null || remote.ignored) continue;
    const group = open.get(placeAndName(remote));
    if (group === undefined) open.set(placeAndName(remote), [remote]);
    else group.push(remote);
  }
  const found = new Map<string, { gone: RemoteKey; key: DriftKey }>();
  for (const { remote: gone } of source.remotes) {
    const { match } = gone;
    const goneAt = gone.missingAt ?? gone.goneAt;
    if (goneAt === null || match === null || gone.ignored || claimed.has(match.keyId)) continue;
    const key = source.keys.get(match.keyId);
    const [successor, ...others] = (open.get(placeAndName(gone)) ?? []).filter((one) => one.firstSeenAt >= goneAt);
    if (key === undefined || successor === undefined || others.length > 0 || plainName(gone.name) === '') continue;
    if (contradicts({ draft: successor }, key)) found.set(successor.id, { gone, key });
  }
  return found;
}

function placeAndName({ name, environment }: RemoteKey): string {
  return JSON.stringify([plainName(name), (environment ?? '').trim().toLowerCase()]);
}

function unlinkedDrift(
  source: DriftSource,
  remote: RemoteKey,
  predecessor: PlacedKey | null,
  claimed: ReadonlySet<string>,
): Drift[] {
  // What does not work any more needs nobody.
  if (!isListed(remote) || remote.status === 'revoked' || remote.status === 'expired') return [];
  const earlier = source.earlierValueOf(remote);
  if (earlier !== null) {
    const detail = `It looks like an earlier value of ${earlier.name}, and the provider still lists it${stateOf(remote)}.`;
    const found: Found = { kind: 'unknown-at-provider', detail, actions: ['open-dashboard', 'ignore', 'adopt'] };
    return [driftFor(source, remote, earlier, found)];
  }
  const shown = shownEnds(remote);
  const former = predecessor ?? source.formerValueOf(remote);
  if (former !== null && !claimed.has(former.id)) {
    const text = `The provider shows another value under this name now (${shown}): it was made anew there, and the value of ${former.name} is the one before.`;
    return [driftFor(source, remote, former, valueDiffers(text))];
  }
  const detail = `The provider lists it${stateOf(remote)}${shown === '' ? '' : ` (${shown})`}, and no key here is matched to it.`;
  return [
    driftFor(source, remote, null, {
      kind: 'unknown-at-provider',
      detail,
      actions: ['adopt', 'open-dashboard', 'ignore'],
    }),
  ];
}

function shownEnds({ prefix, suffix }: RemoteKey): string {
  return [prefix, suffix].filter((part) => part !== '').join('…');
}

function valueDiffers(detail: string): Found {
  return { kind: 'value-differs', detail, actions: ['replace-value', 'open-dashboard', 'ignore'] };
}

function stateOf({ status, statusText }: RemoteKey): string {
  return status === 'unknown' && statusText === '' ? '' : ` as ${statusText || status}`;
}

function linkedDrift(source: DriftSource, one: DriftRemote, key: DriftKey): Found[] {
  const { remote } = one;
  if (contradicts({ draft: remote }, key)) {
    // What is of an earlier value says nothing about the value of today.
    const isOver = !isListed(remote) || remote.status === 'revoked' || remote.status === 'expired';
    if (isOver || source.earlierValueOf(remote)?.id === key.id) return [];
    return [valueDiffers(`The provider shows ${shownEnds(remote)}, which is not how the value of ${key.name} looks.`)];
  }
  const ended = endedDrift(source, remote, key);
  if (!isListed(remote)) return ended;
  return [
    ...ended,
    ...youngerDrift(remote, key),
    ...(ended.some(({ kind }) => kind === 'expired-at-provider') ? [] : expiryDrift(remote, key)),
    ...scopesDrift(remote, key),
    ...nameDrift(one, key),
    ...(ended.length > 0 ? [] : unusedDrift(source, remote, key)),
    ...clientDrift(one, key),
    ...sharedDrift(key),
  ];
}

/** A key that the provider made after its value came here cannot have that value, where its ends do not tell. */
function youngerDrift({ name, prefix, suffix, created }: RemoteKey, key: DriftKey): Found[] {
  const isSeen = tellingStart(prefix) !== null || suffix.length >= 4;
  if (isSeen || created === null || key.status !== 'active') return [];
  const earliest = created.precision === 'day' ? created.at - DAY_MS + 1 : created.at;
  // A day's name depends on where somebody looks at it.
  if (earliest - DAY_MS <= key.valueSince) return [];
  const detail = `The provider says that "${name}" was made on ${dayOf(created.at)}; the value of ${key.name} is here since ${dayOf(key.valueSince)}.`;
  return [valueDiffers(detail)];
}

/** Ended on one side, in whatever way, and not on the other. */
function endedDrift({ now }: DriftSource, remote: RemoteKey, key: DriftKey): Found[] {
  if (key.status !== 'active') {
    const isOver = remote.expires !== null && remote.expires.at <= now;
    if (!isListed(remote) || remote.status !== 'active' || isOver) return [];
    const detail = `${key.name} is ${key.status} here; the provider says ${remote.statusText || 'active'}: whoever has the value can use it.`;
    return [{ kind: 'active-at-provider', detail, actions: ['open-dashboard', 'ignore'] }];
  }
  const here = `${key.name} is active here`;
  if (remote.goneAt !== null) {
    const detail = `The provider does not list it any more; ${here}. ${restsOn(remote)}`;
    return [
      { kind: 'gone-at-provider', detail, actions: ['mark-revoked', 'replace-value', 'open-dashboard', 'ignore'] },
    ];
  }
  const missing: Found[] =
    remote.missingAt === null
      ? []
      : [
          {
            kind: 'missing-at-provider',
            detail: `It is not in the last complete list; ${here}. ${restsOn(remote)} One list alone says little: sync again, or look there and say that it is gone.`,
            actions: ['confirm-gone', 'open-dashboard', 'ignore'],
          },
        ];
  const said = saidToEnd(remote, now, here);
  return said.length > 0 ? said : missing;
}

/** "The list by its API of 2026-11-02 lacked it: …", so that a person can judge what to do upon it. */
function restsOn({ absence, missingAt, goneAt }: RemoteKey): string {
  if (absence.length === 0) return `Since ${dayOf(missingAt ?? goneAt ?? 0)}.`;
  return absence
    .map(({ at, way, evidence }) =>
      way === 'person'
        ? `A person said so on ${dayOf(at)}.`
        : `The list ${LISTED_BY[way]} of ${minuteOf(at)} lacks it (${evidence.replace(/\.$/, '')}).`,
    )
    .join(' ');
}

const LISTED_BY = { api: 'by API', dashboard: 'on the dashboard', file: 'in a file' } as const;

/** What the provider itself calls ended. */
function saidToEnd(remote: RemoteKey, now: number, here: string): Found[] {
  switch (remote.status) {
    case 'revoked': {
      const detail = `The provider says ${remote.statusText || 'revoked'}; ${here}.`;
      const actions: Drift['actions'] = ['mark-revoked', 'replace-value', 'open-dashboard', 'ignore'];
      return [{ kind: 'revoked-at-provider', detail, actions }];
    }
    case 'deactivated': {
      const detail = `The provider says ${remote.statusText || 'deactivated'}; ${here}.`;
      const actions: Drift['actions'] = ['mark-deactivated', 'replace-value', 'open-dashboard', 'ignore'];
      return [{ kind: 'deactivated-at-provider', detail, actions }];
    }
    case 'expired':
      return [expired(`The provider says ${remote.statusText || 'expired'}; ${here}.`, remote)];
    case 'active':
    case 'unknown':
      if (remote.expires === null || remote.expires.at > now) return [];
      return [expired(`It ended on ${dayOf(remote.expires.at)}, as the provider says; ${here}.`, remote)];
  }
}

function expired(detail: string, remote: RemoteKey): Found {
  const actions: Drift['actions'] = ['replace-value', 'open-dashboard', 'mark-revoked', 'ignore'];
  if (remote.expires !== null) actions.splice(1, 0, 'take-provider-date');
  return { kind: 'expired-at-provider', detail, actions };
}

function expiryDrift(remote: RemoteKey, key: DriftKey): Found[] {
  // What was not typed follows the provider by itself, or is what a weak match does not change.
  if (key.expires === null || key.expires.origin !== 'typed') return [];
  if (!remote.neverExpires && (remote.expires === null || sameTime(remote.expires, key.expires))) return [];
  const theirs = remote.expires === null ? 'never' : dayOf(remote.expires.at);
  return [
    {
      kind: 'expiry-differs',
      detail: `Expires ${theirs} as reported by the provider, ${dayOf(key.expires.at)} as typed here.`,
      actions: ['take-provider-date', 'keep-typed-date'],
    },
  ];
}

function scopesDrift(remote: RemoteKey, key: DriftKey): Found[] {
  if (remote.scopes === null || key.scopes.length === 0) return [];
  const theirs = new Set(remote.scopes.map((scope) => scope.toLowerCase()));
  const ours = new Set(key.scopes.map((scope) => scope.toLowerCase()));
  if (theirs.size === ours.size && [...ours].every((scope) => theirs.has(scope))) return [];
  return [
    {
      kind: 'scopes-differ',
      detail: `It may ${listed(remote.scopes)} as reported by the provider, ${listed(key.scopes)} as written here.`,
      actions: ['take-scopes', 'ignore'],
    },
  ];
}

/** A label such as "GitHub Actions" is no other name of a variable; one that is written as a variable is. */
function nameDrift({ remote, renamedFrom }: DriftRemote, key: DriftKey): Found[] {
  if (remote.name === key.name || remote.name === '') return [];
  if (renamedFrom !== null) {
    const detail = `The provider calls it "${remote.name}" now, and "${renamedFrom}" before; ${key.name} here.`;
    return [{ kind: 'name-differs', detail, actions: ['rename', 'ignore'] }];
  }
  if (!/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(remote.name)) return [];
  const detail = `The provider calls it ${remote.name}; ${key.name} here.`;
  return [{ kind: 'name-differs', detail, actions: ['rename', 'ignore'] }];
}

function unusedDrift({ now, unusedAfterMs }: DriftSource, remote: RemoteKey, key: DriftKey): Found[] {
  if (key.status !== 'active' || (remote.lastUsed === null && !remote.neverUsed)) return [];
  // A key that nobody used yet is young from when it was made, or seen first.
  const since = remote.lastUsed?.at ?? remote.created?.at ?? remote.firstSeenAt;
  const days = Math.floor((now - since) / DAY_MS);
  if (now - since < unusedAfterMs) return [];
  const detail =
    remote.lastUsed === null
      ? `The provider says that it was never used, in ${days} days.`
      : `The provider says that it was last used on ${dayOf(since)}, ${days} days ago.`;
  return [{ kind: 'unused', detail, actions: ['open-dashboard', 'show-key', 'ignore'] }];
}

function clientDrift({ remote, onlyKind }: DriftRemote, key: DriftKey): Found[] {
  // The provider knows better than the guess at a pasted value.
  const kind = remote.kind ?? onlyKind ?? key.kind;
  const client = kind === 'publishable' ? null : whyInClient(key.name, key.consumer);
  if (client === null) return [];
  const detail = `It is a secret, and ${client}: whoever has the client can read it there.`;
  return [{ kind: 'secret-in-client', detail, actions: ['replace-value', 'show-key', 'open-dashboard', 'ignore'] }];
}

function sharedDrift(key: DriftKey): Found[] {
  if (key.sameValueIn.length === 0) return [];
  const detail = `The one value is in ${key.environment} and in ${listed(key.sameValueIn)}: revoking it there ends it everywhere.`;
  return [{ kind: 'same-key-in-environments', detail, actions: ['replace-value', 'show-key', 'ignore'] }];
}

/** As far as both are exact: a day covers every instant in it. */
function sameTime(a: DatedFact, b: DatedFact): boolean {
  const from = (fact: DatedFact): number => (fact.precision === 'day' ? fact.at - DAY_MS + 1 : fact.at);
  return from(a) <= b.at && from(b) <= a.at;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** In universal time, as the days are. */
function minuteOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}
