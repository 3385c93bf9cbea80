import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program of the desktop that reads and writes its clipboard. Text goes in on standard input only. */
export interface ClipboardTool {
  read: readonly [string, ...string[]];
  write: readonly [string, ...string[]];
  /** Writes text that clipboard managers are asked not to keep; null where the tool cannot say so. */
  writeSecret: readonly [string, ...string[]] | null;
  clear: readonly [string, ...string[]];
}

const TIME_LIMIT_MS = 5_000;

/** The path of a program, or undefined. */
export function findProgram(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    for (const file of names) {
      const path = join(folder, file);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not there.
      }
    }
  }
  return undefined;
}

/**
 * Runs a program without a shell, with text on its standard input.
 * @returns its standard output
 * @param options.timeLimitMs ends it after this time; 0 for no limit, where a person answers
 * @param options.keepOutput waits for all of its output; by default when it is given no input
 * @throws Error with its name, never its input, when it does not start or is ended
 */
export function runProgram(
  [command, ...args]: readonly [string, ...string[]],
  {
    input = '',
    timeLimitMs = TIME_LIMIT_MS,
    keepOutput = input === '',
  }: { input?: string; timeLimitMs?: number; keepOutput?: boolean } = {},
): Promise<{ status: number; output: string }> {
  return new Promise((resolve, reject) => {
    // A clipboard program stays in the background to serve the text; it must not hold our output open.
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
    const timer = timeLimitMs === 0 ? undefined : setTimeout(() => child.kill(), timeLimitMs);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.on('error', () => reject(new Error(`${command} could not be started.`)));
    child.stdin.on('error', () => undefined);
    child.on('exit', (status) => {
      clearTimeout(timer);
      const finish = (): void =>
        status === null ? reject(new Error(`${command} did not finish.`)) : resolve({ status, output });
      // The background copy of a clipboard program keeps the pipe open, so "close" may never come when it only writes.
      if (keepOutput) {
        if (child.stdout.closed) finish();
        else child.stdout.once('close', finish);
      } else {
        child.stdout.destroy();
        finish();
      }
    });
    child.stdin.end(input);
  });
}

const POWERSHELL = ['powershell', '-NoProfile', '-NonInteractive', '-Command'] as const;
const UTF8_IN = '[Console]::InputEncoding=[Text.Encoding]::UTF8;';
const UTF8_OUT = '[Console]::OutputEncoding=[Text.Encoding]::UTF8;';

/** The tool of this desktop session, or undefined. */
export function findClipboardTool(env: NodeJS.ProcessEnv = process.env): ClipboardTool | undefined {
  if (process.platform === 'darwin') {
    return { read: ['pbpaste'], write: ['pbcopy'], writeSecret: null, clear: ['pbcopy'] };
  }
  if (process.platform === 'win32') {
    return {
      read: [...POWERSHELL, `${UTF8_OUT}[Console]::Out.Write((Get-Clipboard -Raw))`],
      write: [...POWERSHELL, `${UTF8_IN}Set-Clipboard -Value ([Console]::In.ReadToEnd())`],
      writeSecret: null,
      clear: [...POWERSHELL, 'Set-Clipboard -Value $null'],
    };
  }
  if (
    (env['WAYLAND_DISPLAY'] ?? '') !== '' &&
    findProgram('wl-copy', env) !== undefined &&
    findProgram('wl-paste', env) !== undefined
  ) {
    return {
      read: ['wl-paste', '--no-newline', '--type', 'text/plain'],
      write: ['wl-copy', '--type', 'text/plain'],
      // Older versions do not know the option and fail, which the host is told.
      writeSecret: ['wl-copy', '--sensitive', '--type', 'text/plain'],
      clear: ['wl-copy', '--clear'],
    };
  }
  if ((env['DISPLAY'] ?? '') === '') return undefined;
  if (findProgram('xclip', env) !== undefined) {
    return {
      read: ['xclip', '-selection', 'clipboard', '-out'],
      write: ['xclip', '-selection', 'clipboard', '-in'],
      writeSecret: null,
      clear: ['xclip', '-selection', 'clipboard', '-in', '/dev/null'],
    };
  }
  if (findProgram('xsel', env) !== undefined) {
    return {
      read: ['xsel', '--clipboard', '--output'],
      write: ['xsel', '--clipboard', '--input'],
      writeSecret: null,
      clear: ['xsel', '--clipboard', '--clear'],
    };
  }
  return undefined;
}
