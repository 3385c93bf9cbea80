import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * What Windows is to start for a program that was named as in a shell: `npm` is `npm.cmd` on the PATH, and a batch file
 * runs in cmd.exe only, with arguments that have to survive two rounds of parsing.
 * @param exists looks a file up
 */
export function windowsTarget(
  program: string,
  programArguments: readonly string[],
  env: NodeJS.ProcessEnv,
  exists: (file: string) => boolean = existsSync,
): { file: string; arguments: string[]; verbatim: boolean } {
  const file = findOnPath(program, env, exists) ?? program;
  if (!/\.(?:cmd|bat)$/i.test(file)) return { file, arguments: [...programArguments], verbatim: false };
  const line = [path.win32.normalize(file), ...programArguments].map(batchArgument).join(' ');
  return {
    file: variable(env, 'COMSPEC') ?? 'cmd.exe',
    arguments: ['/d', '/s', '/v:off', '/c', `"${line}"`],
    verbatim: true,
  };
}

function findOnPath(program: string, env: NodeJS.ProcessEnv, exists: (file: string) => boolean): string | null {
  const endings = ['', ...(variable(env, 'PATHEXT') ?? '.COM;.EXE;.BAT;.CMD').split(';')];
  const hasFolder = /[\\/]/.test(program);
  const folders = hasFolder ? [''] : (variable(env, 'PATH') ?? '').split(';').filter((folder) => folder !== '');
  for (const folder of folders) {
    for (const ending of endings) {
      // Without one of the endings Windows starts nothing; a file named just "npm" is a script for another system.
      if (ending === '' && path.win32.extname(program) === '') continue;
      const file = (folder === '' ? program : path.win32.join(folder, program)) + ending;
      if (exists(file)) return file;
    }
  }
  return null;
}

/** Names of variables have no case on Windows, but a copied environment does. */
function variable(env: NodeJS.ProcessEnv, name: string): string | undefined {
  return Object.entries(env).find(([key]) => key.toUpperCase() === name)?.[1];
}

/** Quotes for the C runtime's rules, then takes cmd.exe's own meaning from every character, twice for the batch file. */
function batchArgument(text: string): string {
  const quoted = `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')}"`;
  const escaped = (once: string): string => once.replace(/[()\][%!^"`<>&|;, *?]/g, '^$&');
  return escaped(escaped(quoted));
}
