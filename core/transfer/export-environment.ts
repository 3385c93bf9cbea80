import { isUtf8 } from 'node:buffer';
import type { TransferFormat } from '#shared/contract/imports.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { DatedFact } from '#shared/domain/instant.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import { dateToIso } from '#shared/time/dates.ts';
import type { ExportedDetails } from '../formats/json-secrets.ts';
import { keyDetail } from '../keys/find-key.ts';
import { checkConfirmed, recordUse, type Use } from '../keys/take-value.ts';
import { environmentById } from '../projects/environments.ts';
import type { Store } from '../store/store.ts';
import { writeSecrets } from './write-secrets.ts';

export type EnvironmentValue = { keyId: string; name: string; value: string; kind: KeyKind; provider: string | null };

type OpenError = 'environment-not-found' | 'confirmation-needed' | 'value-invalid';

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

/** The text of an export; it holds the values in the clear. */
export function exportText(
  store: Store,
  request: { environmentId: string; format: TransferFormat; confirmed: (environmentId: string) => boolean },
): Result<{ text: string; count: number }, OpenError> {
  const opened = openEnvironment(store, { ...request, use: 'exported' });
  if (!opened.ok) return opened;
  const environment = environmentById(store, request.environmentId);
  const project = store.sql('SELECT name FROM projects WHERE id = ?').pluck().get(environment?.projectId) as string;
  const written = writeSecrets(request.format, {
    project,
    environment: environment?.name ?? '',
    keys: opened.value.map((entry) => withDetails(store, entry)),
  });
  if (!written.ok) return failure('value-invalid', written.error.message);
  return success({ text: written.value, count: opened.value.length });
}

/** Everything that Keyrail's own export keeps of a key, so that an import gives the same key again. */
function withDetails(store: Store, entry: EnvironmentValue): { name: string; value: string } & ExportedDetails {
  const found = keyDetail(store, entry.keyId);
  if (!found.ok) throw new Error('A key that was just read is not there');
  const { key } = found.value;
  const identifier = key.versions.find(({ state }) => state === 'current')?.identifier ?? null;
  return {
    name: entry.name,
    value: entry.value,
    kind: key.kind,
    ...(key.provider === null ? {} : { provider: key.provider }),
    ...(identifier === null ? {} : { identifier }),
    ...(key.consumer === null ? {} : { consumer: key.consumer }),
    ...(key.description === '' ? {} : { description: key.description }),
    ...(key.notes === '' ? {} : { notes: key.notes }),
    ...typedDate('createdAt', key.created),
    ...typedDate('expiresAt', key.expires),
    ...(key.rotateEvery === null ? {} : { rotateEvery: key.rotateEvery }),
    ...(key.scopes.length === 0 ? {} : { scopes: key.scopes }),
    ...(key.tags.length === 0 ? {} : { tags: key.tags }),
  };
}

function typedDate(name: 'createdAt' | 'expiresAt', fact: DatedFact | null): ExportedDetails {
  return fact === null ? {} : { [name]: dateToIso(fact) };
}
