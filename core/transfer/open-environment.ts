import { isUtf8 } from 'node:buffer';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import { checkConfirmed, recordUse, type Use } from '../keys/take-value.ts';
import { environmentById } from '../projects/environments.ts';
import type { Store } from '../store/store.ts';

export type EnvironmentValue = { keyId: string; name: string; value: string; kind: KeyKind; provider: string | null };

export type OpenError = 'environment-not-found' | 'confirmation-needed' | 'value-invalid';

/**
 * Opens the current values of an environment's live keys, ordered by name, for a program's environment or an export.
 * A value that is not text is `value-invalid`, unless `only` leaves its key out.
 */
export function openEnvironment(
  store: Store,
  request: {
    environmentId: string;
    use: Use;
    confirmed: (environmentId: string) => boolean;
    only?: ReadonlySet<string> | undefined;
  },
): Result<EnvironmentValue[], OpenError> {
  const environment = environmentById(store, request.environmentId);
  if (environment === null) return failure('environment-not-found', 'That environment is not there any more.');
  const allowed = checkConfirmed(store, request.environmentId, request.confirmed);
  if (!allowed.ok) return allowed;

  const rows = store
    .sql(`SELECT k.id, k.name, k.kind, k.provider, v.id AS version_id, v.sealed
      FROM keys k JOIN versions v ON v.key_id = k.id AND v.state = 'current'
      WHERE k.environment_id = ? AND k.archived_at IS NULL AND k.deleted_at IS NULL ORDER BY k.name`)
    .all(request.environmentId) as {
    id: string;
    name: string;
    kind: KeyKind;
    provider: string | null;
    version_id: string;
    sealed: Buffer;
  }[];
  const values: EnvironmentValue[] = [];
  for (const row of rows) {
    if (request.only !== undefined && !request.only.has(row.name)) continue;
    const bytes = store.session.open(row.id, row.version_id, row.sealed);
    if (!isUtf8(bytes)) {
      return failure(
        'value-invalid',
        `${row.name} is not text. Leave it out with --only, or save it to a file by itself.`,
        {
          name: row.name,
        },
      );
    }
    values.push({
      keyId: row.id,
      name: row.name,
      kind: row.kind,
      provider: row.provider,
      value: bytes.toString('utf8'),
    });
    bytes.fill(0);
  }
  // One entry for the whole environment: twenty for one `run` would hide what matters.
  recordUse(store, {
    what: request.use,
    projectId: environment.projectId,
    environmentId: environment.id,
    subject: environment.name,
    detail: `${values.length} ${values.length === 1 ? 'value' : 'values'}`,
  });
  return success(values);
}
