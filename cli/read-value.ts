import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { isatty } from 'node:tty';
import { isText, withoutFinalLineEnd } from '#core/keys/line-end.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import { MAX_VALUE_BYTES } from '#shared/domain/limits.ts';
import type { OptionSpec } from './command.ts';
import type { Output } from './output.ts';

const STDIN = 0;
const CHUNK_BYTES = 65_536;

/** For `add` and `set`: what is done about what stands around a value. */
export const VALUE_OPTIONS = {
  file: {
    type: 'text',
    value: 'PATH',
    help: 'take the value from a file, as from standard input (without --kind: kind file, kept whole)',
    completes: 'file',
  },
  verbatim: { type: 'flag', help: 'keep everything, the last line end included, and ask nothing' },
  clean: { type: 'flag', help: 'take off what copying leaves around a value (quotes, "Bearer", NAME=), and say what' },
} as const satisfies Record<string, OptionSpec>;

/** What `help` says about {@link VALUE_OPTIONS}. */
export const VALUE_RULE = `Standard input is kept byte for byte, but for one line end behind a value of one line; a text of several lines keeps its
own, and so does what is no text. What copying leaves around a value (quotes, "Bearer", "export NAME=") comes off only
where you see it: at the prompt, which asks, or with --clean.`;

export type ReadValue = {
  readonly bytes: Buffer;
  /** All that arrived, the line end included; for a key that turns out to be a file. */
  readonly whole: Buffer;
  /** The name of the file that it came from. */
  readonly fileName: string | null;
};

export type ValueRequest = {
  readonly name: string;
  readonly file?: string | undefined;
  /** As it is: no line end comes off, nothing is asked. */
  readonly verbatim?: boolean;
  /** Absent where the command has no such option. */
  readonly clean?: boolean;
  /** What the caller said, or what the key is; absent: not known yet. */
  readonly kind?: KeyKind | undefined;
};

type ReadError =
  | 'value-empty'
  | 'value-too-large'
  | 'file-unreadable'
  | 'file-not-found'
  | 'confirmation-needed'
  | 'cancelled';

/**
 * A value on its way in: from a file, from standard input, or typed without an echo. What no person watches is kept but for
 * the line end behind it (core/keys/line-end.ts); what a person types or pastes is offered to be cleaned.
 */
export async function readValue(output: Output, request: ValueRequest): Promise<Result<ReadValue, ReadError>> {
  const { file, name, kind } = request;
  const typed = file === undefined && isatty(STDIN);
  const read = typed ? await promptValue(name) : readLimited(file ?? STDIN, MAX_VALUE_BYTES + 2);
  if (!read.ok) return read;
  const whole = read.value;
  const fileName = file === undefined ? null : basename(file);
  const isFile = kind === 'file' || kind === 'key-pair';
  if (request.verbatim === true || isFile || !isText(whole)) return success({ bytes: whole, whole, fileName });
  const bytes = await cleaned(output, withoutFinalLineEnd(whole), request, typed);
  return success({ bytes, whole: request.clean === true || typed ? bytes : whole, fileName });
}

/**
 * Reads a whole file or file descriptor.
 * @param maximum in bytes; more is `value-too-large`
 */
export function readLimited(
  source: string | number,
  maximum: number,
): Result<Buffer, 'value-too-large' | 'file-unreadable' | 'file-not-found'> {
  let fd: number;
  try {
    fd = typeof source === 'number' ? source : openSync(source, 'r');
    if (fstatSync(fd).isDirectory()) return failure('file-unreadable', 'That is a folder, not a file.');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    return code === 'ENOENT'
      ? failure('file-not-found', 'There is no such file. Check its path.')
      : failure('file-unreadable', 'The file cannot be read. Check that you may read it.');
  }
  try {
    const chunks: Buffer[] = [];
    let total = 0;
    for (;;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const read = readChunk(fd, chunk);
      if (read === 0) return success(Buffer.concat(chunks));
      total += read;
      if (total > maximum) return failure('value-too-large', `It is larger than ${Math.floor(maximum / 1024)} KiB.`);
      chunks.push(chunk.subarray(0, read));
    }
  } finally {
    if (typeof source === 'string') closeSync(fd);
  }
}

function readChunk(fd: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(fd, chunk);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      // A pipe that another program made non-blocking and that has nothing yet.
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      // Windows says so where others answer with no bytes.
      else if (code === 'EOF') return 0;
      else throw error;
    }
  }
}

async function promptValue(name: string): Promise<Result<Buffer, ReadError>> {
  const { askHidden, canAsk } = await import('./prompt.ts');
  if (!canAsk()) {
    return failure('confirmation-needed', 'There is no value: pipe it into standard input, or use a terminal.');
  }
  const value = await askHidden(`Value of ${name} (hidden): `);
  if (value === null) return failure('cancelled', 'Nothing was done.');
  return success(Buffer.from(value, 'utf8'));
}

async function cleaned(output: Output, bytes: Buffer, request: ValueRequest, typed: boolean): Promise<Buffer> {
  const { findWrapping, offerCleaning } = await import('./offer-cleaning.ts');
  const text = bytes.toString('utf8');
  const wrapping = findWrapping(text, typed || request.clean === true);
  if (wrapping === null) return bytes;
  const around = wrapping.removed.join(', ');
  if (wrapping.kind === 'many') {
    output.say(
      'This looks like several names with values, and is kept as one value. "keyrail import -" takes them apart.',
    );
    return bytes;
  }
  if (request.clean === true) output.say(`Taken off around the value: ${around}.`);
  else if (!typed) {
    const how = request.clean === undefined ? '' : ' With --clean that comes off.';
    output.say(`The value is kept as it came. There seems to be something around it: ${around}.${how}`);
    return bytes;
  } else if (!(await offerCleaning(wrapping))) return bytes;
  if (wrapping.name !== undefined && wrapping.name !== request.name) {
    output.say(`The name around the value was another one than ${request.name}; the key is named ${request.name}.`);
  }
  return Buffer.from(wrapping.value, 'utf8');
}
