import { fstatSync, writeSync } from 'node:fs';

const STDOUT = 1;
const STDERR = 2;
const RETRY_AFTER_MS = 2;

export type Output = {
  /** Results, to standard output. */
  readonly write: (content: string | Uint8Array) => void;
  /** A line for the person, to standard error. */
  readonly say: (line: string) => void;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Columns of the terminal that standard output is; null where it is none. */
  readonly width: number | null;
  /** Whether results may be coloured. */
  readonly colour: boolean;
};

/** Whoever read standard output has gone away, as `head` does; there is nobody left to tell. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

/** Standard output and error. Writes are complete when they return, so that a process can end at once after them. */
export function createOutput(env: NodeJS.ProcessEnv): Output {
  const stdoutIsTerminal = isTerminal(STDOUT);
  const stderrIsTerminal = isTerminal(STDERR);
  return {
    write: (content) => writeAll(STDOUT, typeof content === 'string' ? Buffer.from(content, 'utf8') : content),
    say: (line) => {
      try {
        writeAll(STDERR, Buffer.from(`${line}\n`, 'utf8'));
      } catch (error) {
        // A message that nobody can see must not undo or hide what was done.
        if (!(error instanceof OutputClosed)) throw error;
      }
    },
    stdoutIsTerminal,
    stderrIsTerminal,
    // The stream is made only where it is a terminal: making it costs start-up time.
    width: stdoutIsTerminal ? (process.stdout.columns ?? null) : null,
    colour: stdoutIsTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
  };
}

/** Only devices of characters can be terminals, and only for them is Node's module loaded, which brings its streams and takes 5 ms. */
function isTerminal(fd: number): boolean {
  try {
    if (!fstatSync(fd).isCharacterDevice()) return false;
  } catch {
    // Closed: nobody sees it.
    return false;
  }
  return process.getBuiltinModule('node:tty').isatty(fd);
}

function writeAll(fd: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      // A pipe that another program made non-blocking and that is full.
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_AFTER_MS);
      else if (code === 'EPIPE' || code === 'EOF' || code === 'EBADF') throw new OutputClosed();
      else throw error;
    }
  }
}

/** A result as JSON, on a line of its own. */
export function writeJson(output: Output, value: unknown): void {
  output.write(`${JSON.stringify(value, null, 2)}\n`);
}
