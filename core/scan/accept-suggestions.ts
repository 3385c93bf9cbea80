import { failure, type Result, success } from '#shared/contract/result.ts';
import type { CiPlace, CiSystemId } from '#shared/domain/ci.ts';
import type { SuggestedPlacement } from '#shared/domain/repository-scan.ts';
import type { CiSystem } from '../ci/ci-system.ts';
import { loadSystem, type SystemLoader } from '../ci/open-target.ts';
import { listPlacements } from '../ci/placement-rows.ts';
import { recordPlacement } from '../ci/record-placement.ts';
import { placeKey } from '../ci/same-place.ts';
import { placeOf, type TargetRow, targetRow, targetRows } from '../ci/target-rows.ts';
import { addTarget } from '../ci/targets.ts';
import { checkAddress } from '../connections/connection-address.ts';
import { type KeyRow, keyRow } from '../keys/key-rows.ts';
import type { Store } from '../store/store.ts';

/** What was recorded, by row. */
export type AcceptedSuggestions = {
  readonly targets: readonly TargetRow[];
  readonly placements: readonly { readonly keyId: string; readonly targetId: string; readonly secretName: string }[];
};

/** A suggestion with its key, and the place that it is for. */
type Wanted = {
  readonly key: KeyRow;
  readonly secretName: string;
  readonly place: CiPlace;
  readonly baseUrl: string | null;
};

type Systems = ReadonlyMap<CiSystemId, CiSystem>;

/** The adapters that accepting suggestions needs; loading is the only part of it that takes time. */
export async function systemsOf(
  suggestions: readonly SuggestedPlacement[],
  load: SystemLoader = loadSystem,
): Promise<Systems> {
  const ids = [...new Set(suggestions.map(({ system }) => system))];
  return new Map(await Promise.all(ids.map(async (id) => [id, await load(id)] as const)));
}

/**
 * Takes suggested placements of a scan over: targets that are missing are added without a token, marked with what their
 * keys have in common, and the placements are recorded as a person's word, of no known version. All or none are taken;
 * what is recorded already is left as it is, so that it can be done again.
 */
export function acceptSuggestions(
  store: Store,
  suggestions: readonly SuggestedPlacement[],
  systems: Systems,
): Result<AcceptedSuggestions, 'conflict'> {
  return store.write((): Result<AcceptedSuggestions, 'conflict'> => {
    const groups = new Map<string, { system: CiSystem; wanted: Wanted[] }>();
    for (const suggestion of suggestions) {
      const system = systems.get(suggestion.system);
      if (system === undefined) throw new TypeError('The system of a suggestion is loaded');
      const wanted = wantedOf(store, system, suggestion);
      if (!wanted.ok) return wanted;
      const at = placeKey(system, wanted.value.place, wanted.value.baseUrl);
      const group = groups.get(at) ?? { system, wanted: [] };
      group.wanted.push(wanted.value);
      groups.set(at, group);
    }
    const targets: TargetRow[] = [];
    const placements: AcceptedSuggestions['placements'][number][] = [];
    for (const [at, { system, wanted }] of groups) {
      const there = targetRows(store).filter(
        (row) => row.system === system.id && placeKey(system, placeOf(row), row.base_url) === at,
      );
      if (there.length === 0) {
        const added = addFor(store, system, wanted);
        if (!added.ok) return added;
        targets.push(added.value);
        there.push(added.value);
      }
      for (const { key, secretName } of wanted) {
        const recorded = record(store, system, there, key, secretName);
        if (!recorded.ok) return recorded;
        if (recorded.value !== null) placements.push({ keyId: key.id, targetId: recorded.value.id, secretName });
      }
    }
    return success({ targets, placements });
  });
}

function wantedOf(store: Store, system: CiSystem, suggestion: SuggestedPlacement): Result<Wanted, 'conflict'> {
  const { keyId, environmentId, secretName, place, baseUrl } = suggestion;
  if (place === null) {
    return failure(
      'conflict',
      `The repository does not say where ${secretName} is in ${system.name}. Add the target, and record it there.`,
    );
  }
  const key = keyRow(store, keyId);
  if (key === null || key.deleted_at !== null) {
    return failure('conflict', `The key for ${secretName} was deleted since the scan. Scan the repository again.`);
  }
  if (key.environment_id !== environmentId || key.archived_at !== null) {
    return failure('conflict', `${key.name} was moved or archived since the scan. Scan the repository again.`);
  }
  const address = baseUrl === null ? success() : checkAddress(baseUrl, 'base');
  if (!address.ok) {
    return failure('conflict', `The remote of the repository leads to no address of a ${system.name}: ${baseUrl}.`);
  }
  return success({ key, secretName, place, baseUrl });
}

function addFor(store: Store, system: CiSystem, wanted: readonly Wanted[]): Result<TargetRow, 'conflict'> {
  const [first] = wanted;
  if (first === undefined) throw new RangeError('A group has a member');
  const { place, baseUrl } = first;
  const projectId = shared(wanted.map(({ key }) => key.project_id));
  const environmentId = shared(wanted.map(({ key }) => key.environment_id));
  const added = addTarget(store, system, { place, baseUrl, projectId, environmentId });
  if (!added.ok) {
    return failure('conflict', `${system.placeText(place)} cannot be added as a target: ${added.error.message}`);
  }
  const row = targetRow(store, added.value.targetId);
  if (row === null) throw new TypeError('A target that was added is there');
  return success(row);
}

/** What all have in common, or null. */
function shared(ids: readonly string[]): string | null {
  return new Set(ids).size === 1 ? (ids[0] ?? null) : null;
}

/**
 * Records a placement in one of the targets that stand for one place. Null: it was recorded before.
 */
function record(
  store: Store,
  system: CiSystem,
  targets: readonly TargetRow[],
  key: KeyRow,
  secretName: string,
): Result<TargetRow | null, 'conflict'> {
  const known = targets
    .flatMap((target) => listPlacements(store, { targetId: target.id }))
    .filter((one) => one.state !== 'missing' && system.sameName(one.secretName, secretName));
  if (known.some(({ keyId }) => keyId === key.id)) return success(null);
  const [other] = known;
  if (other !== undefined) {
    const name = keyRow(store, other.keyId)?.name ?? 'another key';
    return failure(
      'conflict',
      `Since the scan ${name} was recorded as ${secretName} at this place. Scan the repository again.`,
    );
  }
  const target =
    targets.find((row) => row.environment_id === key.environment_id) ??
    targets.find((row) => row.project_id === key.project_id) ??
    targets[0];
  if (target === undefined) throw new RangeError('A place has a target');
  const request = { keyId: key.id, targetId: target.id, secretName, versionId: null, how: 'recorded' } as const;
  const recorded = recordPlacement(store, request);
  return recorded.ok ? success(target) : failure('conflict', recorded.error.message);
}
