import { removeConnection } from '#core/connections/connections.ts';
import type { Store } from '#core/store/store.ts';
import { runSync } from '#core/sync/run-sync.ts';
import { type Bench, medianOf, row, type Target } from './bench-row.ts';
import { openBenchVault } from './bench-vault.ts';
import { interleaved } from './interleaved.ts';
import { addTokenConnection, addTokenKeys, TOKENS_A_PAGE } from './made-up-tokens.ts';
import { type Registry, startRegistry } from './registry.ts';

const TARGET: Target = { kind: 'ratio', atMost: 1.25 };
const DELAY_MS = 20;
/** One in so many remote keys is in the vault; a row without a target says what it takes where all are. */
const IN_VAULT = 10;

/**
 * A sync of everything that a provider lists, from the first request to the stored snapshot with its matches, against
 * fetching and parsing the same pages. Each page names the next, so both have one request under way at a time.
 */
export const syncKeys: Bench = async ({ folder, quick, progress }) => {
  const tokens = quick ? 1_000 : 10_000;
  const pages = tokens / TOKENS_A_PAGE;
  progress(`making a registry of ${tokens} tokens, and vaults that know some and all of them`);
  const some = await openBenchVault(folder, (filled) => addTokenKeys(filled, tokens / IN_VAULT));
  const all = await openBenchVault(folder, (filled) => addTokenKeys(filled, tokens));
  const registry = await startRegistry(tokens, DELAY_MS);
  try {
    const known = addTokenConnection(some.store, registry);
    progress('syncing');
    const samples = await interleaved(quick ? 3 : 9, {
      first: () => timeFirst(some.store, registry, tokens),
      again: () => timeSync(some.store, known, tokens),
      all: () => timeFirst(all.store, registry, tokens),
      baseline: () => timePages(registry, tokens),
    });
    const baseline = medianOf(samples.baseline, 'ms');
    const subject = `sync ${tokens.toLocaleString('en')} remote keys, ${pages} pages of ${DELAY_MS} ms`;
    const over = 'fetch and parse them';
    return [
      row(
        `${subject}, first time / ${over}`,
        { ours: medianOf(samples.first, 'ms'), baseline },
        TARGET,
        inVault(tokens / IN_VAULT),
      ),
      row(
        `${subject}, again / ${over}`,
        { ours: medianOf(samples.again, 'ms'), baseline },
        TARGET,
        inVault(tokens / IN_VAULT),
      ),
      row(`${subject}, first time / ${over}`, { ours: medianOf(samples.all, 'ms'), baseline }, null, inVault(tokens)),
    ];
  } finally {
    registry.close();
    some.close();
    all.close();
  }
};

const inVault = (keys: number): string => `${keys.toLocaleString('en')} of them are in the vault`;

async function timeSync(store: Store, connectionId: string, tokens: number): Promise<number> {
  const startedAt = performance.now();
  const synced = await runSync(store, connectionId);
  const elapsedMs = performance.now() - startedAt;
  if (!synced.ok) throw new Error(synced.error.message);
  const { status, seen, error } = synced.value.outcome;
  if (status !== 'done' || seen !== tokens) throw new Error(error?.message ?? 'The sync saw another number of keys');
  return elapsedMs;
}

/** By a connection that has seen nothing yet, to keys that know nothing from a provider. */
async function timeFirst(store: Store, registry: Registry, tokens: number): Promise<number> {
  store.db.exec(`UPDATE keys SET created_at = NULL, created_origin = NULL, created_precision = NULL, expires_at = NULL,
    expires_origin = NULL, expires_precision = NULL, last_used_at = NULL, last_used_origin = NULL, last_used_precision = NULL`);
  const connectionId = addTokenConnection(store, registry);
  try {
    return await timeSync(store, connectionId, tokens);
  } finally {
    removeConnection(store, connectionId);
  }
}

async function timePages({ url, token }: Registry, tokens: number): Promise<number> {
  const startedAt = performance.now();
  let seen = 0;
  let next: string | undefined = `${url}/-/npm/v1/tokens?perPage=${TOKENS_A_PAGE}`;
  while (next !== undefined) {
    const response = await fetch(next, { headers: { authorization: `Bearer ${token}` } });
    const page = JSON.parse(await response.text()) as { objects: unknown[]; urls: { next?: string } };
    seen += page.objects.length;
    next = page.urls.next;
  }
  const elapsedMs = performance.now() - startedAt;
  if (seen !== tokens) throw new Error('The pages held another number of tokens');
  return elapsedMs;
}
