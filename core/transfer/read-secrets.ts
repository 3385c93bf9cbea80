import type { ImportFormat } from '#shared/contract/imports.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { READER_TITLES, type ReaderChoice } from '#shared/domain/dotenv-reader.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import { parseDate } from '#shared/time/dates.ts';
import { detectFormat } from '../formats/detect.ts';
import { parseDotenv } from '../formats/dotenv.ts';
import { parseIni } from '../formats/ini.ts';
import { type ExportedDetails, parseJsonSecrets } from '../formats/json-secrets.ts';
import { MAX_FILE_LENGTH } from '../formats/problem.ts';
import { type Comparison, compareReaders, type ReadName } from '../formats/readers/compare-readers.ts';
import { parseShell } from '../formats/shell.ts';
import type { KeyFields } from '../keys/edit-key.ts';

/** One name with its value, whatever the format; `fields` are what Keyrail's own export says besides. */
export type SecretEntry = {
  name: string;
  /** Null where the program that the file is read as gives the name none. */
  value: string | null;
  line: number;
  kind: KeyKind | null;
  identifier: string | null;
  fields: KeyFields;
  /** What programs read for it, where they are not all one. */
  read: ReadName | null;
};

type Note = { line: number; message: string };

export type SecretsFile = {
  format: ImportFormat;
  reader: ReaderChoice | null;
  entries: SecretEntry[];
  errors: Note[];
  warnings: Note[];
};

/**
 * Reads a text of secrets in the given format, or in the one that its name and text suggest.
 * @param source a file name, or words such as "pasted text"
 * @param reader as which program a dotenv file is read
 */
export async function readSecrets(
  text: string,
  source: string,
  {
    format = detectFormat(source, text),
    reader = 'most',
  }: { format?: ImportFormat | undefined; reader?: ReaderChoice | undefined } = {},
): Promise<Result<SecretsFile, 'import-invalid'>> {
  const read = format === 'dotenv' ? readDotenv(text, reader) : success(await parse(text, source, format));
  if (!read.ok) return failure('import-invalid', `${source} cannot be read so: ${read.error.message}`);
  if (read.value.entries.length === 0 && read.value.errors.length === 0) {
    return failure('import-invalid', `There is nothing to import in ${source}: no line of the form NAME=value.`);
  }
  return success({ format, reader: format === 'dotenv' ? reader : null, ...read.value });
}

type Read = Omit<SecretsFile, 'format' | 'reader'>;

async function parse(text: string, source: string, format: Exclude<ImportFormat, 'dotenv'>): Promise<Read> {
  switch (format) {
    case 'shell': {
      const { entries, errors, warnings } = parseShell(text);
      return { entries: entries.map(plainEntry), errors: errors.map(problem), warnings: warnings.map(problem) };
    }
    case 'yaml': {
      // The parser of YAML is large, and few files need it.
      const { parseYamlSecrets } = await import('../formats/yaml-secrets.ts');
      const { entries, errors, warnings } = parseYamlSecrets(text);
      return { entries: entries.map(plainEntry), errors: errors.map(problem), warnings: warnings.map(problem) };
    }
    case 'ini': {
      const { entries, errors, warnings } = parseIni(text);
      return { entries: entries.map(plainEntry), errors: errors.map(problem), warnings: warnings.map(problem) };
    }
    case 'json': {
      const { entries, errors, warnings } = parseJsonSecrets(text);
      return {
        entries: entries.map(({ name, value, line, details }) => ({
          ...plainEntry({ name, value, line }),
          kind: details.kind ?? null,
          identifier: details.identifier ?? null,
          fields: fieldsOf(details),
        })),
        errors: errors.map(problem),
        warnings: warnings.map(problem),
      };
    }
    case 'whole':
      return { entries: [wholeEntry(text, source)], errors: [], warnings: [] };
  }
}

/** As Keyrail reads a dotenv file itself, and where programs disagree as the chosen one does, or as most do. */
function readDotenv(text: string, reader: ReaderChoice): Result<Read, 'import-invalid'> {
  const own = parseDotenv(text);
  const comparison = text.length > MAX_FILE_LENGTH ? { names: new Map(), stopped: [] } : compareReaders(text, own);
  const refused = comparison.stopped.find((each) => each.reader === reader && each.everything);
  if (refused !== undefined) return failure('import-invalid', `${READER_TITLES[refused.reader]} ${refused.why}.`);
  const entries = new Map<string, SecretEntry>();
  for (const { name, value, line } of own.entries) {
    const key = name.normalize('NFC');
    const read = comparison.names.get(key) ?? null;
    entries.set(key, { ...plainEntry({ name, value: chosenValue(read, reader, value), line }), read });
  }
  if (reader !== 'most') {
    // What the program reads is what counts, also in lines that Keyrail refuses or takes for part of another value.
    for (const [key, read] of comparison.names) {
      if (entries.has(key)) continue;
      entries.set(key, {
        ...plainEntry({ name: read.name, value: chosenValue(read, reader, null), line: read.line }),
        read,
      });
    }
  }
  const list = [...entries.values()].filter(
    ({ value, read }) => value !== null || read?.unread.some((one) => one.reader === reader),
  );
  return success({
    entries: list.sort((a, b) => a.line - b.line),
    errors: reader === 'most' ? own.errors.map(problem) : [],
    warnings: [...own.warnings.map(problem), ...notesOn(comparison, list, reader)],
  });
}

function chosenValue(read: ReadName | null, reader: ReaderChoice, own: string | null): string | null {
  if (read === null) return own;
  if (reader === 'most') return read.readings[read.most]?.value ?? own;
  return read.readings.find(({ readers }) => readers.includes(reader))?.value ?? null;
}

/** What is true of a whole file, said once instead of at every entry. */
function notesOn(comparison: Comparison, entries: readonly SecretEntry[], reader: ReaderChoice): Note[] {
  const notes = comparison.stopped.map(({ reader: program, line, why }) => ({
    line,
    message: `${READER_TITLES[program]} ${why}.`,
  }));
  const literal = entries.filter(({ read }) => read?.differs === false && read.readings.length > 1);
  const [first] = literal;
  if (first !== undefined && reader !== 'docker' && !comparison.stopped.some((each) => each.reader === 'docker')) {
    const count = literal.length === 1 ? 'this value' : `${literal.length} values here`;
    notes.push({
      line: first.line,
      message: `“docker run --env-file” would take quotes and comments for part of ${count}.`,
    });
  }
  return notes;
}

function plainEntry({ name, value, line }: { name: string; value: string | null; line: number }): SecretEntry {
  return { name, value, line, kind: null, identifier: null, fields: {}, read: null };
}

/** A file that is one key: a service account's, or a private key, under the name that programs look for it by. */
function wholeEntry(text: string, source: string): SecretEntry {
  const isKey = /^\s*-----BEGIN /.test(text);
  const file = /^[\w.-]+\.[\w-]+$|^id_\w+$/.test(source) ? source : null;
  const stem =
    file
      ?.replace(/\.[^.]*$/, '')
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '') ?? '';
  const name = isKey ? (/^[A-Z]/.test(stem) ? stem : 'PRIVATE_KEY') : 'GOOGLE_CREDENTIALS';
  return {
    ...plainEntry({ name, value: text, line: 1 }),
    kind: isKey ? 'key-pair' : 'file',
    identifier: isKey ? null : file,
  };
}

/** The readers' messages begin with the line, which a preview shows by itself; a name at their start keeps its case. */
function problem({ line, message }: { line: number; message: string }): Note {
  const rule = message.replace(/^Line \d+: /, '');
  const begins = /^(?:the|this|there|values|reading|names|a) /.test(rule);
  return { line, message: begins ? rule.charAt(0).toUpperCase() + rule.slice(1) : rule };
}

function fieldsOf(details: ExportedDetails): KeyFields {
  const created = details.createdAt === undefined ? undefined : parseDate(details.createdAt, 0);
  const expires = details.expiresAt === undefined ? undefined : parseDate(details.expiresAt, 0);
  return {
    ...(details.provider === undefined ? {} : { provider: details.provider }),
    ...(details.consumer === undefined ? {} : { consumer: details.consumer }),
    ...(details.description === undefined ? {} : { description: details.description }),
    ...(details.notes === undefined ? {} : { notes: details.notes }),
    ...(details.scopes === undefined ? {} : { scopes: details.scopes }),
    ...(details.tags === undefined ? {} : { tags: details.tags }),
    ...(details.rotateEvery === undefined ? {} : { rotateEvery: details.rotateEvery }),
    ...(created?.ok === true ? { createdAt: created.value.at } : {}),
    ...(expires?.ok === true ? { expires: expires.value } : {}),
  };
}
