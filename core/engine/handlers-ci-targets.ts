import type { CiSystemInfo, CiTargetState } from '#shared/contract/ci-targets.ts';
import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import { CI_SYSTEMS, type CiSystemId, type Placement } from '#shared/domain/ci.ts';
import type { CiSystem } from '../ci/ci-system.ts';
import { lookAt, recordFailedLook, recordLook, secretNamed } from '../ci/look.ts';
import { type CiOptions, loadSystem, openTarget, targetFailure } from '../ci/open-target.ts';
import { listPlacements } from '../ci/placement-rows.ts';
import { PLACE_CHOICES, PLACE_FORMS, readPlace } from '../ci/read-place.ts';
import { placeOf, type TargetRow, targetNotFound, targetOf, targetRow, targetRows } from '../ci/target-rows.ts';
import { addTarget, editTarget, removeTarget } from '../ci/targets.ts';
import { writePlace } from '../ci/write-place.ts';
import type { ProviderErrorCode } from '../http/provider-error.ts';
import { keyRow } from '../keys/key-rows.ts';
import type { Store } from '../store/store.ts';
import { asking } from './asking.ts';
import type { EngineState } from './engine-state.ts';
import { type Handlers, unlocked } from './handlers.ts';

export const ciTargetHandlers: Handlers<'ciTargets'> = {
  systems: async () => success({ systems: await Promise.all(CI_SYSTEMS.map(systemInfo)) }),
  list: async (engine) => {
    const rows = unlocked(engine, (store) => success(targetRows(store)));
    if (!rows.ok) return rows;
    const systems = new Map<CiSystemId, CiSystem>();
    for (const id of new Set(rows.value.map(({ system }) => system))) systems.set(id, await loadSystem(id));
    return unlocked(engine, (store) => {
      const placements = Map.groupBy(listPlacements(store), ({ targetId }) => targetId as string);
      // Read again: it may have been locked, and opened by somebody else, while the adapters were loaded.
      return success({
        targets: targetRows(store).flatMap((row) => {
          const system = systems.get(row.system);
          return system === undefined ? [] : [stateOf(engine, store, row, system, placements.get(row.id) ?? [])];
        }),
      });
    });
  },
  add: async (engine, { system: id, place: { text, choices }, ...fields }) => {
    const place = readPlace(id, text, choices);
    if (!place.ok) return place;
    const system = await loadSystem(id);
    return told(
      engine,
      unlocked(engine, (store) => addTarget(store, system, { ...fields, place: place.value })),
    );
  },
  edit: async (engine, { targetId, place: written, ...fields }) => {
    const row = unlocked(engine, (store) => rowOf(store, targetId));
    if (!row.ok) return row;
    const place = written === undefined ? null : readPlace(row.value.system, written.text, written.choices);
    if (place?.ok === false) return place;
    const system = await loadSystem(row.value.system);
    const edited = unlocked(engine, (store) => editTarget(store, system, targetId, { ...fields, place: place?.value }));
    return edited.ok ? told(engine, success({})) : edited;
  },
  remove: (engine, { targetId }) => {
    const removed = unlocked(engine, (store) => removeTarget(store, targetId));
    return removed.ok ? told(engine, success({})) : removed;
  },
  test: async (engine, { targetId }) => {
    const row = unlocked(engine, (store) => rowOf(store, targetId));
    if (!row.ok) return row;
    return asking(engine, (store, options) =>
      looking(options, targetId, async () => {
        try {
          const { session } = await openTarget(store, row.value, options);
          return success({ ...(await session.test()) });
        } catch (error) {
          return notTestable(targetFailure(error));
        }
      }),
    );
  },
  secrets: async (engine, { targetId }) => {
    const row = unlocked(engine, (store) => rowOf(store, targetId));
    if (!row.ok) return row;
    return asking(engine, (store, options) =>
      looking(options, targetId, async () => {
        try {
          const target = await openTarget(store, row.value, options);
          const look = await lookAt(target, options.clock?.now ?? engine.now);
          recordLook(store, target, look);
          const placed = listPlacements(store, { targetId });
          const byName = new Map(
            placed.flatMap((placement) => {
              const secret = secretNamed(look, placement.secretName, target.system);
              return secret === null ? [] : [[secret.name, placement] as const];
            }),
          );
          return success({
            secrets: look.secrets.map((secret) => ({ secret, placement: shown(store, byName.get(secret.name)) })),
          });
        } catch (error) {
          const failed = targetFailure(error);
          recordFailedLook(store, targetId, failed);
          return notListed(failed);
        }
      }),
    );
  },
  openSettings: async (engine, { targetId }) => {
    const row = unlocked(engine, (store) => rowOf(store, targetId));
    if (!row.ok) return row;
    const { url } = (await loadSystem(row.value.system)).settingsPage(placeOf(row.value), row.value.base_url);
    try {
      await engine.platform.openUrl(url);
    } catch (error) {
      engine.log.error('page-not-opened', error);
      return failure('unsupported', `The browser did not open the page. Its address is ${url}.`, { url });
    }
    return success({});
  },
};

function rowOf(store: Store, targetId: string): Result<TargetRow, 'ci-target-not-found'> {
  const row = targetRow(store, targetId);
  return row === null ? targetNotFound() : success(row);
}

async function systemInfo(id: CiSystemId): Promise<CiSystemInfo> {
  const { name, baseUrl, token, tokenNeeds } = await loadSystem(id);
  return {
    id,
    name,
    baseUrl,
    token: token.map(({ field, label, secret, optional }) => ({ field, label, secret, optional: optional === true })),
    tokenNeeds,
    placeForm: PLACE_FORMS[id],
    choices: choicesOf(id),
  };
}

/** An environment and a scope are the same where there are both; a form asks for one of them. */
function choicesOf(id: CiSystemId): CiSystemInfo['choices'] {
  const choices = PLACE_CHOICES[id];
  return choices.filter((choice) => choice !== 'environment' || !choices.includes('scope'));
}

function stateOf(
  engine: EngineState,
  store: Store,
  row: TargetRow,
  system: CiSystem,
  placements: readonly Placement[],
): CiTargetState {
  const place = placeOf(row);
  const { url, path } = system.settingsPage(place, row.base_url);
  const states: CiTargetState['states'] = {};
  for (const { state } of placements) states[state] = (states[state] ?? 0) + 1;
  return {
    target: targetOf(store, row),
    written: writePlace(place),
    states,
    looking: engine.pushes()?.isLooking(row.id) ?? false,
    settingsPage: { url, path: [...path] },
  };
}

function shown(store: Store, placement: Placement | undefined) {
  if (placement === undefined) return null;
  const { id, keyId, state } = placement;
  return { placementId: id, keyId, keyName: keyRow(store, keyId)?.name ?? '', state };
}

/** Windows read their lists again. */
function told<T>(engine: EngineState, result: T): T {
  engine.emit({ type: 'ci-changed' });
  return result;
}

async function looking<T>(options: CiOptions, targetId: string, work: () => Promise<T>): Promise<T> {
  const looked = options.looking?.(targetId);
  try {
    return await work();
  } finally {
    looked?.();
  }
}

type Told = { readonly code: ProviderErrorCode | 'vault-damaged'; readonly message: string };
type Untestable =
  | 'credential-missing'
  | 'parameter-missing'
  | 'address-invalid'
  | 'provider-answer-invalid'
  | 'vault-damaged';
type Unlisted = Untestable | Exclude<ProviderErrorCode, 'cancelled'>;

/** What the target says is in the test's result; here is what kept it from being asked. */
function notTestable({ code, message }: Told): Failed<Untestable> {
  switch (code) {
    case 'credential-missing':
    case 'parameter-missing':
    case 'address-invalid':
    case 'vault-damaged':
      return failure(code, message);
    default:
      return failure('provider-answer-invalid', message);
  }
}

/** A look is only cancelled by the lock, which is answered before this. */
function notListed({ code, message }: Told): Failed<Unlisted> {
  return failure(code === 'cancelled' ? 'provider-unreachable' : code, message);
}
