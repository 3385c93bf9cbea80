import type { NamedPlacement } from '#shared/contract/placements.ts';
import { success } from '#shared/contract/result.ts';
import type { Placement } from '#shared/domain/ci.ts';
import { listPlacements } from '../ci/placement-rows.ts';
import { forgetPlacement, recordPlacement } from '../ci/record-placement.ts';
import { refreshStatus } from '../ci/refresh-status.ts';
import { targetRows } from '../ci/target-rows.ts';
import { keyDetail } from '../keys/key-detail.ts';
import { keyRow } from '../keys/key-rows.ts';
import { findingsOf } from '../scan/scan-findings.ts';
import type { Store } from '../store/store.ts';
import { asking } from './asking.ts';
import { type Handlers, unlocked } from './handlers.ts';

export const placementHandlers: Handlers<'placements'> = {
  list: (engine, { keyId, targetId }) =>
    unlocked(engine, (store) => {
      const of = { ...(keyId === undefined ? {} : { keyId }), ...(targetId === undefined ? {} : { targetId }) };
      const placements = listPlacements(store, of).filter((one) => targetId === undefined || one.targetId === targetId);
      return success({ placements: named(store, placements) });
    }),
  refresh: (engine, { targetIds }) =>
    asking(engine, async (store, options) =>
      success({ looks: (await refreshStatus(store, targetIds, options)).map((look) => ({ ...look })) }),
    ),
  record: (engine, request) => {
    const recorded = unlocked(engine, (store) => recordPlacement(store, { ...request, how: 'recorded' }));
    if (recorded.ok) engine.emit({ type: 'ci-changed' });
    return recorded;
  },
  forget: (engine, { placementId }) => {
    const forgotten = unlocked(engine, (store) => forgetPlacement(store, placementId));
    if (!forgotten.ok) return forgotten;
    engine.emit({ type: 'ci-changed' });
    return success({});
  },
  reach: (engine, { keyId }) =>
    unlocked(engine, (store) => {
      const detail = keyDetail(store, keyId);
      if (!detail.ok) return detail;
      return success({
        sameValue: detail.value.key.sameValue,
        placements: named(store, listPlacements(store, { keyId })),
        findings: findingsOf(store, keyId),
      });
    }),
};

/** With the names around each. */
function named(store: Store, placements: readonly Placement[]): NamedPlacement[] {
  const targets = new Map(targetRows(store).map((row) => [row.id, row]));
  return placements.flatMap((placement) => {
    const key = keyRow(store, placement.keyId);
    const target = targets.get(placement.targetId);
    if (key === null || target === undefined) return [];
    return [
      {
        ...placement,
        keyName: key.name,
        projectId: key.project_id as NamedPlacement['projectId'],
        environmentId: key.environment_id as NamedPlacement['environmentId'],
        targetName: target.name,
        system: target.system,
        placeText: target.place_text,
      },
    ];
  });
}
