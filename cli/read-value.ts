import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { isatty } from 'node:tty';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import { MAX_VALUE_BYTES } from '#shared/domain/limits.ts';
import type { Output } from './output.ts';

const STDIN = 0;
const CHUNK_BYTES = 65_536;

export type ReadValue = {
  readonly bytes: Buffer;
  /** The name of the file that it came from. */
  readonly fileName: string | null;
};

export type ValueRequest = {
  readonly name: string;
  readonly file: string | undefined;
  readonly verbatim: boolean;
  /** What the caller said, or what the key is; absent: not known yet. */
  readonly kind: KeyKind | undefined;
};

type ReadError =
  | 'value-empty'
  | 'value-too-large'
  | 'file-unreadable'
  | 'file-not-found'
  | 'confirmation-needed'
  | 'cancelled';

/**
 * A value on its way in: from a file, from standard input, or typed without an echo. A text loses one newline at its end
 * and what a person's copying left around it; what was taken off is said. Bytes that are no text stay as they are.
 */
export async function readValue(output: Output, request: ValueRequest): Promise<Result<ReadValue, ReadError>> {
  const { file, name, verbatim } = request;
  if (file !== undefined) {
    const bytes = readLimited(file, MAX_VALUE_BYTES);
    return bytes.ok ? success({ bytes: bytes.value, fileName: basename(file) }) : bytes;
  }
  const typed = isatty(STDIN) ? await promptValue(name) : readLimited(STDIN, MAX_VALUE_BYTES + 2);
  if (!typed.ok) return typed;
  const isFile = request.kind === 'file' || request.kind === 'key-pair';
  if (verbatim || isFile || !isUtf8(typed.value)) return success({ bytes: typed.value, fileName: null });
  return success({ bytes: await cleaned(output, name, withoutNewline(typed.value)), fileName: null });
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

function withoutNewline(bytes: Buffer): Buffer {
  if (bytes.at(-1) !== 0x0a) return bytes;
  return bytes.subarray(0, bytes.at(-2) === 0x0d ? -2 : -1);
}

async function cleaned(output: Output, name: string, bytes: Buffer): Promise<Buffer> {
  const { cleanPaste } = await import('#core/recognition/clean-paste.ts');
  const text = bytes.toString('utf8');
  const clean = cleanPaste(text);
  switch (clean.kind) {
    case 'empty':
      return Buffer.alloc(0);
    case 'many':
      output.say(
        'This looks like several names with values, and is kept as one value. "keyrail import -" takes them apart.',
      );
      return bytes;
    case 'one':
      break;
    default:
      return bytes;
  }
  if (clean.removed.length > 0)
    output.say(`Taken off around the value: ${clean.removed.join(', ')}. --verbatim keeps it.`);
  if (clean.name !== undefined && clean.name !== name) {
    output.say(`The name around the value was another one than ${name}; the key is named ${name}.`);
  }
  return Buffer.from(clean.value, 'utf8');
}
