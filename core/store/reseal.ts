import type { Reseal } from '../vault/vault-place.ts';
import { resealActivity } from './activity-log.ts';
import { openStore } from './store.ts';

/** Seals everything under the new vault key: each value, its fingerprint, and the chain of the activity. */
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
    resealActivity(store);
  });
};
