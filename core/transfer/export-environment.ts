import type { TransferFormat } from '#shared/contract/imports.ts';
import { type Result, success } from '#shared/contract/result.ts';
import type { DatedFact } from '#shared/domain/instant.ts';
import { dateToIso } from '#shared/time/dates.ts';
import type { ExportedDetails } from '../formats/json-secrets.ts';
import { keyDetail } from '../keys/key-detail.ts';
import { environmentById } from '../projects/environments.ts';
import type { Store } from '../store/store.ts';
import { type EnvironmentValue, type KeyChoice, type OpenError, openEnvironment } from './open-environment.ts';
import { exportNotes, FORMAT_RECEIVERS, writeSecrets } from './write-secrets.ts';

/** The text of an export; it holds the values in the clear. `notes` say what some readers of it make of them. */
export function exportText(
  store: Store,
  request: {
    environmentId: string;
    format: TransferFormat;
    choice?: KeyChoice;
    confirmed: (environmentId: string) => boolean;
  },
): Result<{ text: string; count: number; notes: string[] }, OpenError> {
  const receiver = FORMAT_RECEIVERS[request.format];
  const opened = openEnvironment(store, { ...request, receiver, use: 'exported' });
  if (!opened.ok) return opened;
  const environment = environmentById(store, request.environmentId);
  const project = store.sql('SELECT name FROM projects WHERE id = ?').pluck().get(environment?.projectId) as string;
  const text = writeSecrets(request.format, {
    project,
    environment: environment?.name ?? '',
    keys: opened.value.map((entry) => withDetails(store, entry)),
  });
  return success({ text, count: opened.value.length, notes: exportNotes(request.format, opened.value) });
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
