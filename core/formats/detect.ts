import type { ImportFormat } from '#shared/contract/imports.ts';
import { readJson } from './json-reader.ts';

/** How much of a file is looked at. */
const LOOKED_AT = 65_536;

/**
 * Which format a file is most likely in, by its name (a path is fine) and then by its text. Never fails: the parser of
 * that format then says what it cannot read.
 */
export function detectFormat(fileName: string, text: string): ImportFormat {
  const start = text
    .slice(0, LOOKED_AT)
    .replace(/^\ufeff/, '')
    .trimStart();
  if (isWhole(start, text)) return 'whole';
  const base = fileName.toLowerCase().split(/[\\/]/).at(-1) ?? '';
  if (base.endsWith('.json')) return 'json';
  if (/\.ya?ml$/.test(base)) return 'yaml';
  if (/\.(?:ini|cfg)$/.test(base)) return 'ini';
  if (/\.(?:sh|bash|zsh|ksh)$/.test(base) || /^\.(?:envrc|profile|bashrc|zshrc)$/.test(base)) return 'shell';
  if (/^\.env(?:\.|$)/.test(base) || base.endsWith('.env')) return 'dotenv';

  if (/^(?:[#;][^\n]*\n|[^\S\n]*\n)*\[[\w .:/@-]{1,200}\][^\S\n]*\r?(?:\n|$)/.test(start)) return 'ini';
  if (/^[{[]/.test(start)) return 'json';
  if (start.startsWith('#!')) return 'shell';
  // Only a shell has these: `$'…'`, a quote joined to another by '\'', and `declare -x`.
  if (/^(?:declare|typeset) -\w*x\w* |^(?:export )?\w+=\$'|'\\''/m.test(start)) return 'shell';
  if (/^---\s|^[\w.-]+:(?:[^\S\n]|\r?\n)/.test(start) && !/^(?:export )?[\w.-]+[^\S\n]*=/m.test(start)) return 'yaml';
  return 'dotenv';
}

/** A file that is one key as it stands: a Google service account's, or a private key. */
function isWhole(start: string, text: string): boolean {
  if (/^-----BEGIN [A-Z0-9 ]{0,60}PRIVATE KEY(?: BLOCK)?-----/.test(start)) return true;
  if (!start.startsWith('{') || !/"(?:private_key|client_secret|credential_source)"/.test(start)) return false;
  const root = readJson(text);
  if ('failed' in root || root.type !== 'object') return false;
  const type = root.members.find(({ name }) => name === 'type')?.node;
  return type?.type === 'string' && /^(?:service_account|authorized_user|external_account)$/.test(type.value);
}
