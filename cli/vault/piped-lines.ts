import { isatty } from 'node:tty';
import { weakPassphraseReason } from '#core/crypto/passphrase.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Context } from '../context.ts';
import { newPassphrase } from '../new-passphrase.ts';
import { readLimited } from '../read-value.ts';

const STDIN = 0;
const MAX_BYTES = 8_192;

/** The lines of standard input where it is no terminal; null where it is one. */
export function pipedLines(): readonly string[] | null {
  if (isatty(STDIN)) return null;
  const read = readLimited(STDIN, MAX_BYTES);
  return read.ok ? read.value.toString('utf8').split(/\r?\n/) : [];
}

/** A new passphrase: typed twice on a terminal, else a line of standard input. */
export async function typedOrPipedPassphrase(
  context: Context,
  piped: string | undefined = pipedLines()?.[0],
): Promise<Result<string, 'passphrase-needed'>> {
  if (piped !== undefined && piped !== '') return success(piped);
  const typed = await newPassphrase(context, weakPassphraseReason);
  return typed === null
    ? failure('passphrase-needed', 'Type the new passphrase on a terminal, or pipe it into standard input.')
    : success(typed);
}
