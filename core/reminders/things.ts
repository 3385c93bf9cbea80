import type { KeyId, ReminderId } from '#shared/domain/ids.ts';
import type { Reminder, ReminderAction, ReminderKind, ReminderOrigin } from '#shared/domain/reminder.ts';
import { addDuration } from '#shared/time/duration.ts';
import { MS_PER_DAY, MS_PER_HOUR } from '#shared/time/units.ts';
import { whyInClient } from '../matching/client-consumer.ts';
import type { Facts, KeyFacts } from './facts.ts';
import type { Rules } from './policy-book.ts';

/**
 * - `foreseen`: has a day, and warnings before it. `ends`: comes true at its instant, and somebody is told on any day.
 * - `seen`: is so since its instant, and can wait for a working day.
 */
export type Nature = 'foreseen' | 'ends' | 'seen';

/** Something of which somebody is reminded, before it is known when and whether. */
export type Thing = Pick<
  Reminder,
  | 'id'
  | 'kind'
  | 'action'
  | 'origin'
  | 'keyId'
  | 'projectId'
  | 'environmentId'
  | 'connectionId'
  | 'remoteKeyId'
  | 'placementId'
  | 'name'
  | 'project'
  | 'environment'
  | 'provider'
  | 'detail'
  | 'dueAt'
  | 'precision'
> & {
  readonly nature: Nature;
  readonly rules: Rules;
  /** Days before its date on which it is told, the furthest first, without the day itself. */
  readonly leads: readonly number[];
  /** A `foreseen` one that is told on its day as well; an expiry is told then by another kind. */
  readonly onItsDay: boolean;
  /** Whether a person moved its day. */
  readonly planned: boolean;
  /** Of a rotation by policy: how often, as an ISO 8601 duration. */
  readonly every: string | null;
  /** Dates that lie no further apart than this are the same one, told in another precision or by another side. */
  readonly sameWithinMs: number;
};

/** What the provider calls a session, and Keyrail keeps alive by itself, lives no longer. */
export const LONGEST_SESSION_MS = 7 * MS_PER_DAY;
const SYNC_FAILING_AFTER_MS = 3 * MS_PER_DAY;
const BACKUP_AFTER_MS = { daily: 7 * MS_PER_DAY, byHand: 30 * MS_PER_DAY } as const;
const RECOVERY_DRILL_EVERY_MS = 180 * MS_PER_DAY;
/** Until here, a daily backup that is late is a fact; after it, it is taken for made. */
const FORESEEABLE_MS = MS_PER_DAY;
const NO_LEADS: readonly number[] = [];

/** Everything that could be told of by `until` (milliseconds), in no order. It may hold some of which nothing is told yet. */
export function thingsUntil(facts: Facts, until: number): Thing[] {
  const things: Thing[] = [];
  for (const key of facts.keys) {
    const rules = facts.policies.ofKey(key);
    addExpiry(things, facts, key, rules, until);
    addRotation(things, facts, key, rules, until);
    if (key.kind !== 'publishable') addInClient(things, facts, key, rules);
  }
  addPlaced(things, facts);
  addRemotes(things, facts);
  addUses(things, facts, until);
  addSameValues(things, facts);
  addVault(things, facts, until);
  return things;
}

/** When a key's value ends and how that is known; null where nothing says so, and for sessions. */
export function expiryOf(
  facts: Facts,
  key: KeyFacts,
): { at: number; precision: 'day' | 'instant'; origin: ReminderOrigin } | null {
  if (isSession(facts, key)) return null;
  if (key.expiresAt !== null) {
    return { at: key.expiresAt, precision: key.expiresPrecision ?? 'instant', origin: expiryOrigin(facts, key) };
  }
  const lifetime = lifetimeOf(facts, key);
  return lifetime === undefined ? null : { at: valueSince(key) + lifetime, precision: 'instant', origin: 'lifetime' };
}

/**
 * Whether it is a session's, which is kept alive and about which nobody is asked: the provider's keys of its kind live no
 * longer, or it is a token whose own end was a week away at most when it came.
 */
function isSession(facts: Facts, key: KeyFacts): boolean {
  if ((lifetimeOf(facts, key) ?? Number.POSITIVE_INFINITY) <= LONGEST_SESSION_MS) return true;
  if (key.expiresOrigin !== 'inferred' || key.expiresAt === null) return false;
  const lives = key.expiresAt - valueSince(key);
  return lives > 0 && lives <= LONGEST_SESSION_MS;
}

function lifetimeOf({ lifetimes }: Facts, { provider, kind }: KeyFacts): number | undefined {
  return lifetimes.size === 0 ? undefined : lifetimes.get(`${provider} ${kind}`);
}

function expiryOrigin({ headerExpiries }: Facts, { id, expiresOrigin }: KeyFacts): ReminderOrigin {
  switch (expiresOrigin) {
    case 'inferred':
      return 'value';
    case 'reported':
      return headerExpiries.has(id) ? 'header' : 'reported';
    case 'typed':
    case null:
      return 'typed';
  }
}

/** Since when the value is in use: the provider may have made it long before it was put into the vault. */
export function valueSince({ createdAt, rotatedAt, versions }: KeyFacts): number {
  return versions === 1 && createdAt !== null && createdAt < rotatedAt ? createdAt : rotatedAt;
}

/** When the policy wants a new value next, or a person planned it; null where neither does, or not by `until`. */
export function rotationOf(
  facts: Facts,
  key: KeyFacts,
  rules: Rules,
  until: number,
): { at: number; planned: boolean } | null {
  const plan = facts.planned.size === 0 ? undefined : facts.planned.get(key.id);
  if (plan !== undefined && plan.rotatedAt === key.rotatedAt) return { at: plan.at, planned: true };
  // What may be public is not replaced by habit.
  const interval =
    key.rotateEvery !== null
      ? facts.policies.interval(key.rotateEvery)
      : key.kind === 'publishable'
        ? null
        : rules.interval;
  if (interval === null) return null;
  const since = valueSince(key);
  if (since + interval.atLeastMs > until) return null;
  if (isSession(facts, key)) return null;
  return { at: addDuration(since, interval.duration), planned: false };
}

function addExpiry(things: Thing[], facts: Facts, key: KeyFacts, rules: Rules, until: number): void {
  if (key.expiresAt === null ? facts.lifetimes.size === 0 : key.expiresAt - rules.aheadMs > until) return;
  const expiry = expiryOf(facts, key);
  if (expiry === null || expiry.at - rules.aheadMs > until) return;
  const shared = {
    dueAt: expiry.at,
    precision: expiry.precision,
    origin: expiry.origin,
    rules,
    sameWithinMs: MS_PER_DAY,
  };
  things.push(
    ofKey(facts, key, 'expires', 'rotate', { ...shared, leads: rules.warnAheadDays, nature: 'foreseen', detail: '' }),
  );
  if (expiry.at <= until)
    things.push(ofKey(facts, key, 'expired', 'rotate', { ...shared, nature: 'ends', detail: '' }));
}

function addRotation(things: Thing[], facts: Facts, key: KeyFacts, rules: Rules, until: number): void {
  const rotation = rotationOf(facts, key, rules, until + rules.aheadMs);
  if (rotation === null || rotation.at - rules.aheadMs > until) return;
  // A weekly rotation is not announced a month before.
  const since = rotation.at - valueSince(key);
  const leads = rules.warnAheadDays.filter((days) => days * MS_PER_DAY < since);
  things.push(
    ofKey(facts, key, 'rotate', 'rotate', {
      dueAt: rotation.at,
      precision: 'instant',
      origin: rotation.planned ? 'typed' : 'policy',
      rules,
      leads,
      nature: 'foreseen',
      onItsDay: true,
      planned: rotation.planned,
      every: key.rotateEvery ?? rules.rotateEvery,
      // Of a key that is replaced every day, the next date is another one.
      sameWithinMs: Math.min(MS_PER_DAY, Math.max(0, since / 2)),
      detail: '',
    }),
  );
}

function addInClient(things: Thing[], facts: Facts, key: KeyFacts, rules: Rules): void {
  const why = whyInClient(key.name, key.consumer);
  if (why === null || facts.accepted.has(`secret-in-client ${key.id}`)) return;
  const detail = `It is a secret, and ${why}: whoever has the client can read it there.`;
  things.push(
    ofKey(facts, key, 'secret-in-client', 'replace-value', {
      dueAt: key.rotatedAt,
      origin: 'seen',
      rules,
      nature: 'seen',
      detail,
    }),
  );
}

function addPlaced(things: Thing[], facts: Facts): void {
  if (facts.placements.length === 0 && facts.rotations.length === 0) return;
  const keys = keysById(facts);
  for (const { id, keyId, state, since, detail } of facts.placements) {
    const key = keys.get(keyId);
    if (key === undefined) continue;
    const [kind, action] =
      state === 'behind' ? (['placement-behind', 'push'] as const) : (['placement-changed', 'look-at-ci'] as const);
    things.push({
      ...ofKey(facts, key, kind, action, {
        dueAt: since,
        origin: 'seen',
        rules: facts.policies.ofKey(key),
        nature: 'seen',
        detail,
      }),
      id: idOf(kind, id),
      placementId: id as Thing['placementId'],
    });
  }
  for (const { id, keyId, since, leaked, detail } of facts.rotations) {
    const key = keys.get(keyId);
    if (key === undefined) continue;
    // A day is enough for a break; a longer one was not meant. What leaked is used meanwhile.
    things.push({
      ...ofKey(facts, key, 'rotation-unfinished', 'resume-rotation', {
        dueAt: since + (leaked ? MS_PER_HOUR : MS_PER_DAY),
        origin: 'seen',
        rules: facts.policies.ofKey(key),
        nature: leaked ? 'ends' : 'seen',
        detail,
      }),
      id: idOf('rotation-unfinished', id),
    });
  }
}

function addRemotes(things: Thing[], facts: Facts): void {
  for (const remote of facts.remotes) {
    const environment = remote.environmentId === null ? undefined : facts.environments.get(remote.environmentId);
    const projectId = environment?.projectId ?? remote.projectId;
    things.push({
      ...plain(remote.kind, remote.kind === 'unknown-key' ? 'adopt' : 'settle', remote.remoteKeyId),
      keyId: remote.keyId as Thing['keyId'],
      remoteKeyId: remote.remoteKeyId as Thing['remoteKeyId'],
      connectionId: remote.connectionId as Thing['connectionId'],
      environmentId: remote.environmentId as Thing['environmentId'],
      projectId: projectId as Thing['projectId'],
      project: projectId === null ? '' : (facts.projects.get(projectId) ?? ''),
      environment: environment?.name ?? '',
      name: remote.name,
      provider: remote.provider,
      detail: remote.detail,
      dueAt: remote.since,
      nature: remote.kind === 'ended-at-provider' ? 'ends' : 'seen',
      rules: facts.policies.of(remote.environmentId, remote.provider),
    });
  }
}

function addUses(things: Thing[], facts: Facts, until: number): void {
  if (facts.uses.length === 0) return;
  const keys = keysById(facts);
  for (const { keyId, remoteKeyId, connectionId, since, never } of facts.uses) {
    const key = keys.get(keyId);
    if (key === undefined) continue;
    const rules = facts.policies.ofKey(key);
    if (rules.unusedAfterDays === null) continue;
    const dueAt = since + rules.unusedAfterDays * MS_PER_DAY;
    if (dueAt > until) continue;
    const safe = !facts.placed.has(keyId);
    const when = never ? 'never used' : `last used on ${new Date(since).toISOString().slice(0, 10)}`;
    const detail = safe
      ? `It was ${when}, as the provider says, and it is in no CI target: it can be revoked.`
      : `It was ${when}, as the provider says, and CI holds a copy.`;
    things.push({
      ...ofKey(facts, key, safe ? 'safe-to-revoke' : 'unused', safe ? 'revoke' : 'show-key', {
        dueAt,
        origin: 'reported',
        rules,
        nature: 'seen',
        detail,
      }),
      remoteKeyId: remoteKeyId as Thing['remoteKeyId'],
      connectionId: connectionId as Thing['connectionId'],
    });
  }
}

function addSameValues(things: Thing[], facts: Facts): void {
  if (facts.sameValues.length === 0) return;
  const byId = keysById(facts);
  for (const ids of facts.sameValues) {
    const keys = ids.flatMap((id) => {
      const key = byId.get(id);
      return key === undefined || key.kind === 'publishable' ? [] : [key];
    });
    const places = new Set(keys.map(({ environmentId }) => environmentId));
    // The one that keeps the reminder's id whatever the others do.
    const [first, ...others] = keys.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    if (
      first === undefined ||
      places.size < 2 ||
      keys.some(({ id }) => facts.accepted.has(`same-key-in-environments ${id}`))
    )
      continue;
    const elsewhere = others.map(({ environmentId, name }) => {
      const environment = facts.environments.get(environmentId);
      return `${name} in ${environment?.project ?? ''}, ${environment?.name ?? ''}`;
    });
    const shown = elsewhere.slice(0, 3).join('; ');
    const rest = elsewhere.length > 3 ? ` and ${elsewhere.length - 3} more` : '';
    things.push(
      ofKey(facts, first, 'same-value', 'rotate', {
        dueAt: Math.max(...keys.map(({ rotatedAt }) => rotatedAt)),
        origin: 'seen',
        rules: facts.policies.ofKey(first),
        nature: 'seen',
        detail: `The same value is ${shown}${rest}: revoking it ends it everywhere.`,
      }),
    );
  }
}

function addVault(things: Thing[], facts: Facts, until: number): void {
  const rules = facts.policies.of(null, null);
  for (const { id, name, provider, projectId, failingSince, message } of facts.failing) {
    const dueAt = failingSince + SYNC_FAILING_AFTER_MS;
    if (dueAt > until) continue;
    things.push({
      ...plain('sync-failing', 'sync', id),
      connectionId: id as Thing['connectionId'],
      projectId: projectId as Thing['projectId'],
      project: projectId === null ? '' : (facts.projects.get(projectId) ?? ''),
      name,
      provider,
      detail: `No sync has succeeded since ${new Date(failingSince).toISOString().slice(0, 10)}. ${message}`.trim(),
      dueAt,
      rules,
    });
  }
  if (facts.vault === null) return;
  const { backedUpAt, dailyBackups, recoveryCheckedAt } = facts.vault;
  const backupDueAt = backedUpAt + (dailyBackups ? BACKUP_AFTER_MS.daily : BACKUP_AFTER_MS.byHand);
  if (backupDueAt <= until && !(dailyBackups && backupDueAt > facts.readAt + FORESEEABLE_MS)) {
    const detail = `There was no backup since ${new Date(backedUpAt).toISOString().slice(0, 10)}.`;
    things.push({ ...plain('backup-overdue', 'back-up', 'vault'), name: 'Vault', detail, dueAt: backupDueAt, rules });
  }
  const drillDueAt = recoveryCheckedAt + RECOVERY_DRILL_EVERY_MS;
  if (drillDueAt <= until) {
    const detail = `Nobody has checked the recovery code since ${new Date(recoveryCheckedAt).toISOString().slice(0, 10)}: type it in, to be sure that it is at hand.`;
    things.push({
      ...plain('recovery-drill', 'check-recovery-code', 'vault'),
      name: 'Vault',
      detail,
      dueAt: drillDueAt,
      rules,
    });
  }
}

type KeyThing = Pick<Thing, 'dueAt' | 'origin' | 'rules' | 'nature' | 'detail'> &
  Partial<Pick<Thing, 'precision' | 'leads' | 'onItsDay' | 'planned' | 'every' | 'sameWithinMs'>>;

function ofKey(facts: Facts, key: KeyFacts, kind: ReminderKind, action: ReminderAction, about: KeyThing): Thing {
  const environment = facts.environments.get(key.environmentId);
  return {
    id: `${kind}:${key.id}` as ReminderId,
    kind,
    action,
    keyId: key.id as KeyId,
    environmentId: key.environmentId as Thing['environmentId'],
    projectId: (environment?.projectId ?? null) as Thing['projectId'],
    connectionId: null,
    remoteKeyId: null,
    placementId: null,
    name: key.name,
    project: environment?.project ?? '',
    environment: environment?.name ?? '',
    provider: key.provider,
    precision: about.precision ?? 'instant',
    leads: about.leads ?? NO_LEADS,
    onItsDay: about.onItsDay ?? false,
    planned: about.planned ?? false,
    every: about.every ?? null,
    sameWithinMs: about.sameWithinMs ?? 0,
    dueAt: about.dueAt,
    origin: about.origin,
    rules: about.rules,
    nature: about.nature,
    detail: about.detail,
  };
}

function plain(kind: ReminderKind, action: ReminderAction, subject: string) {
  return {
    id: idOf(kind, subject),
    kind,
    action,
    origin: 'seen' as const,
    keyId: null,
    environmentId: null,
    projectId: null,
    connectionId: null,
    remoteKeyId: null,
    placementId: null,
    project: '',
    environment: '',
    provider: null,
    precision: 'instant' as const,
    leads: NO_LEADS,
    onItsDay: false,
    planned: false,
    every: null,
    sameWithinMs: 0,
    nature: 'seen' as Nature,
  };
}

function idOf(kind: ReminderKind, subject: string): ReminderId {
  return `${kind}:${subject}` as ReminderId;
}

const byIdOf = new WeakMap<Facts, ReadonlyMap<string, KeyFacts>>();

function keysById(facts: Facts): ReadonlyMap<string, KeyFacts> {
  let byId = byIdOf.get(facts);
  if (byId === undefined) {
    byId = new Map(facts.keys.map((key) => [key.id, key]));
    byIdOf.set(facts, byId);
  }
  return byId;
}
