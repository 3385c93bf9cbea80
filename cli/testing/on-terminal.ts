import { spawn, spawnSync } from 'node:child_process';
import type { CliSandbox } from './run-cli.ts';

/** util-linux's `script` gives a program a terminal of its own; other systems spell it otherwise. */
export const HAS_TERMINAL = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

export type Step = readonly [awaited: string, typed: string | ((screen: string) => string)];

/** Runs the command on a terminal, and types each answer once its question shows. `onScreen` sees all that was shown so far. */
export function onTerminal(
  cli: CliSandbox,
  typed: readonly string[],
  steps: readonly Step[],
  env: NodeJS.ProcessEnv = {},
  onScreen: (screen: string) => void = () => undefined,
): Promise<{ status: number | null; screen: string }> {
  const line = cli
    .command(typed)
    .map((word) => `'${word}'`)
    .join(' ');
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd: cli.directory,
    env: cli.env({ KEYRAIL_PASSPHRASE: undefined, TERM: 'xterm', SHELL: '/bin/sh', ...env }),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const left = [...steps];
  let screen = '';
  let seen = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString('utf8');
    onScreen(screen);
    const [next] = left;
    if (next === undefined) return;
    const at = screen.indexOf(next[0], seen);
    if (at === -1) return;
    seen = at + next[0].length;
    left.shift();
    child.stdin.write(typeof next[1] === 'string' ? next[1] : next[1](screen));
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, screen }));
  });
}
