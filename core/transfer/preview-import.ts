import type { ImportPreview, TransferFormat } from '#shared/contract/imports.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import { checkKeyName, nameForMessage } from '../formats/names.ts';
import { checkValue } from '../keys/key-value.ts';
import { visibleEnds } from '../keys/visible-ends.ts';
import { environmentById } from '../projects/environments.ts';
import { isLikelySecret } from '../recognition/likely-secret.ts';
import { recognise } from '../recognition/recognise.ts';
import type { Store } from '../store/store.ts';
import type { ImportEntry, KeptImport } from './kept-import.ts';
import { readSecrets, type SecretEntry } from './read-secrets.ts';

type PreviewEntry = ImportPreview['entries'][number];
type Problem = ImportPreview['errors'][number];

export type PreviewRequest = {
  environmentId: string;
  text: string;
  /** File name, or words such as "pasted text"; also tells the format where `format` is absent. */
  source: string;
  format?: TransferFormat | undefined;
};

/** Reads a text of secrets and compares it with an environment. Nothing is changed. */
export function previewImport(
  store: Store,
  request: PreviewRequest,
): Result<KeptImport, 'environment-not-found' | 'import-invalid'> {
  const environment = environmentById(store, request.environmentId);
  if (environment === null) return failure('environment-not-found', 'That environment is not there any more.');
  const read = readSecrets(request.text, request.source, request.format);
  if (!read.ok) return read;

  const existing = liveKeys(store, request.environmentId);
  const errors: Problem[] = [...read.value.errors];
  const entries: PreviewEntry[] = [];
  const values: ImportEntry[] = [];
  // The last entry of a name counts, as for every program that reads such a file.
  for (const entry of new Map(read.value.entries.map((one) => [one.name, one])).values()) {
    const name = checkKeyName(entry.name);
    if (!name.ok) {
      errors.push({ line: entry.line, message: `${nameForMessage(entry.name)}: ${name.error.message}` });
      continue;
    }
    const recognised = describeEntry(entry);
    if (entry.value !== '') {
      const checked = checkValue(Buffer.from(entry.value, 'utf8'), recognised.kind);
      if (!checked.ok) {
        errors.push({ line: entry.line, message: `${name.value}: ${checked.error.message}` });
        continue;
      }
    }
    entries.push(compare(store, { ...entry, name: name.value }, recognised, existing.get(name.value), entries.length));
    values.push({
      name: name.value,
      value: entry.value,
      kind: recognised.kind,
      fields: { provider: recognised.provider, ...entry.fields },
      identifier: entry.identifier,
    });
  }
  return success({
    values,
    preview: {
      source: request.source,
      format: read.value.format,
      environmentId: environment.id,
      entries,
      errors,
      warnings: [...read.value.warnings],
    },
  });
}

type Recognised = { provider: string | null; kind: KeyKind; prefix: string };

function describeEntry(entry: SecretEntry): Recognised {
  const best = entry.value === '' ? undefined : recognise(entry.value, { name: entry.name })[0];
  const kind = entry.kind ?? best?.kind ?? 'secret';
  return {
    provider: entry.fields.provider ?? best?.providerId ?? null,
    kind,
    prefix: entry.value === '' ? '' : visibleEnds(Buffer.from(entry.value, 'utf8'), kind).prefix,
  };
}

function compare(
  store: Store,
  entry: SecretEntry,
  recognised: Recognised,
  existing: { id: string; fingerprint: Buffer | null } | undefined,
  index: number,
): PreviewEntry {
  const shared = {
    index,
    name: entry.name,
    line: entry.line,
    provider: recognised.provider,
    kind: recognised.kind,
    prefix: recognised.prefix,
    existing: (existing?.id ?? null) as PreviewEntry['existing'],
  };
  if (entry.value.startsWith('encrypted:')) {
    const reason = 'encrypted by dotenvx: decrypt the file first';
    return { ...shared, outcome: 'not-a-secret', reason };
  }
  if (existing !== undefined && entry.value !== '') {
    const fingerprint = store.session.fingerprint(Buffer.from(entry.value, 'utf8'));
    const same = existing.fingerprint?.equals(fingerprint) === true;
    return { ...shared, outcome: same ? 'same' : 'changed', reason: '' };
  }
  const likely = isLikelySecret(entry.name, entry.value);
  if (likely.verdict === 'not-a-secret') return { ...shared, outcome: 'not-a-secret', reason: likely.reason };
  return { ...shared, outcome: 'new', reason: '' };
}

/** The live keys of an environment by name, with the fingerprint of their current value. */
export function liveKeys(store: Store, environmentId: string): Map<string, { id: string; fingerprint: Buffer | null }> {
  const rows = store
    .sql(`SELECT k.id, k.name, v.fingerprint FROM keys k JOIN versions v ON v.key_id = k.id AND v.state = 'current'
      WHERE k.environment_id = ? AND k.archived_at IS NULL AND k.deleted_at IS NULL`)
    .all(environmentId) as { id: string; name: string; fingerprint: Buffer | null }[];
  return new Map(rows.map(({ name, ...row }) => [name, row]));
}
