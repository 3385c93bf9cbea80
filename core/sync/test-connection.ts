import { type Failure, failure, type Result, success } from '#shared/contract/result.ts';
import { connectionNotFound, connectionRow } from '../connections/connection-rows.ts';
import { openCredential } from '../connections/credential.ts';
import { type Clock, SYSTEM_CLOCK } from '../http/clock.ts';
import type { ExchangeLimits } from '../http/exchange.ts';
import type { ProviderClient } from '../http/provider-client.ts';
import { ProviderError, type ProviderErrorCode } from '../http/provider-error.ts';
import { findProvider } from '../providers/catalogue.ts';
import type { Store } from '../store/store.ts';
import { ADAPTERS } from './adapters/index.ts';
import { type KeyCheck, resultOf } from './check-key.ts';
import { openClient } from './open-client.ts';
import { troubleshootingFor } from './troubleshooting.ts';

export type ConnectionTest = Pick<KeyCheck, 'result' | 'message' | 'hints'>;

type TestError = 'connection-not-found' | 'unsupported' | Exclude<ProviderErrorCode, `provider-${string}`>;

/**
 * Asks a provider with a connection's credential whether it may list keys: one page of the listing, or, where there is none,
 * the documented request that checks the credential. It is asked once and never waits; nothing is kept.
 */
export async function testConnection(
  store: Store,
  connectionId: string,
  options: { clock?: Clock; signal?: AbortSignal; limits?: ExchangeLimits } = {},
): Promise<Result<ConnectionTest, TestError>> {
  const row = connectionRow(store, connectionId);
  if (row === null) return connectionNotFound();
  const definition = findProvider(row.provider);
  const api = definition?.sync.api;
  const opened = openCredential(store, connectionId);
  const credential = opened.ok ? opened.value : null;
  const check = definition?.checks.find(({ authentication }) => authentication === credential?.method);
  const signsIn = definition?.signIn !== undefined;
  if (definition == null || (api === undefined && check === undefined && !signsIn)) {
    return failure(
      'unsupported',
      `${definition?.name.value ?? row.provider} has no request that could be asked. A person signs in on its page.`,
    );
  }
  const parameters = JSON.parse(row.parameters) as Record<string, string>;
  try {
    const client = openClient({
      definition,
      baseUrl: row.base_url,
      plan: row.plan,
      credential,
      clock: options.clock ?? SYSTEM_CLOCK,
      signal: options.signal,
      longestWaitMs: 0,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    });
    try {
      if (api !== undefined) {
        const pages = ADAPTERS[api.adapter]({
          client,
          definition,
          parameters,
          credential: credential?.fields ?? {},
          now: store.now,
          skipped: () => undefined,
        });
        for await (const { drafts } of pages) return success(works(client, `lists keys (${counted(drafts.length)})`));
        return success(works(client, 'lists no key'));
      }
      if (check === undefined) {
        return failure('unsupported', `No document of ${definition.name.value} names a request that checks it.`);
      }
      const { method, path } = check.request.value;
      await client.json(client.address(path, parameters), { method });
      return success(works(client, 'accepts the credential'));
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const result = resultOf(error.code);
      if (result === null) throw error;
      return success({ result, message: error.message, hints: troubleshootingFor(definition, result) });
    }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    // Those of a provider became results above.
    return { ok: false, error: error.failure as Failure<Exclude<ProviderErrorCode, `provider-${string}`>> };
  }
}

function works(client: ProviderClient, does: string): ConnectionTest {
  return { result: 'works', message: `${client.host} ${does}.`, hints: [] };
}

function counted(count: number): string {
  return count === 1 ? '1 on the first page' : `${count} on the first page`;
}
