import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';

/** The default project and environment of a folder and everything below it. It holds no secret. */
export const DOTFILE = '.keyrail.json';
const MAX_BYTES = 4096;
const MAX_NAME = 200;

export type Defaults = {
  /** Where the file is; null where there is none. */
  readonly path: string | null;
  readonly project: string | undefined;
  readonly environment: string | undefined;
};

/**
 * Reads the nearest `.keyrail.json` of a folder or the folders above it:
 * `{ "project": "shop", "environment": "development" }`, each of the two optional, nothing else.
 *
 * Fails with `file-unreadable`. A message never repeats what is in the file: it could be a secret in the wrong place.
 */
export function readDefaults(directory: string): Result<Defaults, 'file-unreadable'> {
  for (let folder = directory; ; folder = dirname(folder)) {
    const path = join(folder, DOTFILE);
    const bytes = readIfThere(path);
    if (bytes === 'unreadable') return refused(path, 'it cannot be read');
    if (bytes !== null) return parseDefaults(path, bytes);
    if (dirname(folder) === folder) return success({ path: null, project: undefined, environment: undefined });
  }
}

export function parseDefaults(path: string, bytes: Uint8Array): Result<Defaults, 'file-unreadable'> {
  if (bytes.length > MAX_BYTES) return refused(path, 'it is larger than 4 KB');
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refused(path, 'it is not JSON');
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    return refused(path, 'it is no object');
  const { project, environment, ...others } = content as Record<string, unknown>;
  if (Object.keys(others).length > 0) {
    return refused(path, 'it has other fields than "project" and "environment". No secret belongs in it');
  }
  for (const [field, name] of [
    ['project', project],
    ['environment', environment],
  ] as const) {
    if (name === undefined) continue;
    if (typeof name !== 'string' || name === '' || name.length > MAX_NAME || /\p{Cc}/u.test(name)) {
      return refused(path, `"${field}" is not a name`);
    }
    if (looksSecret(name))
      return refused(path, `"${field}" looks like a secret. If it is one, replace it at its provider`);
  }
  return success({ path, project: project as string | undefined, environment: environment as string | undefined });
}

/** Nobody calls a project like this: a known start of a key, or one long run of mixed letters and digits. */
function looksSecret(name: string): boolean {
  if (/^(?:sk|pk|rk|ghp|gho|ghs|github_pat|glpat|npm|xox[abps]|AKIA|eyJ|AIza)[-_A-Za-z0-9]{12,}/.test(name))
    return true;
  const run = /[A-Za-z0-9+/_=]{28,}/.exec(name)?.[0] ?? '';
  return /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run);
}

function readIfThere(path: string): Buffer | null | 'unreadable' {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES' ? null : 'unreadable';
  }
}

function refused(path: string, reason: string): Failed<'file-unreadable'> {
  return failure('file-unreadable', `${path}: ${reason}. Correct or delete the file.`);
}
