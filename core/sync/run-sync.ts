import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { type Result, success } from '#shared/contract/result.ts';
import type { Completeness } from '#shared/domain/completeness.ts';
import type { SyncOutcome } from '#shared/domain/remote-key.ts';
import { type ConnectionRow, connectionNotFound, connectionRow } from '../connections/connection-rows.ts';
import { openCredential } from '../connections/credential.ts';
import { finishSync } from '../connections/finish-sync.ts';
import { type PackedDraft, packDraft } from '../connections/packed-draft.ts';
import type { Duplicate } from '../connections/snapshot.ts';
import { lastSync, recordFailedSync } from '../connections/sync-records.ts';
import { type Clock, SYSTEM_CLOCK } from '../http/clock.ts';
import type { ExchangeLimits } from '../http/exchange.ts';
import type { ProviderClient } from '../http/provider-client.ts';
import { cancelled, invalidAnswer, ProviderError } from '../http/provider-error.ts';
import { findProvider } from '../providers/catalogue.ts';
import type { Store } from '../store/store.ts';
import { VaultError } from '../vault/vault-error.ts';
import { ADAPTERS } from './adapters/index.ts';
import { inTurns } from './in-turns.ts';
import { openClient } from './open-client.ts';

export type SyncProgress = {
  readonly connectionId: string;
  /** Pages read so far. */
  readonly page: number;
  /** Null where the provider does not say. */
  readonly pages: number | null;
  readonly keys: number;
};

export type SyncOptions = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
  readonly clock?: Clock;
  readonly limits?: ExchangeLimits;
  /** Rather than wait longer for a limit to pass, the sync fails; the default is a minute and a half. */
  readonly longestWaitMs?: number;
};

export type ApiSync = {
  readonly outcome: SyncOutcome;
  readonly duplicates: readonly Duplicate[];
  /** Complete where every listing was read to its end; null where nothing was read. */
  readonly completeness: Completeness | null;
  /** Listings that the credential may not read, with why. */
  readonly skipped: readonly { readonly listing: string; readonly message: string }[];
};

/** More keys than any account has; a listing that gives more is not one. */
const MOST_KEYS = 200_000;
/** Connections that are synced together. */
const AT_ONCE = 3;

/** Whether a connection's provider can be asked by its API, and the person does not want another way. */
export function syncsByApi({ provider, way }: Pick<ConnectionRow, 'provider' | 'way'>): boolean {
  return way !== 'dashboard' && findProvider(provider)?.sync.api !== undefined;
}

/**
 * Asks a provider's API for its keys and puts the answer over the connection's snapshot, in one transaction at the end.
 * Whatever goes wrong with the provider, the network or the credential is an outcome with a named error, recorded on the
 * connection, and the last good snapshot stays.
 * @throws VaultError `vault-locked` where the vault was locked meanwhile; nothing is written then
 */
export async function runSync(
  store: Store,
  connectionId: string,
  options: SyncOptions = {},
): Promise<Result<ApiSync, 'connection-not-found'>> {
  const row = connectionRow(store, connectionId);
  if (row === null) return connectionNotFound();
  const startedAt = store.now();
  let client: ProviderClient | null = null;
  const skipped: { listing: string; message: string }[] = [];
  try {
    client = clientFor(store, row, options);
    const drafts = await readAll(store, row, client, options, skipped);
    if (options.signal?.aborted === true) throw cancelled();
    if (store.session.locked) throw lockedMeanwhile();
    const completeness = completenessOf(skipped);
    const finished = finishSync(store, connectionId, {
      way: 'api',
      startedAt,
      rateLimit: client.gate.budget,
      drafts,
      completeness,
      lookedAt: startedAt,
    });
    if (!finished.ok) return finished;
    return success({ ...finished.value, completeness, skipped });
  } catch (error) {
    // Nothing can be written down any more, and nothing was changed.
    if (store.session.locked) throw lockedMeanwhile();
    const failed = failureOf(error);
    if (connectionRow(store, connectionId) === null) return connectionNotFound();
    const outcome = recordFailedSync(store, connectionId, {
      startedAt,
      way: 'api',
      rateLimit: client?.gate.budget ?? null,
      status: failed.code === 'cancelled' ? 'cancelled' : 'failed',
      error: failed,
    });
    return success({ outcome, duplicates: [], completeness: null, skipped });
  }
}

/**
 * Syncs several connections, a few at a time. One that fails says so in its outcome and stops no other.
 * @throws AggregateError after all of them, where one met a bug
 */
export async function runAll(
  store: Store,
  connectionIds: readonly string[],
  options: SyncOptions = {},
): Promise<{ connectionId: string; sync: ApiSync }[]> {
  const bugs: unknown[] = [];
  const done = await inTurns(connectionIds, AT_ONCE, async (connectionId) => {
    try {
      const synced = await runSync(store, connectionId, options);
      // One that was removed meanwhile has nothing to say.
      return synced.ok ? [{ connectionId, sync: synced.value }] : [];
    } catch (error) {
      bugs.push(error);
      return [];
    }
  });
  if (bugs.length > 0) throw new AggregateError(bugs, 'A sync met a bug.');
  return done.flat();
}

function clientFor(store: Store, row: ConnectionRow, options: SyncOptions): ProviderClient {
  const definition = findProvider(row.provider);
  if (definition?.sync.api === undefined) {
    throw new ProviderError(
      'provider-listing-missing',
      'This provider has no API that lists its keys. Sync from its dashboard, or from a file.',
    );
  }
  const opened = openCredential(store, row.id);
  const { clock = SYSTEM_CLOCK, signal, limits, longestWaitMs } = options;
  return openClient({
    definition,
    baseUrl: row.base_url,
    plan: row.plan,
    credential: opened.ok ? opened.value : null,
    clock,
    signal,
    known: lastSync(store, row.id)?.rateLimit ?? null,
    ...(limits === undefined ? {} : { limits }),
    ...(longestWaitMs === undefined ? {} : { longestWaitMs }),
  });
}

async function readAll(
  store: Store,
  row: ConnectionRow,
  client: ProviderClient,
  { onProgress }: SyncOptions,
  skipped: { listing: string; message: string }[],
): Promise<PackedDraft[]> {
  const definition = findProvider(row.provider);
  const api = definition?.sync.api;
  if (definition === null || api === undefined) throw new TypeError('A client was opened without an API.');
  const opened = openCredential(store, row.id);
  const drafts: PackedDraft[] = [];
  const pages = ADAPTERS[api.adapter]({
    client,
    definition,
    parameters: JSON.parse(row.parameters) as Record<string, string>,
    credential: (opened.ok ? opened.value?.fields : null) ?? {},
    now: store.now,
    skipped: (listing, why) => skipped.push({ listing, message: why.message }),
  });
  for await (const { drafts: more, page, pages: all } of pages) {
    // The next page is under way: what is done now, nobody waits for.
    for (const draft of more) drafts.push(packDraft(draft));
    if (drafts.length > MOST_KEYS) {
      throw invalidAnswer('endless-pages', `${client.host} lists more than ${MOST_KEYS} keys.`);
    }
    onProgress?.({ connectionId: row.id, page, pages: all, keys: drafts.length });
  }
  return drafts;
}

function lockedMeanwhile(): VaultError {
  return new VaultError('vault-locked', 'The vault was locked during the sync. What was known before stays.');
}

function completenessOf(skipped: ApiSync['skipped']): Completeness {
  if (skipped.length === 0) return { kind: 'complete', evidence: ['Its API listed the keys to the end.'] };
  const evidence = skipped
    .slice(0, 20)
    .map(({ listing, message }) => `The listing ${listing} was not read. ${message}`.slice(0, 500));
  return { kind: 'partial', evidence };
}

/** What is expected to fail; a bug is thrown on. */
function failureOf(error: unknown): { code: ErrorCode; message: string } {
  if (error instanceof ProviderError) return { code: error.code, message: error.message };
  if (error instanceof VaultError && error.code === 'vault-damaged') {
    return { code: 'vault-damaged', message: 'The credential of this connection cannot be opened. Give it again.' };
  }
  throw error;
}
