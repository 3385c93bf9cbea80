import { MAX_NAME_LENGTH } from './limits.ts';

// The rules of texts as plain functions: the schemas are built on them, and forms check with them without loading zod.

// biome-ignore lint/suspicious/noControlCharactersInRegex: names with control characters are what this refuses
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

export const MAX_TAG_LENGTH = 60;
export const MAX_SCOPE_LENGTH = 200;
export const MAX_SHORT_TEXT_LENGTH = 500;

/** What is wrong with one line that people read ("must not be empty"), or null. */
export function lineProblem(text: string, maximum: number): string | null {
  if (text === '') return 'must not be empty';
  if (text.length > maximum) return `must have at most ${maximum} characters`;
  if (CONTROL_CHARACTERS.test(text)) return 'must not contain control characters';
  if (text !== text.trim()) return 'must not start or end with a space';
  return null;
}

/** What is wrong with a key's name, or null. */
export function keyNameProblem(name: string): string | null {
  return lineProblem(name, MAX_NAME_LENGTH) ?? (name.includes('=') ? 'must not contain "="' : null);
}

export function isProviderId(text: string): boolean {
  return text.length <= 60 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text);
}
