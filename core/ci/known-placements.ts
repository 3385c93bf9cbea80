import type { CiPlace } from '#shared/domain/ci.ts';
import type { Store } from '../store/store.ts';
import { listPlacements } from './placement-rows.ts';
import { placeOf, targetRows } from './target-rows.ts';

/** A key's copy with the place that it is in, as a scan of a repository compares it with what CI files use. */
export type PlacementInPlace = {
  readonly id: string;
  readonly keyId: string;
  readonly secretName: string;
  readonly place: CiPlace;
};

/** The placements that are not known to be gone. */
export function knownPlacements(store: Store): PlacementInPlace[] {
  const places = new Map(targetRows(store).map((row) => [row.id, placeOf(row)]));
  return listPlacements(store).flatMap(({ id, keyId, targetId, secretName, state }) => {
    const place = places.get(targetId);
    return place === undefined || state === 'missing' ? [] : [{ id, keyId, secretName, place }];
  });
}
