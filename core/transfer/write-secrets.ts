import { parseEnv } from 'node:util';
import type { TransferFormat } from '#shared/contract/imports.ts';
import { formatDotenv, isDotenvName } from '../formats/dotenv.ts';
import { formatKeyrailExport, type KeyrailExport } from '../formats/json-secrets.ts';
import { isEnvironmentName } from '../formats/names.ts';
import { formatShell } from '../formats/shell.ts';
import type { Receiver } from './open-environment.ts';

type Named = { readonly name: string; readonly value: string };

/** What each format can hold so that the tool of its name reads it back. */
export const FORMAT_RECEIVERS: Readonly<Record<TransferFormat, Receiver>> = {
  dotenv: { name: 'a dotenv file', unfit: dotenvProblem },
  shell: { name: 'a shell file', unfit: shellProblem },
  // JSON holds every text under every name.
  json: { name: 'a JSON file', unfit: () => null },
};

function dotenvProblem({ name, value }: Named): string | null {
  if (!isDotenvName(name)) {
    return 'a dotenv file takes letters, digits, "_", "." and "-" in a name only; JSON can hold it';
  }
  if (value.includes('\0')) return 'its value has a NUL character; JSON can hold it';
  const written = formatDotenv([{ name, value }]);
  return written.ok && written.value.notPortable.length === 0
    ? null
    : `dotenv's syntax has no way to write this value; JSON${isEnvironmentName(name) ? ' and shell' : ''} can hold it`;
}

function shellProblem({ name, value }: Named): string | null {
  if (!isEnvironmentName(name)) {
    const dotenv = dotenvProblem({ name, value }) === null ? 'dotenv and ' : '';
    return `a shell takes letters, digits and "_" in a name only; ${dotenv}JSON can hold it`;
  }
  return value.includes('\0') ? 'its value has a NUL character; JSON can hold it' : null;
}

/**
 * The text of an export. JSON is Keyrail's own shape and keeps everything; the others keep names and values.
 * @param environment with keys that the format's receiver can hold
 */
export function writeSecrets(format: TransferFormat, environment: KeyrailExport): string {
  switch (format) {
    case 'dotenv': {
      const written = formatDotenv(environment.keys);
      if (!written.ok) throw new Error('A key was to be left out of this dotenv file');
      return written.value.text;
    }
    case 'shell': {
      const written = formatShell(environment.keys);
      if (!written.ok) throw new Error('A key was to be left out of this shell file');
      return written.value;
    }
    case 'json':
      return formatKeyrailExport(environment);
  }
}

/** What a person should know of a text that was written: who reads some of it as something else. Never a value. */
export function exportNotes(format: TransferFormat, keys: readonly Named[]): string[] {
  if (format !== 'dotenv') return [];
  const otherwise = keys.filter(({ name, value }) => readByNode(name, value) !== value).map(({ name }) => name);
  const variables = keys.filter(({ value }) => /\$[\w{]/.test(value)).map(({ name }) => name);
  return [
    ...(otherwise.length === 0 ? [] : [`Node's --env-file reads something else for: ${otherwise.join(', ')}.`]),
    ...(variables.length === 0
      ? []
      : [`Readers that replace variables (dotenv-expand, dotenvx, Compose) may change: ${variables.join(', ')}.`]),
  ];
}

/** As Node itself reads what is written for one key. */
function readByNode(name: string, value: string): string | undefined {
  const written = formatDotenv([{ name, value }]);
  const read = written.ok ? parseEnv(written.value.text) : {};
  return Object.hasOwn(read, name) ? read[name] : undefined;
}
