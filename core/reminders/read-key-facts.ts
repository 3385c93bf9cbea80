import { KEY_LIFETIMES } from '../providers/key-lifetimes.ts';
import type { Store } from '../store/store.ts';
import type { EnvironmentFacts, Facts, KeyFacts } from './facts.ts';
import { PolicyBook } from './policy-book.ts';
import { saidPolicies } from './policy-rows.ts';

export const KEY_FACTS = `SELECT k.id, k.name, k.provider, k.kind, k.environment_id AS environmentId, k.consumer,
    k.created_at AS createdAt, k.expires_at AS expiresAt, k.expires_origin AS expiresOrigin,
    k.expires_precision AS expiresPrecision, k.rotate_every AS rotateEvery, k.rotated_at AS rotatedAt,
    k.version_count AS versions
  FROM keys k WHERE k.archived_at IS NULL AND k.deleted_at IS NULL AND k.status = 'active'
    AND k.project_id NOT IN (SELECT id FROM projects WHERE archived_at IS NOT NULL)`;

/**
 * What is known of keys alone, without what providers and CI targets say.
 * @param keys all live, active ones, where they are left out
 */
export function readKeyFacts(
  store: Store,
  keys: readonly KeyFacts[] = store.sql(KEY_FACTS).all() as KeyFacts[],
): Facts {
  const environments = readEnvironments(store);
  return {
    readAt: store.now(),
    keys,
    environments,
    projects: new Map([...environments.values()].map(({ projectId, project }) => [projectId, project])),
    policies: new PolicyBook(saidPolicies(store), (id) => environments.get(id)?.name ?? ''),
    planned: readPlans(store),
    headerExpiries: new Set(),
    lifetimes: KEY_LIFETIMES,
    placements: [],
    placed: new Set(),
    remotes: [],
    uses: [],
    sameValues: [],
    accepted: new Set(),
    failing: [],
    rotations: [],
    vault: null,
  };
}

function readEnvironments(store: Store): Map<string, EnvironmentFacts> {
  const rows = store
    .sql(`SELECT e.id, e.name, e.project_id AS projectId, p.name AS project
      FROM environments e JOIN projects p ON p.id = e.project_id`)
    .all() as EnvironmentFacts[];
  return new Map(rows.map((row) => [row.id, row]));
}

function readPlans(store: Store): Facts['planned'] {
  const rows = store.sql('SELECT id, rotated_at, at FROM planned_rotations').all() as {
    id: string;
    rotated_at: number;
    at: number;
  }[];
  return new Map(rows.map(({ id, rotated_at, at }) => [id, { rotatedAt: rotated_at, at }]));
}
