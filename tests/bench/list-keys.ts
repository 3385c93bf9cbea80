import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import Sqlite, { type Database } from 'better-sqlite3';
import * as initial from '#core/database/migrations/0001-initial.ts';
import { createEngine, type Engine } from '#core/engine/engine.ts';
import { SUMMARY_COLUMNS } from '#core/keys/key-rows.ts';
import type { Store } from '#core/store/store.ts';
import { type Bench, medianOf, row } from './bench-row.ts';
import { createBenchVault } from './bench-vault.ts';
import { interleaved } from './interleaved.ts';
import { NO_DESKTOP, NO_FEATURES } from './no-desktop.ts';

/** The engine's list, request and response parsed, against the same columns of the same rows out of a plain database. */
export const listKeys: Bench = async ({ folder, quick, progress }) => {
  const keys = quick ? 2_000 : 10_000;
  progress(`making a vault of ${keys} keys, and a plain database of the same rows`);
  const plain = new Sqlite(join(folder, 'plain.db'));
  plain.pragma('journal_mode = WAL');
  const vault = await createBenchVault(folder, {
    keychain: 'memory',
    keys,
    withKeys: (store) => copyKeys(store, plain),
  });
  const engine = createEngine({
    home: vault.home,
    keychain: vault.keychain,
    platform: NO_DESKTOP,
    by: 'window',
    version: '0.0.0',
    runtime: 'chromium',
    features: NO_FEATURES,
  });
  await engine.start();

  progress('listing');
  const select = plain.prepare(`SELECT ${SUMMARY_COLUMNS} FROM keys`);
  const collectGarbage = exposeGc();
  const samples = await interleaved(quick ? 20 : 60, {
    ours: () => {
      collectGarbage();
      return timeEngineList(engine, keys);
    },
    baseline: () => {
      collectGarbage();
      const startedAt = performance.now();
      const { length } = select.all();
      if (length !== keys) throw new Error('The plain database has another number of rows');
      return performance.now() - startedAt;
    },
  });
  await engine.close();
  plain.close();
  return [
    row(
      `list ${keys.toLocaleString('en')} keys, engine / plain better-sqlite3`,
      { ours: medianOf(samples.ours, 'ms'), baseline: medianOf(samples.baseline, 'ms') },
      { kind: 'ratio', atMost: 1.5 },
    ),
  ];
};

async function timeEngineList(engine: Engine, keys: number): Promise<number> {
  const startedAt = performance.now();
  const listed = await engine.call('keys', 'list', { limit: 10_000 });
  const elapsedMs = performance.now() - startedAt;
  if (!listed.ok) throw new Error(listed.error.message);
  const { length } = (listed.value as { keys: unknown[] }).keys;
  if (length !== keys) throw new Error('The engine listed another number of keys');
  return elapsedMs;
}

/** The same table with the same rows, in the clear. */
function copyKeys(store: Store, plain: Database): void {
  initial.up(plain);
  plain.pragma('foreign_keys = OFF');
  const rows = store.sql('SELECT * FROM keys').raw().all() as unknown[][];
  const places = Array.from({ length: rows[0]?.length ?? 0 }, () => '?').join(', ');
  const insert = plain.prepare(`INSERT INTO keys VALUES (${places})`);
  plain.transaction(() => {
    for (const values of rows) insert.run(...values);
  })();
}

/**
 * Each sample starts without the young garbage of the one before it; what it makes itself is its own time. A whole
 * collection would throw compiled code away as well, and the other side would be measured cold.
 */
function exposeGc(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;
  return () => collect({ type: 'minor' });
}
