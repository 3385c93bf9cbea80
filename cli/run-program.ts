import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import type { Outcome } from './command.ts';
import { replaceProcess } from './replace-process.ts';

const NOT_FOUND_STATUS = 127;
const NOT_EXECUTABLE_STATUS = 126;

/** What another process can ask a program for. */
const FORWARDED: readonly NodeJS.Signals[] =
  process.platform === 'win32'
    ? ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK']
    : ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGCONT'];

/** What a terminal itself sends to every program in its foreground: passing it on would send it twice. */
const FROM_TERMINAL: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT']);

/** Signals that end a process without a core dump of its memory; we end by them as the program did. */
const WITHOUT_DUMP: ReadonlySet<NodeJS.Signals> = new Set([
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGKILL',
  'SIGPIPE',
  'SIGALRM',
]);

/**
 * Runs a program without a shell, on our own standard input, output and error. Where the system can, it takes this process's
 * place (replace-process.ts): every signal is its own then, whoever sends it. Elsewhere we wait until it ends.
 * @param say tells the person why it could not be started
 * @returns its exit status; 128 and the signal's number where a signal ended it, after trying to end the same way
 */
export async function runProgram(
  program: string,
  programArguments: readonly string[],
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<Outcome> {
  const problem = replaceProcess(program, programArguments, env);
  if (problem !== null) return notStarted(program, problem, say);
  const target = await executable(program, programArguments, env);
  const onTerminal = [0, 1, 2].some((fd) => isatty(fd));
  const child = spawn(target.file, target.arguments, {
    stdio: 'inherit',
    env,
    windowsVerbatimArguments: target.verbatim,
  });
  const listeners = FORWARDED.map((signal) => {
    const listener = (): void => {
      if (!(onTerminal && FROM_TERMINAL.has(signal))) child.kill(signal);
    };
    process.on(signal, listener);
    return [signal, listener] as const;
  });

  return new Promise<Outcome>((resolve) => {
    child.once('error', (error) => {
      const code = 'code' in error ? error.code : '';
      resolve(
        notStarted(program, code === 'ENOENT' ? 'missing' : code === 'E2BIG' ? 'too-large' : 'not-executable', say),
      );
    });
    child.once('exit', (status, signal) => {
      if (signal === null) {
        resolve({ ok: true, value: status ?? 1 });
        return;
      }
      for (const [name, listener] of listeners) process.off(name, listener);
      // So that a shell or supervisor sees what ended the program. Where that does not end us, the status says it.
      if (WITHOUT_DUMP.has(signal)) process.kill(process.pid, signal);
      setImmediate(() => resolve({ ok: true, value: 128 + constants.signals[signal] }));
    });
  });
}

function notStarted(
  program: string,
  problem: 'missing' | 'not-executable' | 'too-large',
  say: (line: string) => void,
): Outcome {
  switch (problem) {
    case 'missing':
      say(`keyrail: There is no program named "${program}". Check the name and PATH.`);
      return { ok: true, value: NOT_FOUND_STATUS };
    case 'not-executable':
      say(`keyrail: "${program}" cannot be run. Check that it is an executable file.`);
      return { ok: true, value: NOT_EXECUTABLE_STATUS };
    case 'too-large':
      say('keyrail: The keys and arguments are too large for this system together. Leave some out with --except.');
      return { ok: true, value: NOT_EXECUTABLE_STATUS };
  }
}

type Target = { readonly file: string; readonly arguments: string[]; readonly verbatim: boolean };

/** On Windows npm and its like are batch files, which only cmd.exe runs; anywhere else the program is what was named. */
async function executable(
  program: string,
  programArguments: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Target> {
  if (process.platform !== 'win32') return { file: program, arguments: [...programArguments], verbatim: false };
  const { windowsTarget } = await import('./windows-program.ts');
  return windowsTarget(program, programArguments, env);
}
