import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * The registry that npm is configured with, as `npm config get registry` finds it: the environment, the user's file, the
 * global file. Null where none of them names one. A project's own file is not read: it comes with code of other people,
 * and a token would follow it.
 * https://docs.npmjs.com/cli/configuring-npm/npmrc
 */
export function npmRegistry(env: NodeJS.ProcessEnv, home: string = homedir()): string | null {
  const setting = (name: string): string | undefined => {
    const found = Object.entries(env).find(([key]) => key.toLowerCase() === `npm_config_${name}`);
    return found?.[1] === '' ? undefined : found?.[1];
  };
  const files = [
    setting('userconfig') ?? join(home, '.npmrc'),
    setting('globalconfig') ?? join(setting('prefix') ?? dirname(dirname(process.execPath)), 'etc', 'npmrc'),
  ];
  const written = setting('registry') ?? files.map((file) => registryIn(file, env)).find((found) => found !== null);
  if (written == null || !URL.canParse(written)) return null;
  const url = new URL(written);
  url.username = '';
  url.password = '';
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** An ini file: the last line counts; `${NAME}` is taken from the environment. */
function registryIn(file: string, env: NodeJS.ProcessEnv): string | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  let found: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*registry\s*=\s*["']?([^"'\s]+)["']?\s*$/.exec(line);
    if (match !== null)
      found = (match[1] ?? '').replace(/\$\{(\w+)\}/g, (_, name: string) =>
        Object.hasOwn(env, name) ? (env[name] ?? '') : '',
      );
  }
  return found;
}
