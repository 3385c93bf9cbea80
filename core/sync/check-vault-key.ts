import { isUtf8 } from 'node:buffer';
import { failure, type Result } from '#shared/contract/result.ts';
import { type ConnectionRow, connectionRows } from '../connections/connection-rows.ts';
import type { Clock } from '../http/clock.ts';
import type { ProviderErrorCode } from '../http/provider-error.ts';
import { keyRow } from '../keys/key-rows.ts';
import { keyNotFound } from '../keys/read-versions.ts';
import { takeValue, type UseError } from '../keys/take-value.ts';
import { findProvider } from '../providers/catalogue.ts';
import type { Store } from '../store/store.ts';
import { checkKey, type KeyCheck } from './check-key.ts';

export type VaultKeyCheck = KeyCheck & { readonly provider: string };

type CheckError = UseError | 'provider-not-found' | 'unsupported' | Exclude<ProviderErrorCode, `provider-${string}`>;

/**
 * Asks the provider of a key, with the request that it documents, whether the current value is alive. The use is recorded as
 * every other is.
 * @param request.connection whose base address and parameters to use; absent: the one that knows the key
 * @param request.confirmed whether the person said yes to the key's environment, where it is protected
 */
export async function checkVaultKey(
  store: Store,
  request: {
    keyId: string;
    connection?: ConnectionRow | undefined;
    confirmed: (environmentId: string) => boolean;
    clock?: Clock;
  },
): Promise<Result<VaultKeyCheck, CheckError>> {
  const key = keyRow(store, request.keyId);
  if (key === null) return keyNotFound();
  const definition = key.provider === null ? null : findProvider(key.provider);
  if (definition === null) {
    return failure(
      'provider-not-found',
      `Nothing is known of the provider of ${key.name}. Edit the key and say which one it is.`,
    );
  }
  const connection = request.connection ?? connectionFor(store, key, definition.id);
  const used = takeValue(store, { keyId: key.id, version: 'current', use: 'read', confirmed: request.confirmed });
  if (!used.ok) return used;
  const { bytes } = used.value;
  const value = isUtf8(bytes) ? bytes.toString('utf8') : null;
  bytes.fill(0);
  if (value === null) return failure('unsupported', 'This value is not text, and no provider checks such a key.');
  const checked = await checkKey({
    definition,
    value,
    baseUrl: connection?.base_url ?? null,
    parameters: connection === null ? {} : (JSON.parse(connection.parameters) as Record<string, string>),
    ...(request.clock === undefined ? {} : { clock: request.clock }),
  });
  return checked.ok ? { ok: true, value: { ...checked.value, provider: definition.id } } : checked;
}

/** The connection that knows the key, else the provider's only one of the project, else its only one. */
function connectionFor(store: Store, key: { id: string; project_id: string }, provider: string): ConnectionRow | null {
  const rows = connectionRows(store).filter((row) => row.provider === provider);
  const linked = store.sql('SELECT connection_id FROM remote_keys WHERE key_id = ?').pluck().all(key.id) as string[];
  const ofProject = rows.filter((row) => row.project_id === key.project_id);
  const [first, ...others] = rows;
  return (
    rows.find(({ id }) => linked.includes(id)) ??
    (ofProject.length === 1 ? ofProject[0] : undefined) ??
    (others.length === 0 ? first : undefined) ??
    null
  );
}
