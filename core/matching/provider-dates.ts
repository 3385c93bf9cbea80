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

type KeyDates = Pick<
  KeyRow,
  (typeof FIELDS)[number][1] extends infer Column extends string
    ? `${Column}_at` | `${Column}_origin` | `${Column}_precision`
    : never
>;

const COLUMNS = FIELDS.flatMap(([, column]) => [`${column}_at`, `${column}_origin`, `${column}_precision`]);

/**
 * Writes what a provider reports of its linked keys to the keys that say nothing of it, or what was reported or inferred
 * before. What a person typed stays; both are shown. Call it inside a `write`.
 * @returns how many keys changed
 */
export function takeReportedDates(store: Store, remotes: Iterable<DatedRemote>): number {
  const select = store.sql(`SELECT rowid, ${COLUMNS.join(', ')} FROM keys WHERE id = ?`);
  const update = store.sql(`UPDATE keys SET ${COLUMNS.map((column) => `${column} = @${column}`).join(', ')}
    WHERE rowid = @rowid`);
  let changed = 0;
  for (const remote of remotes) {
    const { match } = remote;
    if (match === null || match.confidence < BELIEVED || remote.goneAt !== null) continue;
    if (remote.created === null && remote.lastUsed === null && remote.expires === null && !remote.neverExpires)
      continue;
    const key = select.get(match.keyId) as (KeyDates & { rowid: number }) | undefined;
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
    update.run(key);
    changed += 1;
  }
  return changed;
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
