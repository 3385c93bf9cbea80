import { packDraft } from '#core/connections/packed-draft.ts';
import { applySnapshot } from '#core/connections/snapshot.ts';
import { SUMMARY_COLUMNS } from '#core/keys/key-rows.ts';
import { matchConnection } from '#core/matching/match-connection.ts';
import type { Store } from '#core/store/store.ts';
import { type Bench, medianOf, row, type Target } from './bench-row.ts';
import { openBenchVault } from './bench-vault.ts';
import { interleaved } from './interleaved.ts';
import { addTokenConnection, addTokenKeys, draftOfToken } from './made-up-tokens.ts';

const TARGET: Target = { kind: 'ratio', atMost: 3 };

/**
 * Matching a connection's remote keys to as many vault keys, each of which has its counterpart, against reading both lists as
 * they are stored. Matching reads them as well, and writes its links.
 */
export const matchRemoteKeys: Bench = async ({ folder, quick, progress }) => {
  const keys = quick ? 1_000 : 10_000;
  progress(`making a vault of ${keys} keys, and as many remote keys`);
  const vault = await openBenchVault(folder, (store) => addTokenKeys(store, keys));
  const { store } = vault;
  const connectionId = addTokenConnection(store, { url: 'http://127.0.0.1', token: 'npm_madeUp' });
  const drafts = Array.from({ length: keys }, (_, index) => packDraft(draftOfToken(index)));
  const [readAt, lookedAt] = [store.now(), store.now()];
  const completeness = { kind: 'complete' as const, evidence: ['made up'] };
  applySnapshot(store, connectionId, { drafts, origin: 'api', readAt, lookedAt, completeness });
  progress('matching');
  const samples = await interleaved(quick ? 10 : 25, {
    first: () => {
      store
        .sql('UPDATE remote_keys SET key_id = NULL, match_confidence = NULL, match_reason = NULL, match_detail = NULL')
        .run();
      return timeMatch(store, connectionId, keys);
    },
    again: () => timeMatch(store, connectionId, keys),
    baseline: () => timeReading(store, keys),
  });
  vault.close();
  const baseline = medianOf(samples.baseline, 'ms');
  const many = keys.toLocaleString('en');
  const subject = `match ${many} remote keys to ${many} vault keys`;
  return [
    row(
      `${subject}, for the first time / reading both lists`,
      { ours: medianOf(samples.first, 'ms'), baseline },
      TARGET,
    ),
    row(`${subject}, again / reading both lists`, { ours: medianOf(samples.again, 'ms'), baseline }, TARGET),
  ];
};

/** Its writes included; their commit is that of the sync that it is part of. */
function timeMatch(store: Store, connectionId: string, keys: number): number {
  return store.write(() => {
    const startedAt = performance.now();
    const { length } = matchConnection(store, connectionId).links;
    const elapsedMs = performance.now() - startedAt;
    if (length !== keys) throw new Error(`${length} keys were matched`);
    return elapsedMs;
  });
}

function timeReading(store: Store, keys: number): number {
  const startedAt = performance.now();
  const remotes = store.sql('SELECT id, draft FROM remote_keys').all() as { draft: string }[];
  for (const { draft } of remotes) JSON.parse(draft);
  const { length } = store.sql(`SELECT ${SUMMARY_COLUMNS} FROM keys`).all();
  const elapsedMs = performance.now() - startedAt;
  if (remotes.length !== keys || length !== keys) throw new Error('Another number of keys was read');
  return elapsedMs;
}
