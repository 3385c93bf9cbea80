import type { ImportFormat, ImportPreview } from '#shared/contract/imports.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { ReaderChoice } from '#shared/domain/dotenv-reader.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import { checkKeyName, nameForMessage } from '../formats/names.ts';
import { describeReading } from '../formats/readers/describe-reading.ts';
import { checkValue } from '../keys/key-value.ts';
import { visibleEnds } from '../keys/visible-ends.ts';
import { environmentById } from '../projects/environments.ts';
import { factsOf } from '../recognition/certainty.ts';
import { foreignValue } from '../recognition/foreign-value.ts';
import { isLikelySecret } from '../recognition/likely-secret.ts';
import { recognise } from '../recognition/recognise.ts';
import type { Store } from '../store/store.ts';
import type { ImportEntry, ImportValue, KeptImport } from './kept-import.ts';
import { readSecrets, type SecretEntry, type SecretsFile } from './read-secrets.ts';

type PreviewEntry = ImportPreview['entries'][number];
type Judgement = Pick<PreviewEntry, 'outcome' | 'reason' | 'provider' | 'maybe' | 'kind' | 'prefix'>;
type Problem = ImportPreview['errors'][number];
type Existing = { id: string; fingerprint: Buffer | null };

export type ReadImport = { text: string; source: string; read: SecretsFile };

export type ImportText = {
  text: string;
  /** File name, or words such as "pasted text"; also tells the format where `format` is absent. */
  source: string;
  format?: ImportFormat | undefined;
  /** As which program a dotenv file is read; absent: as most do. */
  reader?: ReaderChoice | undefined;
};

/** Reads a text of secrets. It needs no vault, and no lock in between can stop it half way. */
export async function readImport({
  text,
  source,
  format,
  reader,
}: ImportText): Promise<Result<ReadImport, 'import-invalid'>> {
  const read = await readSecrets(text, source, { format, reader });
  return read.ok ? success({ text, source, read: read.value }) : read;
}

/** Compares what was read with an environment. Nothing is changed. */
export function previewImport(
  store: Store,
  environmentId: string,
  { text, source, read }: ReadImport,
): Result<KeptImport, 'environment-not-found'> {
  const environment = environmentById(store, environmentId);
  if (environment === null) return failure('environment-not-found', 'That environment is not there any more.');

  const existing = liveKeys(store, environmentId);
  const errors: Problem[] = [...read.errors];
  const entries: PreviewEntry[] = [];
  const values: ImportEntry[] = [];
  // The last entry of a name counts, as for every program that reads such a file; two ways to write one name are one.
  for (const entry of new Map(read.entries.map((one) => [one.name.normalize('NFC'), one])).values()) {
    const name = checkKeyName(entry.name);
    if (!name.ok) {
      errors.push({ line: entry.line, message: `${nameForMessage(entry.name)}: ${name.error.message}` });
      continue;
    }
    const found = existing.get(name.value);
    const own = judge(store, { ...entry, name: name.value }, entry.value, found);
    if (own.problem !== null) {
      errors.push({ line: entry.line, message: `${name.value}: ${own.problem}` });
      continue;
    }
    const all = entry.read?.readings ?? [];
    // Where all agree there is nothing to choose.
    const readings = all.length > 1 || (entry.read?.differs ?? false) ? all : [];
    const judged = readings.map((reading) => judge(store, { ...entry, name: name.value }, reading.value, found));
    const chosen = readings.findIndex(({ value }) => value === entry.value);
    entries.push({
      index: entries.length,
      name: name.value,
      line: entry.line,
      ...own.judgement,
      existing: (found?.id ?? null) as PreviewEntry['existing'],
      readings: readings.map((reading, place) => ({
        readers: [...reading.readers],
        says: describeReading(reading, readings),
        ...(judged[place]?.judgement ?? own.judgement),
      })),
      reading: chosen === -1 ? null : chosen,
      differs: entry.read?.differs ?? false,
      unread: [...(entry.read?.unread ?? [])],
    });
    values.push({
      name: name.value,
      identifier: entry.identifier,
      ...own.value,
      readings: judged.map(({ value }) => value),
    });
  }
  return success({
    values,
    text,
    format: read.format,
    preview: {
      source,
      format: read.format,
      reader: read.reader,
      environmentId: environment.id,
      entries,
      errors,
      warnings: [...read.warnings],
    },
  });
}

/** What one value of an entry is, and what it would do; `problem` where no key can have it. */
function judge(
  store: Store,
  entry: SecretEntry,
  value: string | null,
  existing: Existing | undefined,
): { judgement: Judgement; value: ImportValue; problem: string | null } {
  if (value === null || value === '') {
    const why = value === null ? (entry.read?.unread.map((one) => one.why)[0] ?? 'not read') : 'empty';
    return {
      judgement: {
        outcome: value === null ? 'unread' : 'not-a-secret',
        reason: why,
        provider: null,
        maybe: null,
        kind: entry.kind ?? 'secret',
        prefix: '',
      },
      value: { value, kind: entry.kind ?? 'secret', fields: entry.fields },
      problem: null,
    };
  }
  const bytes = Buffer.from(value, 'utf8');
  const facts = factsOf(recognise(value, { name: entry.name }), entry.name);
  const kind: KeyKind = entry.kind ?? facts.kind;
  const checked = checkValue(bytes, kind);
  const provider = entry.fields.provider ?? facts.provider;
  return {
    judgement: {
      ...outcomeOf(store, entry, value, bytes, existing),
      provider,
      maybe: provider === null ? facts.maybe : null,
      kind,
      prefix: visibleEnds(bytes, kind).prefix,
    },
    value: { value, kind, fields: { provider, ...entry.fields } },
    problem: checked.ok ? null : checked.error.message,
  };
}

function outcomeOf(
  store: Store,
  entry: SecretEntry,
  value: string,
  bytes: Buffer,
  existing: Existing | undefined,
): Pick<Judgement, 'outcome' | 'reason'> {
  const foreign = foreignValue(entry.name, value);
  if (foreign !== null) return { outcome: 'elsewhere', reason: foreign };
  if (existing !== undefined) {
    const same = existing.fingerprint?.equals(store.session.fingerprint(bytes)) === true;
    return { outcome: same ? 'same' : 'changed', reason: '' };
  }
  const likely = isLikelySecret(entry.name, value);
  return likely.verdict === 'not-a-secret'
    ? { outcome: 'not-a-secret', reason: likely.reason }
    : { outcome: 'new', reason: '' };
}

/** The live keys of an environment by name, with the fingerprint of their current value. */
export function liveKeys(store: Store, environmentId: string): Map<string, Existing> {
  const rows = store
    .sql(`SELECT k.id, k.name, v.fingerprint FROM keys k JOIN versions v ON v.key_id = k.id AND v.state = 'current'
      WHERE k.environment_id = ? AND k.archived_at IS NULL AND k.deleted_at IS NULL`)
    .all(environmentId) as { id: string; name: string; fingerprint: Buffer | null }[];
  return new Map(rows.map(({ name, ...row }) => [name, row]));
}
