import { failure, type Result, success } from '#shared/contract/result.ts';
import { MAX_NAME_LENGTH } from '#shared/domain/limits.ts';

/** Why a name is refused; in the failure's `detail.reason`. */
export type NameProblem = 'empty' | 'too-long' | 'control-character' | 'equals-sign' | 'space-at-ends';

// biome-ignore lint/suspicious/noControlCharactersInRegex: names with control characters are what this refuses
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** Whether a program can get a key under this name in its environment (POSIX: letters, digits, `_`, no leading digit). */
export function isEnvironmentName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/**
 * Gives a key's name as it is stored (NFC), under the same rules as the contract's `keyName`: 1 to 200 characters, one
 * line, no control or direction-changing characters, no "=", no space at the ends.
 *
 * Fails with `name-invalid`; `detail.reason` is a `NameProblem`.
 */
export function checkKeyName(name: string): Result<string, 'name-invalid'> {
  const problem = findProblem(name);
  if (problem === null) return success(name.normalize('NFC'));
  return failure('name-invalid', NAME_MESSAGES[problem], { reason: problem });
}

const NAME_MESSAGES: Readonly<Record<NameProblem, string>> = {
  empty: 'A key needs a name.',
  'too-long': `A name can have at most ${MAX_NAME_LENGTH} characters.`,
  'control-character': 'A name must not contain line breaks or other control characters.',
  'equals-sign': 'A name must not contain "=".',
  'space-at-ends': 'A name must not start or end with a space.',
};

function findProblem(name: string): NameProblem | null {
  if (name === '') return 'empty';
  if (name.length > MAX_NAME_LENGTH) return 'too-long';
  if (CONTROL_CHARACTERS.test(name)) return 'control-character';
  if (name.includes('=')) return 'equals-sign';
  if (name !== name.trim()) return 'space-at-ends';
  return null;
}

/** A name from a file as it may appear in a message: short, on one line. Files can put anything in a name's place. */
export function nameForMessage(name: string): string {
  const oneLine = name.replace(new RegExp(CONTROL_CHARACTERS.source, 'g'), '\ufffd');
  return oneLine.length > 80 ? `${oneLine.slice(0, 79)}…` : oneLine;
}
