import type { EngineClient } from '#shared/contract/index.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { KeyId, UndoId } from '#shared/domain/ids.ts';
import type { OwnPolicy, Policy, PolicyField, PolicyScope, PolicySource } from '#shared/domain/policy.ts';
import { defaultPolicy, environmentTier } from '#shared/domain/policy-defaults.ts';
import type { Reminder } from '#shared/domain/reminder.ts';
import { isOverdue } from '#shared/domain/reminder-kinds.ts';
import type { Drift } from '#shared/domain/remote-key.ts';
import { parseDuration } from '#shared/time/duration.ts';
import { LAST_INSTANT_MS } from '#shared/time/units.ts';
import { KEY_LIFETIMES } from '../../core/providers/key-lifetimes.ts';
import { dueAt } from '../../core/reminders/due-at.ts';
import type { Facts, KeyFacts, RemoteFacts } from '../../core/reminders/facts.ts';
import { overridden, PolicyBook, type SaidPolicies, saidFields } from '../../core/reminders/policy-book.ts';
import { upcomingReminders } from '../../core/reminders/schedule.ts';
import { expiryOf, rotationOf } from '../../core/reminders/things.ts';
import { ZoneClock } from '../../core/reminders/zone-clock.ts';
import type { FakeConnection } from './demo-connections.ts';
import type { FakeEnvironment, FakeKey, FakeProject } from './demo-data.ts';
import { createFakeTimeline, type FakePlans } from './fake-timeline.ts';

const DAY = 86_400_000;
/** The same everywhere, so that screenshots are. */
const ZONE = 'UTC';

/** What reminders are made of that no other part of the fake engine knows. */
export type FakeReminderFacts = Partial<Pick<Facts, 'headerExpiries' | 'uses' | 'rotations' | 'vault'>>;

/** What the fake engine lends: its vault, its undo, and what its other parts say. */
export interface FakeRemindersPort {
  readonly told: FakeReminderFacts;
  readonly states: readonly FakeConnection[];
  readonly now: () => number;
  readonly projects: () => readonly FakeProject[];
  readonly keys: () => Iterable<FakeKey>;
  readonly place: (environmentId: string) => { project: FakeProject; environment: FakeEnvironment } | undefined;
  /** Takes the vault back, and what `back` does besides. */
  readonly undoable: (label: string, back: () => void) => { undoId: UndoId; label: string };
  readonly isLocked: () => boolean;
  readonly drifts: () => Promise<readonly Drift[]>;
  readonly placements: EngineClient['placements']['list'];
}

type Mark = { readonly snoozedUntil: number | null; readonly dismissed: Reminder['dismissed'] };

/** Reminders by the engine's own rules over the fake vault, with marks and policies in memory. */
export function createFakeReminders(
  port: FakeRemindersPort,
): Pick<EngineClient, 'policies' | 'reminders' | 'timeline'> {
  const { told, now, undoable, place, isLocked } = port;
  const clock = new ZoneClock(ZONE);
  const marks = new Map<string, Mark>();
  const plans: FakePlans = new Map();
  const said = new Map<string, { readonly scope: PolicyScope; readonly own: OwnPolicy }>();
  const locked = () => failure('vault-locked', 'The vault is locked. Unlock it and try again.');
  const noReminder = () =>
    failure('reminder-not-found', 'There is no such reminder now. It may have been settled since.');
  const keyOf = (keyId: string): FakeKey | undefined => [...port.keys()].find((key) => key.id === keyId);

  const factsOf = (key: FakeKey): KeyFacts[] => {
    const version = key.versions[0];
    if (version === undefined || key.archivedAt !== null || key.deletedAt !== null || key.status !== 'active')
      return [];
    const { id, name, provider, kind, environmentId, consumer, rotateEvery } = key;
    return [
      {
        ...{ id, name, provider, kind, environmentId, consumer, rotateEvery },
        createdAt: key.created?.at ?? null,
        expiresAt: key.expires?.at ?? null,
        expiresOrigin: key.expires?.origin ?? null,
        expiresPrecision: key.expires?.precision ?? null,
        rotatedAt: version.createdAt,
        versions: key.versions.length,
      },
    ];
  };
  const policyBook = (): PolicyBook => {
    const environments = new Map<string, OwnPolicy>();
    const providers = new Map<string, OwnPolicy>();
    const keys = new Map<string, OwnPolicy>();
    let everything: OwnPolicy = {};
    for (const { scope, own } of said.values()) {
      if (scope.of === 'environment') environments.set(scope.environmentId, own);
      else if (scope.of === 'provider') providers.set(scope.provider, own);
      else if (scope.of === 'key') keys.set(scope.keyId, own);
      else everything = own;
    }
    const all: SaidPolicies = { everything, environments, providers, keys };
    return new PolicyBook(all, (id) => place(id)?.environment.name ?? '');
  };
  const keyFacts = (keys: Iterable<FakeKey>): Facts => ({
    readAt: now(),
    keys: [...keys].flatMap(factsOf),
    environments: new Map(
      port
        .projects()
        .flatMap((project) =>
          project.environments.map(({ id, name }) => [
            id as string,
            { id, name, projectId: project.id, project: project.name },
          ]),
        ),
    ),
    projects: new Map(port.projects().map(({ id, name }) => [id, name])),
    policies: policyBook(),
    planned: plans,
    lifetimes: KEY_LIFETIMES,
    headerExpiries: told.headerExpiries ?? new Set(),
    placements: [],
    placed: new Set(),
    remotes: [],
    uses: told.uses ?? [],
    sameValues: [],
    accepted: new Set(),
    failing: [],
    rotations: told.rotations ?? [],
    vault: told.vault ?? null,
  });
  const allFacts = async (): Promise<Facts> => {
    const keys = [...port.keys()];
    const placements = await port.placements({});
    const all = placements.ok ? placements.value.placements : [];
    const byValue = Map.groupBy(keys, (key) => key.versions[0]?.value ?? '');
    return {
      ...keyFacts(keys),
      placements: all.flatMap(({ id, keyId, state, placedAt, secretName, targetName, detail }) =>
        state === 'behind' || state === 'changed-elsewhere' || state === 'missing'
          ? [
              {
                id,
                keyId,
                state,
                since: placedAt,
                detail: `${secretName} in ${targetName}: ${detail || STATES[state]}`,
              },
            ]
          : [],
      ),
      placed: new Set(all.map(({ keyId }) => keyId as string)),
      remotes: (await port.drifts()).flatMap((drift) => remoteFact(drift, port.states, now())),
      sameValues: [...byValue.values()].flatMap((same) => (same.length < 2 ? [] : [same.map(({ id }) => id)])),
      failing: port.states.flatMap(({ connection: { id, name, provider, projectId, snapshotAt, lastSync } }) =>
        lastSync?.status === 'failed'
          ? [
              {
                id,
                name,
                provider,
                projectId,
                failingSince: (snapshotAt ?? now()) - 4 * DAY,
                message: lastSync.error?.message ?? '',
              },
            ]
          : [],
      ),
    };
  };
  const marked = (reminder: Reminder, at: number): Reminder => {
    const mark = marks.get(reminder.id);
    if (mark === undefined) return reminder;
    const snoozedUntil = mark.snoozedUntil !== null && mark.snoozedUntil > at ? mark.snoozedUntil : null;
    return { ...reminder, snoozedUntil, dismissed: mark.dismissed };
  };
  const remindersAt = async (at: number, withinMs = 0): Promise<Reminder[]> => {
    const facts = await allFacts();
    const due = dueAt(facts, at, clock);
    const all = withinMs === 0 ? due : [...due, ...upcomingReminders(facts, at, at + withinMs, clock, due)];
    return all.map((one) => marked(one, at));
  };
  const isOpen = ({ snoozedUntil, dismissed }: Reminder): boolean => snoozedUntil === null && dismissed === null;
  const mark = async (reminderId: string, words: string, next: Mark | null) => {
    const found = (await remindersAt(now(), 366 * DAY)).find(({ id }) => id === reminderId);
    if (found === undefined) return noReminder();
    const before = marks.get(reminderId);
    const answer = undoable(`${words} a reminder of ${found.name}`, () => {
      if (before === undefined) marks.delete(reminderId);
      else marks.set(reminderId, before);
    });
    if (next === null) marks.delete(reminderId);
    else marks.set(reminderId, next);
    return success(answer);
  };

  const ownOf = (scope: PolicyScope): OwnPolicy => {
    const own = said.get(nameOf(scope))?.own ?? {};
    const every = scope.of === 'key' ? keyOf(scope.keyId)?.rotateEvery : null;
    return every == null ? own : { ...own, rotateEvery: every };
  };
  const chainOf = (scope: PolicyScope): { readonly environment: string; readonly chain: readonly PolicyScope[] } => {
    const everything: PolicyScope = { of: 'everything' };
    if (scope.of === 'environment')
      return { environment: place(scope.environmentId)?.environment.name ?? '', chain: [everything, scope] };
    if (scope.of !== 'key')
      return { environment: '', chain: scope.of === 'everything' ? [scope] : [everything, scope] };
    const key = keyOf(scope.keyId);
    if (key === undefined) return { environment: '', chain: [everything] };
    const { environmentId, provider } = key;
    return {
      environment: place(environmentId)?.environment.name ?? '',
      chain: [
        everything,
        { of: 'environment', environmentId },
        ...(provider === null ? [] : [{ of: 'provider' as const, provider }]),
        scope,
      ],
    };
  };
  const inForceAt = (scope: PolicyScope) => {
    const { environment, chain } = chainOf(scope);
    let inForce: Policy = defaultPolicy(environmentTier(environment));
    const from = Object.fromEntries(Object.keys(inForce).map((field) => [field, 'default'])) as Record<
      PolicyField,
      PolicySource
    >;
    let [inherited, inheritedFrom] = [inForce, { ...from }];
    for (const step of chain) {
      [inherited, inheritedFrom] = [inForce, { ...from }];
      const own = ownOf(step);
      for (const field of Object.keys(own) as PolicyField[]) from[field] = step.of;
      inForce = overridden(inForce, own);
    }
    return { own: ownOf(scope), inForce, from, inherited, inheritedFrom };
  };
  const noKey = () => failure('key-not-found', 'This key is not there any more. It may have been deleted elsewhere.');
  const isGone = (scope: PolicyScope): boolean => scope.of === 'key' && keyOf(scope.keyId) === undefined;

  return {
    policies: {
      get: async ({ scope }) => {
        if (isLocked()) return locked();
        return isGone(scope as PolicyScope) ? noKey() : success(inForceAt(scope as PolicyScope));
      },
      list: async () => success({ policies: [...said.values()] }),
      set: async ({ scope: asked, own: wanted }) => {
        const scope = asked as PolicyScope;
        if (isGone(scope)) return noKey();
        if (typeof wanted.rotateEvery === 'string') {
          const parsed = parseDuration(wanted.rotateEvery);
          if (!parsed.ok) return parsed;
        }
        const before = said.get(nameOf(scope));
        const answer = undoable(`Changed the policy of ${wordsOf(scope, place, keyOf)}`, () => {
          if (before === undefined) said.delete(nameOf(scope));
          else said.set(nameOf(scope), before);
        });
        const own = saidFields(wanted as OwnPolicy);
        const key = scope.of === 'key' ? keyOf(scope.keyId) : undefined;
        if (key !== undefined) {
          key.rotateEvery = own.rotateEvery ?? null;
          if (own.rotateEvery != null) delete own.rotateEvery;
        }
        if (Object.keys(own).length === 0) said.delete(nameOf(scope));
        else said.set(nameOf(scope), { scope, own });
        return success(answer);
      },
    },
    reminders: {
      list: async ({ at = now(), withinMs, show = 'open', projectId, environmentId }) => {
        if (isLocked()) return locked();
        const reminders = (await remindersAt(at, withinMs))
          .filter((one) => projectId === undefined || one.projectId === projectId)
          .filter((one) => environmentId === undefined || one.environmentId === environmentId)
          .filter((one) =>
            show === 'open'
              ? isOpen(one)
              : show === 'dismissed'
                ? one.dismissed !== null
                : one.dismissed === null && one.snoozedUntil !== null,
          );
        return success({ reminders, timeZone: ZONE });
      },
      summary: async () => {
        if (isLocked()) return locked();
        const open = (await remindersAt(now())).filter(isOpen);
        const overdue = open.filter((one) => isOverdue(one, now())).length;
        return success({ open: open.length, overdue, next: open[0] ?? null });
      },
      datesOf: async ({ keyId }) => {
        const key = keyOf(keyId);
        if (key === undefined) return noKey();
        const facts = keyFacts([key]);
        const [read] = facts.keys;
        if (read === undefined) return success({ expiry: null, rotation: null });
        return success({
          expiry: expiryOf(facts, read),
          rotation: rotationOf(facts, read, facts.policies.ofKey(read), LAST_INSTANT_MS),
        });
      },
      snooze: async ({ reminderId, until }) =>
        until <= now()
          ? failure('date-invalid', 'A reminder is snoozed until a time that is still to come.')
          : mark(reminderId, 'Snoozed', { snoozedUntil: until, dismissed: null }),
      dismiss: ({ reminderId, reason }) =>
        mark(reminderId, 'Dismissed', { snoozedUntil: null, dismissed: { at: now(), reason } }),
      reopen: ({ reminderId }) => mark(reminderId, 'Brought back', null),
      exportCalendar: async () => success({ events: (await remindersAt(now(), 366 * DAY)).length, cancelled: false }),
    },
    timeline: createFakeTimeline({ plans, facts: () => keyFacts(port.keys()), keyOf, now, undoable, isLocked }),
  };
}

const STATES = {
  behind: 'it has an older version.',
  'changed-elsewhere': 'somebody else changed it.',
  missing: 'it is not there any more.',
} as const;

const ENDED: readonly Drift['kind'][] = [
  'gone-at-provider',
  'revoked-at-provider',
  'deactivated-at-provider',
  'expired-at-provider',
];

function remoteFact(drift: Drift, states: readonly FakeConnection[], now: number): RemoteFacts[] {
  const kind = ENDED.includes(drift.kind)
    ? 'ended-at-provider'
    : drift.kind === 'unknown-at-provider'
      ? 'unknown-key'
      : null;
  const connection = states.find((state) => state.connection.id === drift.connectionId)?.connection;
  if (kind === null || connection === undefined || drift.remoteKeyId === null) return [];
  return [
    {
      kind,
      remoteKeyId: drift.remoteKeyId,
      connectionId: drift.connectionId,
      keyId: drift.keyId,
      name: drift.keyName === '' ? drift.remoteName : drift.keyName,
      projectId: drift.projectId ?? connection.projectId,
      environmentId: drift.environmentId,
      provider: connection.provider,
      since: (connection.snapshotAt ?? now) - 3_600_000,
      detail: drift.detail,
    },
  ];
}

function nameOf(scope: PolicyScope): string {
  switch (scope.of) {
    case 'everything':
      return 'everything';
    case 'environment':
      return `environment:${scope.environmentId}`;
    case 'provider':
      return `provider:${scope.provider}`;
    case 'key':
      return `key:${scope.keyId}`;
  }
}

function wordsOf(
  scope: PolicyScope,
  place: FakeRemindersPort['place'],
  keyOf: (keyId: KeyId) => FakeKey | undefined,
): string {
  switch (scope.of) {
    case 'everything':
      return 'everything';
    case 'environment': {
      const found = place(scope.environmentId);
      return `${found?.project.name ?? ''}, ${found?.environment.name ?? ''}`;
    }
    case 'provider':
      return scope.provider;
    case 'key':
      return keyOf(scope.keyId)?.name ?? '';
  }
}
