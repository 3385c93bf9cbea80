import { isDeepStrictEqual } from 'node:util';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Undoable } from '#shared/contract/undoable.ts';
import {
  type OwnPolicy,
  ownPolicy,
  type Policy,
  type PolicyField,
  type PolicyScope,
  type PolicySource,
} from '#shared/domain/policy.ts';
import { defaultPolicy, environmentTier } from '#shared/domain/policy-defaults.ts';
import { parseDuration } from '#shared/time/duration.ts';
import { type KeyRow, keyRow } from '../keys/key-rows.ts';
import { keyNotFound } from '../keys/read-versions.ts';
import { PROVIDER_NAMES } from '../recognition/providers.ts';
import { recordActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { undoableChange } from '../store/undo-journal.ts';
import { overridden, type SaidPolicies, saidFields } from './policy-book.ts';

type StoredPolicy = {
  id: string;
  environment_id: string | null;
  provider: string | null;
  key_id: string | null;
  policy: string;
};
export type PolicyPlaceError = 'environment-not-found' | 'provider-not-found' | 'key-not-found';

/** A policy in force somewhere, with what is said there and where each field comes from. */
export type PolicyInForce = {
  own: OwnPolicy;
  inForce: Policy;
  from: Record<PolicyField, PolicySource>;
  /** As it would be if the place itself said nothing. */
  inherited: Policy;
  inheritedFrom: Record<PolicyField, PolicySource>;
};

/** Everything that is said, for a {@link PolicyBook}. A key's own interval stands in its row. */
export function saidPolicies(store: Store): SaidPolicies {
  const said = {
    everything: {} as OwnPolicy,
    environments: new Map<string, OwnPolicy>(),
    providers: new Map<string, OwnPolicy>(),
    keys: new Map<string, OwnPolicy>(),
  };
  for (const row of store.sql('SELECT * FROM policies').all() as StoredPolicy[]) {
    const own = readOwn(row.policy);
    if (row.environment_id !== null) said.environments.set(row.environment_id, own);
    else if (row.provider !== null) said.providers.set(row.provider, own);
    else if (row.key_id !== null) said.keys.set(row.key_id, own);
    else said.everything = own;
  }
  return said;
}

/** Every place that says something of its own, keys with only an interval left out. */
export function listPolicies(store: Store): { scope: PolicyScope; own: OwnPolicy }[] {
  const rows = store.sql('SELECT * FROM policies ORDER BY id').all() as StoredPolicy[];
  return rows.map((row) => {
    const scope = scopeOf(row);
    return { scope, own: scope.of === 'key' ? ownOf(store, scope) : readOwn(row.policy) };
  });
}

export function policyInForce(store: Store, scope: PolicyScope): Result<PolicyInForce, PolicyPlaceError> {
  const place = placeOf(store, scope);
  if (!place.ok) return place;
  const { environmentName, chain } = place.value;
  let inForce = defaultPolicy(environmentTier(environmentName));
  const from = Object.fromEntries(Object.keys(inForce).map((field) => [field, 'default'])) as PolicyInForce['from'];
  let [inherited, inheritedFrom] = [inForce, { ...from }];
  // The place itself comes last.
  for (const step of chain) {
    [inherited, inheritedFrom] = [inForce, { ...from }];
    const own = ownOf(store, step);
    for (const field of Object.keys(own) as PolicyField[]) from[field] = step.of;
    inForce = overridden(inForce, own);
  }
  return success({ own: ownOf(store, scope), inForce, from, inherited, inheritedFrom });
}

/** Replaces what a place says; fields that are left out are inherited. */
export function setPolicy(
  store: Store,
  scope: PolicyScope,
  said: OwnPolicy,
): Result<Undoable, PolicyPlaceError | 'duration-invalid'> {
  const place = placeOf(store, scope);
  if (!place.ok) return place;
  if (typeof said.rotateEvery === 'string') {
    const parsed = parseDuration(said.rotateEvery);
    if (!parsed.ok) return parsed;
  }
  const { words, key, environment } = place.value;
  return undoableChange(store, `Changed the policy of ${words}`, (recorder) => {
    const before: Readonly<Record<string, unknown>> = ownOf(store, scope);
    const own = saidFields(said);
    const differing = differingFields(before, own);
    const saidNothing = Object.keys(own).length === 0;
    if (differing.length === 0) return success({});
    if (key !== null) {
      recorder.touch('keys', key.id);
      // A key's interval stands in its row, where lists have it; "never" is said here, since there it means "inherited".
      const every = own.rotateEvery ?? null;
      if (every !== null) delete own.rotateEvery;
      store.sql('UPDATE keys SET rotate_every = ?, updated_at = ? WHERE id = ?').run(every, store.now(), key.id);
    }
    const id = idOf(scope);
    recorder.touch('policies', id);
    if (Object.keys(own).length === 0) store.sql('DELETE FROM policies WHERE id = ?').run(id);
    else {
      store
        .sql(`INSERT INTO policies (id, environment_id, provider, key_id, policy, updated_at) VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (id) DO UPDATE SET policy = excluded.policy, updated_at = excluded.updated_at`)
        .run(
          id,
          scope.of === 'environment' ? scope.environmentId : null,
          scope.of === 'provider' ? scope.provider : null,
          scope.of === 'key' ? scope.keyId : null,
          JSON.stringify(own),
          store.now(),
        );
    }
    recordActivity(store, {
      what: 'policy-changed',
      subject: words,
      detail: saidNothing ? 'inherited' : differing.join(', '),
      ...(key === null ? {} : { keyId: key.id, projectId: key.project_id, environmentId: key.environment_id }),
      ...(environment === null ? {} : { projectId: environment.project_id, environmentId: environment.id }),
    });
    return success({});
  });
}

/** The fields that are in only one of two objects, or other in one than in the other. */
function differingFields(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => !isDeepStrictEqual(before[field], after[field]),
  );
}

/** What a place says itself. */
function ownOf(store: Store, scope: PolicyScope): OwnPolicy {
  const text = store.sql('SELECT policy FROM policies WHERE id = ?').pluck().get(idOf(scope));
  const own = typeof text === 'string' ? readOwn(text) : {};
  if (scope.of !== 'key') return own;
  const every = keyRow(store, scope.keyId)?.rotate_every ?? null;
  return every === null ? own : { ...own, rotateEvery: every };
}

/** Of what a newer or older version wrote, the fields that this one understands. */
function readOwn(text: string): OwnPolicy {
  const stored = JSON.parse(text) as Record<string, unknown>;
  const whole = ownPolicy.safeParse(stored);
  if (whole.success) return whole.data;
  const known = Object.entries(ownPolicy.shape).flatMap(([field, schema]) => {
    const parsed = schema.safeParse(stored[field]);
    return field in stored && parsed.success ? [[field, parsed.data]] : [];
  });
  return Object.fromEntries(known) as OwnPolicy;
}

type EnvironmentRow = { id: string; name: string; project_id: string; project: string };
type PolicyPlace = {
  words: string;
  environmentName: string;
  key: KeyRow | null;
  environment: EnvironmentRow | null;
  /** Every place that has a say, the weakest first. */
  chain: PolicyScope[];
};

function placeOf(store: Store, scope: PolicyScope): Result<PolicyPlace, PolicyPlaceError> {
  const everything: PolicyScope = { of: 'everything' };
  const nowhere = { environmentName: '', key: null, environment: null };
  switch (scope.of) {
    case 'everything':
      return success({ ...nowhere, words: 'everything', chain: [everything] });
    case 'provider':
      return success({
        ...nowhere,
        words: PROVIDER_NAMES.get(scope.provider) ?? scope.provider,
        chain: [everything, scope],
      });
    case 'environment': {
      const environment = environmentRow(store, scope.environmentId);
      if (environment === null) return environmentNotFound();
      const words = `${environment.project}, ${environment.name}`;
      return success({ words, environmentName: environment.name, key: null, environment, chain: [everything, scope] });
    }
    case 'key': {
      const key = keyRow(store, scope.keyId);
      const environment = key === null ? null : environmentRow(store, key.environment_id);
      if (key === null || environment === null) return keyNotFound();
      const inEnvironment: PolicyScope = { of: 'environment', environmentId: environment.id as never };
      const ofProvider: PolicyScope[] = key.provider === null ? [] : [{ of: 'provider', provider: key.provider }];
      const chain = [everything, inEnvironment, ...ofProvider, scope];
      return success({ words: key.name, environmentName: environment.name, key, environment: null, chain });
    }
  }
}

function environmentRow(store: Store, id: string): EnvironmentRow | null {
  const row = store
    .sql(`SELECT e.id, e.name, e.project_id, p.name AS project FROM environments e
      JOIN projects p ON p.id = e.project_id WHERE e.id = ?`)
    .get(id) as EnvironmentRow | undefined;
  return row ?? null;
}

function environmentNotFound() {
  return failure('environment-not-found', 'That environment is not there any more.');
}

function idOf(scope: PolicyScope): string {
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

function scopeOf(row: StoredPolicy): PolicyScope {
  if (row.environment_id !== null) return { of: 'environment', environmentId: row.environment_id as never };
  if (row.provider !== null) return { of: 'provider', provider: row.provider };
  return row.key_id === null ? { of: 'everything' } : { of: 'key', keyId: row.key_id as never };
}
