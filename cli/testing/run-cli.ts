import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inject, vi } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The bundle that `CliSandbox` runs; Vitest's global set-up makes it. */
    readonly cliForTests: string;
  }
}

// Every command is a process; on a busy machine a dozen of them take a while.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const MAIN = inject('cliForTests');
/** Made up for these tests. */
export const PASSPHRASE = 'made-up passphrase for tests';

export type Ended = {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** A data directory and a working directory of a test's own, and `keyrail` with a cheap passphrase on them. */
export class CliSandbox {
  readonly root = mkdtempSync(join(tmpdir(), 'keyrail-cli-'));
  readonly home = join(this.root, 'home');
  /** Where commands are run; no `.keyrail.json` above it. */
  readonly directory = this.root;

  command(typed: readonly string[]): readonly [string, ...string[]] {
    return [process.execPath, MAIN, ...typed];
  }

  env(changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const { DBUS_SESSION_BUS_ADDRESS, DISPLAY, WAYLAND_DISPLAY, NODE_OPTIONS, ...rest } = process.env;
    return {
      ...rest,
      KEYRAIL_HOME: this.home,
      // The first command compiles for all.
      NODE_COMPILE_CACHE: join(dirname(MAIN), 'compiled'),
      KEYRAIL_PASSPHRASE: PASSPHRASE,
      // No keychain of the machine is asked, whoever runs the tests.
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
      ...changes,
    };
  }

  /** Runs the command to its end. `input` becomes standard input, which is no terminal. */
  run(
    typed: readonly string[],
    options: { input?: string | Uint8Array; env?: NodeJS.ProcessEnv; directory?: string } = {},
  ): Promise<Ended> {
    const [program, ...programArguments] = this.command(typed);
    const child = spawn(program, programArguments, {
      cwd: options.directory ?? this.directory,
      env: this.env(options.env),
      stdio: 'pipe',
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status, signal) => {
        resolve({
          status,
          signal,
          stdout: Buffer.concat(out).toString('utf8'),
          stderr: Buffer.concat(err).toString('utf8'),
        });
      });
    });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
