import { listPlacements } from '#core/ci/placement-rows.ts';
import type { WantedStep } from '#core/ci/plan-push.ts';
import { type TargetRow, targetRows } from '#core/ci/target-rows.ts';
import { findKey, findPlace } from '#core/keys/find-key.ts';
import { findProject } from '#core/projects/projects.ts';
import type { Store } from '#core/store/store.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Placement, ValueEncoding } from '#shared/domain/ci.ts';
import { namedTarget } from './named-target.ts';

export type Selection = {
  /** Names; a project without an environment is all of its environments. */
  readonly project: string | undefined;
  readonly env: string | undefined;
  readonly targets: readonly string[];
  readonly keys: readonly string[];
  readonly as: string | undefined;
  /** Absent: as it is there already, else plain. */
  readonly encoding: ValueEncoding | undefined;
};

type KeyRef = { readonly id: string; readonly name: string };

/**
 * Which keys go to which targets. With a target and an environment: that environment's keys to it. With either of them
 * only, or none: what is placed there already. A key that is named is put to a named target whether it was there or not.
 */
export function selectSteps(store: Store, selection: Selection): Result<WantedStep[], ErrorCode> {
  const targets: TargetRow[] = [];
  for (const name of selection.targets) {
    const row = namedTarget(store, name);
    if (!row.ok) return row;
    targets.push(row.value);
  }
  const { project, env, as } = selection;
  if (env !== undefined && project === undefined) {
    return failure('invalid-request', 'Name the project of the environment with -p.');
  }
  if (as !== undefined && (targets.length !== 1 || selection.keys.length !== 1)) {
    return failure('invalid-request', '--as names one secret: give one --key and one --target with it.');
  }
  const named = selection.keys.length > 0;
  const { encoding } = selection;
  if (encoding !== undefined && !named) {
    return failure('invalid-request', 'How a value is written is chosen for a key: give --key with it.');
  }
  if (targets.length > 0 && project !== undefined && env !== undefined) {
    const keys = keysOf(store, { project, env }, selection.keys);
    if (!keys.ok) return keys;
    return success(
      targets.flatMap((target) =>
        keys.value.map((key) => ({ keyId: key.id, targetId: target.id, named, secretName: as, encoding })),
      ),
    );
  }
  if (as !== undefined)
    return failure('invalid-request', 'Name the project and environment of the key with -p and -e.');
  return placedSteps(store, selection, targets);
}

function keysOf(
  store: Store,
  place: { project: string; env: string },
  names: readonly string[],
): Result<KeyRef[], ErrorCode> {
  const found = findPlace(store, { project: place.project, environment: place.env });
  if (!found.ok) return found;
  if (names.length === 0) {
    const keys = store
      .sql(`SELECT id, name FROM keys WHERE environment_id = ? AND archived_at IS NULL AND deleted_at IS NULL
        ORDER BY name`)
      .all(found.value.environment.id) as KeyRef[];
    if (keys.length > 0) return success(keys);
    const { project, environment } = found.value;
    return failure('nothing-to-push', `${project.name} has no key in ${environment.name}.`);
  }
  const keys: KeyRef[] = [];
  for (const name of names) {
    const key = findKey(store, found.value, name);
    if (!key.ok) return key;
    if (!keys.some(({ id }) => id === key.value.id)) keys.push(key.value);
  }
  return success(keys);
}

function placedSteps(
  store: Store,
  { project, env, keys, encoding }: Selection,
  targets: readonly TargetRow[],
): Result<WantedStep[], ErrorCode> {
  let environments: readonly string[] | null = null;
  if (project !== undefined && env !== undefined) {
    const place = findPlace(store, { project, environment: env });
    if (!place.ok) return place;
    environments = [place.value.environment.id];
  } else if (project !== undefined) {
    const row = findProject(store, project);
    if (row === null) {
      return failure('project-not-found', `There is no project named "${project}". "keyrail projects" lists them.`);
    }
    environments = store.sql('SELECT id FROM environments WHERE project_id = ?').pluck().all(row.id) as string[];
  }
  const keyOf = store.sql('SELECT name, environment_id FROM keys WHERE id = ?');
  const wanted = new Set(keys.map((name) => name.normalize('NFC')));
  const found = new Set<string>();
  const chosen = listPlacements(store).filter((placement: Placement) => {
    const key = keyOf.get(placement.keyId) as { name: string; environment_id: string } | undefined;
    if (key === undefined) return false;
    const fits =
      (targets.length === 0 || targets.some(({ id }) => id === placement.targetId)) &&
      (environments === null || environments.includes(key.environment_id)) &&
      (wanted.size === 0 || wanted.has(key.name));
    if (fits) found.add(key.name);
    return fits;
  });
  const unplaced = [...wanted].filter((name) => !found.has(name));
  if (unplaced.length > 0 || chosen.length === 0) {
    const what = unplaced.length > 0 ? `${unplaced.join(', ')} is placed nowhere yet` : 'Nothing is placed there yet';
    return failure('nothing-to-push', `${what}. ${howToPlace(store)}`);
  }
  return success(
    chosen.map(({ keyId, targetId, secretName }) => ({
      keyId,
      targetId,
      secretName,
      named: wanted.size > 0,
      encoding,
    })),
  );
}

function howToPlace(store: Store): string {
  const names = targetRows(store).map(({ name }) => name);
  return names.length === 0
    ? 'Add a target first: keyrail ci targets add github OWNER/REPO'
    : `Name the keys' environment with -p and -e, and a target with --target. There are: ${names.slice(0, 10).join(', ')}.`;
}
