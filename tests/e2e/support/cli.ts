import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './app.ts';

export type CliAnswer = { readonly status: number; readonly output: string; readonly messages: string };

/**
 * Runs `keyrail` in a process of its own on a data directory. (The launcher is called directly: the shell script around it
 * only finds the Node that runs this already, and Windows has another one.)
 *
 * @param options.input what it reads on standard input
 * @param options.passphrase what it unlocks with; absent: the keychain
 */
export function keyrail(
  home: string,
  args: readonly string[],
  options: { input?: string; passphrase?: string; cwd?: string } = {},
): Promise<CliAnswer> {
  const { KEYRAIL_PASSPHRASE: _passphrase, ...env } = process.env;
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'launch.cjs'), ...args], {
    cwd: options.cwd ?? home,
    env: {
      ...env,
      KEYRAIL_HOME: home,
      NO_COLOR: '1',
      ...(options.passphrase === undefined ? {} : { KEYRAIL_PASSPHRASE: options.passphrase }),
    },
    stdio: 'pipe',
  });
  return new Promise((resolve, reject) => {
    let output = '';
    let messages = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      messages += chunk;
    });
    // A command that reads nothing may have ended before it is written to.
    child.stdin.on('error', () => undefined);
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 1, output, messages }));
    child.stdin.end(options.input ?? '');
  });
}
