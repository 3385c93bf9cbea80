import type { RemoteKey } from '#shared/domain/remote-key.ts';
import type { KeyRow } from '../keys/key-rows.ts';
import type { Store } from '../store/store.ts';

/** A weaker match is not believed enough to take dates from it. */
const BELIEVED = 0.6;

const FIELDS = [
  ['created', 'created'],
  ['expires', 'expires'],
  ['lastUsed', 'last_used'],
] as const;

/** What is wanted of a remote key to take its dates. */
export type DatedRemote = Pick<RemoteKey, 'created' | 'expires' | 'lastUsed' | 'neverExpires' | 'goneAt'> & {
  readonly match: { readonly keyId: string; readonly confidence: number } | null;
};

type DateColumn = (typeof FIELDS)[number][1];
type KeyDates = { rowid: number } & Pick<
  KeyRow,
  'id' | `${DateColumn}_at` | `${DateColumn}_origin` | `${DateColumn}_precision`
>;

const COLUMNS = FIELDS.flatMap(([, column]) => [`${column}_at`, `${column}_origin`, `${column}_precision`] as const);

/**
 * Writes what a provider reports of its linked keys to the keys that say nothing of it, or what was reported or inferred
 * before. What a person typed stays; both are shown. Call it inside a `write`.
 * @returns how many keys changed
 */
export function takeReportedDates(store: Store, remotes: readonly DatedRemote[]): number {
  const telling = remotes.filter(tellsDates);
  const keys = datesOf(
    store,
    telling.map(({ match }) => match.keyId),
  );
  const update = store.sql(`UPDATE keys SET ${COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE rowid = ?`);
  let changed = 0;
  for (const remote of telling) {
    const key = keys.get(remote.match.keyId);
    if (key === undefined) continue;
    let wrote = false;
    for (const [field, column] of FIELDS) {
      const reported = remote[field];
      const origin = key[`${column}_origin`];
      const at = key[`${column}_at`];
      if (at !== null && (origin ?? 'typed') === 'typed') continue;
      if (reported === null) {
        // The provider took the end away that it had reported.
        if (field !== 'expires' || !remote.neverExpires || at === null || origin !== 'reported') continue;
      } else if (at === reported.at && origin === 'reported' && key[`${column}_precision`] === reported.precision) {
        continue;
      }
      key[`${column}_at`] = reported?.at ?? null;
      key[`${column}_origin`] = reported?.origin ?? null;
      key[`${column}_precision`] = reported?.precision ?? null;
      wrote = true;
    }
    if (!wrote) continue;
    update.run(...COLUMNS.map((column) => key[column]), key.rowid);
    changed += 1;
  }
  return changed;
}

type TellingRemote = DatedRemote & { readonly match: NonNullable<DatedRemote['match']> };

function tellsDates(remote: DatedRemote): remote is TellingRemote {
  const { match, goneAt, created, lastUsed, expires, neverExpires } = remote;
  if (match === null || match.confidence < BELIEVED || goneAt !== null) return false;
  return created !== null || lastUsed !== null || expires !== null || neverExpires;
}

/** By the key's id, in the order of the table; one question for all of them. */
function datesOf(store: Store, keyIds: readonly string[]): Map<string, KeyDates> {
  const rows = store
    .sql(`SELECT rowid, id, ${COLUMNS.join(', ')} FROM keys
      WHERE rowid IN (SELECT keys.rowid FROM json_each(?) JOIN keys ON keys.id = json_each.value)`)
    .all(JSON.stringify(keyIds)) as KeyDates[];
  return new Map(rows.map((row) => [row.id, row]));
}

/** Takes back what was written from a remote key that turned out to be another key. Call it inside a `write`. */
export function dropReportedDates(store: Store, keyId: string, remote: RemoteKey): void {
  for (const [field, column] of FIELDS) {
    store
      .sql(`UPDATE keys SET ${column}_at = NULL, ${column}_origin = NULL, ${column}_precision = NULL
        WHERE id = ? AND ${column}_origin = 'reported' AND ${column}_at = ?`)
      .run(keyId, remote[field]?.at ?? null);
  }
}
