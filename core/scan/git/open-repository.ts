import { existsSync, lstatSync, statSync } from 'node:fs';
import path from 'node:path';
import { type GitProgram, runGit } from './git-process.ts';

export type Repository = {
  readonly git: GitProgram;
  /** The absolute path of the working tree's root. */
  readonly root: string;
  readonly hash: 'sha1' | 'sha256';
  /** The history was cut off by a shallow clone. */
  readonly shallow: boolean;
  /** Addresses of the remotes, `origin` first. They may hold credentials and are not shown. */
  readonly remotes: readonly string[];
};

const ANSWER_BYTES = 1_048_576;

/**
 * The repository that `folder` is in. `none`: there is none. `refused`: there is one, and git does not open it: it belongs to
 * somebody else, has no working tree, or is damaged.
 */
export async function openRepository(
  git: GitProgram,
  folder: string,
  signal?: AbortSignal,
): Promise<Repository | 'none' | 'refused'> {
  const limits = { signal, maxBytes: ANSWER_BYTES };
  if (hasPipes(folder)) return 'refused';
  const top = await runGit(git, folder, ['rev-parse', '--show-toplevel'], limits);
  if (top === null || top.length < 2) return isInRepository(folder) ? 'refused' : 'none';
  const root = path.resolve(withoutNewline(top));
  const [about, remotes] = await Promise.all([
    runGit(git, root, ['rev-parse', '--show-object-format', '--is-shallow-repository'], limits),
    runGit(git, root, ['config', '--null', '--get-regexp', '^remote\\..*\\.url$'], limits),
  ]);
  const [format, shallow] = about?.toString('utf8').split('\n') ?? [];
  return {
    git,
    root,
    hash: format === 'sha256' ? 'sha256' : 'sha1',
    shallow: shallow === 'true',
    remotes: remoteAddresses(remotes?.toString('utf8') ?? ''),
  };
}

function withoutNewline(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/\r?\n$/, '');
}

/** `remote.origin.url\nADDRESS\0` for each. */
function remoteAddresses(text: string): string[] {
  const entries = text.split('\0').flatMap((entry) => {
    const end = entry.indexOf('\n');
    return end === -1 ? [] : [{ name: entry.slice(0, end), address: entry.slice(end + 1) }];
  });
  const isOrigin = ({ name }: { name: string }): boolean => name === 'remote.origin.url';
  return [...entries.filter(isOrigin), ...entries.filter((entry) => !isOrigin(entry))].map(({ address }) => address);
}

/** What git opens without asking what it is: a pipe there would keep it waiting for a writer. */
const OPENED_BY_GIT: readonly string[] = (
  '.git .git/config .git/config.worktree .git/HEAD .git/index .git/packed-refs .git/commondir .git/gitdir .git/shallow ' +
  '.git/info/exclude .git/info/attributes .git/info/grafts .git/objects .git/objects/info/alternates .git/objects/pack .git/refs'
).split(' ');

/** Whether something that git opens, in a folder or those above it, is neither a file nor a folder. */
function hasPipes(folder: string): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    for (const name of OPENED_BY_GIT) {
      const stats = lstatSync(path.join(at, name), { throwIfNoEntry: false });
      if (stats === undefined) {
        if (name === '.git') break;
        continue;
      }
      if (!(stats.isFile() || stats.isDirectory() || stats.isSymbolicLink())) return true;
      if (stats.isSymbolicLink() && isPipe(path.join(at, name))) return true;
    }
    if (path.dirname(at) === at) return false;
  }
}

function isPipe(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && !(stats.isFile() || stats.isDirectory());
}

function isInRepository(folder: string): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return true;
    if (path.dirname(at) === at) return false;
  }
}
