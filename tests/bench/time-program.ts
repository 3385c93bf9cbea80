import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export type Program = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Written to standard input, which is then closed. */
  readonly input?: string;
  /** What standard output has to be, so that a fast failure is no good time. */
  readonly prints?: string;
};

export type Ended = { readonly elapsedMs: number; readonly output: string };

/**
 * Runs a program to its end, with its output read through pipes.
 * @throws Error where it cannot be started, fails or prints something else
 */
export async function runProgram({ command, args, env, cwd, input, prints }: Program): Promise<Ended> {
  const startedAt = performance.now();
  const child = spawn(command, args, { env: env ?? process.env, cwd, stdio: 'pipe' });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [output, problem] = [text(child.stdout), text(child.stderr)];
  // A program that reads no input closes it, and writing then fails.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const status = await ended;
  const elapsedMs = performance.now() - startedAt;
  if (status !== 0) throw new Error(`${command} ended with status ${status}: ${(await problem).trim()}`);
  if (prints !== undefined && (await output) !== prints) {
    throw new Error(`${command} ${args[0]} printed something else than expected`);
  }
  return { elapsedMs, output: await output };
}

/** Milliseconds from starting a program to its end. */
export async function timeProgram(program: Program): Promise<number> {
  return (await runProgram(program)).elapsedMs;
}
