import { closeSync, openSync, writeSync } from 'node:fs';
import { isatty, ReadStream } from 'node:tty';
import { PASTE_MARKS, TypedLine } from './typed-line.ts';

/** The person pressed Ctrl-C at a question. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

const STDIN = 0;
const STDERR = 2;
/**
 * Whether somebody can be asked. Standard error must be a terminal, since without it nobody sees the question; the
 * answer comes from the controlling terminal, so that standard input stays free for a value.
 */
export function canAsk(): boolean {
  if (!isatty(STDERR)) return false;
  const terminal = openTerminal();
  if (terminal === null) return false;
  if (terminal.own) closeSync(terminal.input);
  return true;
}

/** Asks for something secret; nothing of it is shown. Null where the person gave up (Ctrl-D) or nobody can be asked. */
export async function askHidden(question: string): Promise<string | null> {
  return readLine(question, { hidden: true });
}

/** A question with yes or no; anything but yes is no. */
export async function askYesNo(question: string): Promise<boolean> {
  const answer = await readLine(`${question} [y/N] `, { hidden: false });
  return /^(?:y|yes)$/i.test(answer?.trim() ?? '');
}

export async function askLine(question: string): Promise<string | null> {
  return readLine(question, { hidden: false });
}

type Terminal = { readonly input: number; readonly output: number; readonly own: boolean };

function openTerminal(): Terminal | null {
  if (process.platform !== 'win32') {
    try {
      const fd = openSync('/dev/tty', 'r+');
      return { input: fd, output: fd, own: true };
    } catch {
      // No controlling terminal: a service, a container, a pipeline of a build.
    }
  }
  return isatty(STDIN) ? { input: STDIN, output: STDERR, own: false } : null;
}

async function readLine(question: string, how: { hidden: boolean }): Promise<string | null> {
  const terminal = openTerminal();
  if (terminal === null) return null;
  const input = new ReadStream(terminal.input);
  const show = (text: string): void => {
    writeSync(terminal.output, text);
  };
  const line = new TypedLine(show, how);
  const begin = (): void => {
    input.setRawMode(true);
    show(PASTE_MARKS.on + question + line.shown);
  };
  const end = (): void => {
    input.setRawMode(false);
    show(`${PASTE_MARKS.off}\n`);
  };
  input.setEncoding('utf8');
  begin();
  try {
    for await (const chunk of input) {
      let state = line.take(String(chunk));
      while (state === 'suspended') {
        end();
        // As the terminal itself does it: to everything in its foreground. This goes on here after "fg".
        process.kill(0, 'SIGTSTP');
        begin();
        state = line.take('');
      }
      if (state === 'interrupted') throw new Interrupted();
      if (state === 'ended') return null;
      if (state === 'done') return line.text;
    }
    return null;
  } finally {
    end();
    input.destroy();
  }
}
