import { z } from 'zod';
import { MAX_NAME_LENGTH } from './limits.ts';
import {
  isProviderId,
  keyNameProblem,
  lineProblem,
  MAX_SCOPE_LENGTH,
  MAX_SHORT_TEXT_LENGTH,
  MAX_TAG_LENGTH,
} from './text-rules.ts';

/** A text that a rule accepts, in Unicode's composed form (NFC). */
function ruled(problemOf: (text: string) => string | null) {
  return z
    .string()
    .superRefine((text, context) => {
      const message = problemOf(text);
      if (message !== null) context.addIssue({ code: 'custom', message });
    })
    .transform((text) => text.normalize('NFC'));
}

export const displayName = ruled((text) => lineProblem(text, MAX_NAME_LENGTH));
/** A key's name, usually the environment variable that holds it. */
export const keyName = ruled(keyNameProblem);
export const tag = ruled((text) => lineProblem(text, MAX_TAG_LENGTH));
export const scope = ruled((text) => lineProblem(text, MAX_SCOPE_LENGTH));
export const shortText = z.string().max(MAX_SHORT_TEXT_LENGTH);
export const longText = z.string().max(20_000);
export const providerId = z.string().refine(isProviderId, 'must be lower-case words joined by "-"');
