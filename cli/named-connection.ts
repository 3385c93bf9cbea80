import type { ConnectionRow } from '#core/connections/connection-rows.ts';
import { findConnection } from '#core/connections/connections.ts';
import { linkedPlaces as placesOfLinked } from '#core/matching/linked-places.ts';
import type { Store } from '#core/store/store.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { KeyPlaces } from './connection-json.ts';

/** A connection by the name that a person typed, or by its id. */
export function namedConnection(store: Store, name: string): Result<ConnectionRow, 'connection-not-found'> {
  const row = findConnection(store, name);
  return row === null
    ? failure('connection-not-found', `There is no connection named "${name}". "keyrail connections" lists them.`)
    : success(row);
}

/** The names and places of the keys that remote keys are linked to, by id. */
export function linkedPlaces(store: Store): KeyPlaces {
  return new Map(placesOfLinked(store).map((place) => [place.keyId, place]));
}
