import { featureStore } from './registry.ts';

/** Where a person was in a list: row and, in a matrix, column. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** By list: the board of a project, all keys. Whoever comes back to a screen is where they left it. */
const usePlaces = featureStore<Readonly<Record<string, Place>>>('places', () => ({}));

const START: Place = { row: 0, column: 0 };

/** Where a person was last in a list, or its start. */
export function placeIn(list: string): Place {
  return usePlaces.getState()[list] ?? START;
}

/** Remembers where a person is, until the lock. */
export function rememberPlace(list: string, place: Place): void {
  usePlaces.setState({ [list]: place });
}
