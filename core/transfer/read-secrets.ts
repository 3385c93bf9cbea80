import type { TransferFormat } from '#shared/contract/imports.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import { parseDate } from '#shared/time/dates.ts';
import { detectFormat } from '../formats/detect.ts';
import { parseDotenv } from '../formats/dotenv.ts';
import { type ExportedDetails, parseJsonSecrets } from '../formats/json-secrets.ts';
import { parseShell } from '../formats/shell.ts';
import type { KeyFields } from '../keys/edit-key.ts';

/** One name with its value, whatever the format; `fields` are what Keyrail's own export says besides. */
export type SecretEntry = {
  name: string;
  value: string;
  line: number;
  kind: KeyKind | null;
  identifier: string | null;
  fields: KeyFields;
};

export type SecretsFile = {
  format: TransferFormat;
  entries: SecretEntry[];
  errors: { line: number; message: string }[];
  warnings: { line: number; message: string }[];
};

/**
 * Reads a text of secrets in the given format, or in the one that its name and text suggest.
 * @param source a file name, or words such as "pasted text"
 */
export function readSecrets(
  text: string,
  source: string,
  format: TransferFormat = detectFormat(source, text),
): Result<SecretsFile, 'import-invalid'> {
  const read = parse(text, format);
  if (read.entries.length === 0 && read.errors.length === 0) {
    return failure('import-invalid', `There is nothing to import in ${source}: no line of the form NAME=value.`);
  }
  return success({ format, ...read });
}

function parse(text: string, format: TransferFormat): Omit<SecretsFile, 'format'> {
  switch (format) {
    case 'dotenv': {
      const { entries, errors, warnings } = parseDotenv(text);
      return { entries: entries.map(plainEntry), errors: errors.map(problem), warnings: warnings.map(problem) };
    }
    case 'shell': {
      const { entries, errors, warnings } = parseShell(text);
      return { entries: entries.map(plainEntry), errors: errors.map(problem), warnings: warnings.map(problem) };
    }
    case 'json': {
      const { entries, errors, warnings } = parseJsonSecrets(text);
      return {
        entries: entries.map(({ name, value, line, details }) => ({
          name,
          value,
          line,
          kind: details.kind ?? null,
          identifier: details.identifier ?? null,
          fields: fieldsOf(details),
        })),
        errors: errors.map(problem),
        warnings: warnings.map(problem),
      };
    }
  }
}

function plainEntry({ name, value, line }: { name: string; value: string; line: number }): SecretEntry {
  return { name, value, line, kind: null, identifier: null, fields: {} };
}

/** The readers' messages begin with the line, which a preview shows by itself. */
function problem({ line, message }: { line: number; message: string }) {
  const rule = message.replace(/^Line \d+: /, '');
  return { line, message: rule.charAt(0).toUpperCase() + rule.slice(1) };
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
