import type { Reseal } from '../vault/vault-place.ts';
import { resealActivity } from './activity-log.ts';
import { openStore, type Store } from './store.ts';

/**
 * Seals everything under the new vault key: each value and its fingerprint, each connection's credential, each CI target's
 * token, what a rotation was answered, and the chain of the activity.
 */
export const resealEverything: Reseal = (old, fresh) => {
  const store = openStore(fresh, { by: 'engine', now: Date.now });
  store.write(() => {
    const rows = store.db.prepare('SELECT id, key_id, sealed FROM versions WHERE sealed IS NOT NULL').all() as {
      id: string;
      key_id: string;
      sealed: Buffer;
    }[];
    const update = store.sql('UPDATE versions SET sealed = ?, fingerprint = ? WHERE id = ?');
    for (const row of rows) {
      const value = old.open(row.key_id, row.id, row.sealed);
      update.run(fresh.seal(row.key_id, row.id, value), fresh.fingerprint(value), row.id);
      value.fill(0);
    }
    resealColumn(store, old, { table: 'connections', id: 'credential_id', sealed: 'credential' });
    resealColumn(store, old, { table: 'ci_targets', id: 'token_id', sealed: 'token' });
    resealColumn(store, old, { table: 'rotations', id: 'answer_id', sealed: 'answer' });
    resealColumn(store, old, { table: 'rotations', id: 'spare_id', sealed: 'spare' });
    resealActivity(store);
  });
};

type SealedColumn = { readonly table: string; readonly id: string; readonly sealed: string };

/** A column that is sealed like a value, bound to its row's id and an id of its own. */
function resealColumn(store: Store, old: Parameters<Reseal>[0], { table, id, sealed }: SealedColumn): void {
  // A rotation that an older Keyrail began is finished before the schema is brought up to date.
  const present = store.sql(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?`).get(table);
  if (present === undefined) return;
  const rows = store.db
    .prepare(`SELECT id AS row, ${id} AS id, ${sealed} AS sealed FROM ${table} WHERE ${sealed} IS NOT NULL`)
    .all() as { row: string; id: string; sealed: Buffer }[];
  for (const one of rows) {
    const bytes = old.open(one.row, one.id, one.sealed);
    store
      .sql(`UPDATE ${table} SET ${sealed} = ? WHERE id = ?`)
      .run(store.session.seal(one.row, one.id, bytes), one.row);
    bytes.fill(0);
  }
}
