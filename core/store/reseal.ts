import type { Reseal } from '../vault/vault-place.ts';
import { resealActivity } from './activity-log.ts';
import { openStore, type Store } from './store.ts';

/**
 * Seals everything under the new vault key: each value and its fingerprint, each connection's credential, and the chain of
 * the activity.
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
    resealCredentials(store, old);
    resealActivity(store);
  });
};

function resealCredentials(store: Store, old: Parameters<Reseal>[0]): void {
  // A rotation that an older Keyrail began is finished before the schema is brought up to date.
  const present = store.sql(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'connections'`).get();
  if (present === undefined) return;
  const rows = store.db
    .prepare('SELECT id, credential_id, credential FROM connections WHERE credential IS NOT NULL')
    .all() as { id: string; credential_id: string; credential: Buffer }[];
  for (const { id, credential_id: credentialId, credential } of rows) {
    const bytes = old.open(id, credentialId, credential);
    const sealed = store.session.seal(id, credentialId, bytes);
    store.sql('UPDATE connections SET credential = ? WHERE id = ?').run(sealed, id);
    bytes.fill(0);
  }
}
