import { isUtf8 } from 'node:buffer';
import { connectionRow } from '../../connections/connection-rows.ts';
import { takeValue } from '../../keys/take-value.ts';
import { findProvider } from '../../providers/catalogue.ts';
import { checkKey, type KeyCheck } from '../../sync/check-key.ts';
import { checkVaultKey } from '../../sync/check-vault-key.ts';
import type { RotationStepRow } from '../rotation-rows.ts';
import { done, type RotationRun, type StepEnd } from '../rotation-run.ts';

/** Asks the provider whether the new value is alive; where no document says how, a person has to say so. */
export async function checkValue(run: RotationRun, step: RotationStepRow): Promise<StepEnd> {
  const { store, options, mainKey, row } = run;
  if (row.provider === null || findProvider(row.provider) === null) return run.byPerson(step);
  const connection = row.connection_id === null ? null : connectionRow(store, row.connection_id);
  const checked = await checkVaultKey(store, {
    keyId: mainKey.key_id,
    confirmed: options.confirmed,
    ...(connection === null ? {} : { connection }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  if (!checked.ok) {
    const { code, message } = checked.error;
    if (code === 'confirmation-needed') return { what: 'failed', code, message };
    return run.byPerson(step, code === 'unsupported' || code === 'credential-missing' ? undefined : { code, message });
  }
  const { result, message, retryAfterMs } = checked.value;
  switch (result) {
    case 'works':
      return done(message);
    case 'refused':
      return {
        what: 'failed',
        code: 'provider-refused',
        message: `${message} The new value does not work (yet). Try again in a moment, or take the steps back.`,
      };
    case 'limited':
    case 'unreachable':
      return {
        what: 'later',
        code: result === 'limited' ? 'provider-limited' : 'provider-unreachable',
        message,
        resumeAt: retryAfterMs === null ? null : store.now() + retryAfterMs,
      };
  }
}

/**
 * Asks the provider whether the old value is alive, where a document says how; null where none does.
 * `confirmation-needed` and such are an end of the step.
 */
export async function checkOldValue(run: RotationRun): Promise<KeyCheck | StepEnd | null> {
  const { store, options, mainKey, row } = run;
  const definition = row.provider === null ? null : findProvider(row.provider);
  if (definition === null || definition.checks.length === 0) return null;
  const used = takeValue(store, {
    keyId: mainKey.key_id,
    version: { id: mainKey.old_version_id },
    use: 'read',
    where: 'to see that it does not work any more',
    confirmed: options.confirmed,
  });
  if (!used.ok) {
    const { code, message } = used.error;
    return code === 'version-not-found' ? null : { what: 'failed', code, message };
  }
  const { bytes } = used.value;
  const value = isUtf8(bytes) ? bytes.toString('utf8') : null;
  bytes.fill(0);
  if (value === null) return null;
  const connection = row.connection_id === null ? null : connectionRow(store, row.connection_id);
  const checked = await checkKey({
    definition,
    value,
    baseUrl: connection?.base_url ?? null,
    parameters: connection === null ? {} : (JSON.parse(connection.parameters) as Record<string, string>),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  return checked.ok ? checked.value : null;
}
