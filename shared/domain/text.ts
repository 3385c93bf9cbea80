import { z } from 'zod';
import { MAX_NAME_LENGTH } from './limits.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: names with control characters are what this refuses
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** One line that people read: no control or direction-changing characters, no space at the ends, NFC. */
function line(maximum: number) {
  return z
    .string()
    .min(1)
    .max(maximum)
    .refine((text) => !CONTROL_CHARACTERS.test(text), 'must not contain control characters')
    .refine((text) => text === text.trim(), 'must not start or end with a space')
    .transform((text) => text.normalize('NFC'));
}

export const displayName = line(MAX_NAME_LENGTH);
/** A key's name, usually the environment variable that holds it. */
export const keyName = line(MAX_NAME_LENGTH).refine((text) => !text.includes('='), 'must not contain "="');
export const tag = line(60);
export const scope = line(200);
export const shortText = z.string().max(500);
export const longText = z.string().max(20_000);
export const providerId = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  .max(60);
