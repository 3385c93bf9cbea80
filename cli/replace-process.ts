import { accessSync, constants, statSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { delimiter, join } from 'node:path';
import { sizeOf, spaceBytes } from './environment-limits.ts';

/**
 * What starts the program in our place. Node ends with SIGABRT, and perhaps a dump of its memory, where `execve` fails; this
 * one is sure to start wherever scripts can, and says by itself what is wrong with a program that cannot.
 */
const ENV = '/usr/bin/env';

/**
 * Replaces this process by a program, which is looked for on its own PATH. It then has our process id, terminal and standard
 * streams, gets every signal itself, and nothing of ours is left in memory or in /proc for it to read. Returns only where that
 * did not happen: with what is wrong with the program, or null where this system cannot and the program has to be started beside us.
 */
export function replaceProcess(
  program: string,
  programArguments: readonly string[],
  env: NodeJS.ProcessEnv,
): 'missing' | 'not-executable' | null {
  const execve = process.execve;
  // It would take such a name for a variable.
  if (execve === undefined || process.platform === 'win32' || program.includes('=') || !isExecutable(ENV)) return null;
  const found = lookUp(program, env['PATH']);
  if (found !== 'executable') return found;
  const words = ['env', '--', program, ...programArguments];
  if (sizeOf({ arguments: words, env }) > spaceBytes() || words.some((word) => word.includes('\0'))) return null;
  // Node ignores these two, and what is ignored stays so in the program; what is handled does not.
  for (const signal of ['SIGPIPE', 'SIGXFSZ'] as const) process.on(signal, () => undefined);
  // What Node does at its end, and this is none: the compiled code is kept for the next start.
  flushCompileCache();
  execve.call(process, ENV, words, env);
  return null;
}

/** As `execvp` looks: null where that depends on the system. */
function lookUp(program: string, path: string | undefined): 'executable' | 'missing' | 'not-executable' | null {
  if (program === '') return 'missing';
  if (path === undefined && !program.includes('/')) return null;
  const files = program.includes('/')
    ? [program]
    : (path ?? '').split(delimiter).map((folder) => join(folder === '' ? '.' : folder, program));
  if (files.some(isExecutable)) return 'executable';
  return files.some(isThere) ? 'not-executable' : 'missing';
}

function isThere(file: string): boolean {
  try {
    accessSync(file, constants.F_OK);
    return true;
  } catch {
    return false;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
