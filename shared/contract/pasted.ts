import { z } from 'zod';
import { pastedId } from '../domain/ids.ts';
import { procedure } from './procedure.ts';

/** Text that a person gives: itself, or what was pasted before and is kept in the engine. Up to 1 MiB of UTF-8. */
export const givenText = z.union([z.string().max(2_097_152), z.strictObject({ pastedId })]);
export type GivenText = z.output<typeof givenText>;

/** What the window needs to show a form again; its own affair, and never a value. */
const form = z.string().max(65_536);
/** What the form was for, in a few words: "Add STRIPE_API_KEY". */
const label = z.string().max(400);

/**
 * What was pasted into a form and is not stored yet. The engine keeps it sealed in memory until it is stored or discarded, or
 * until the lock, so that a form that was closed can go on with a value that its provider shows once. No answer holds it.
 */
export const pasted = {
  /** Keeps a text, in the place of what `pastedId` names. */
  keep: procedure({
    request: z.strictObject({ pastedId: pastedId.optional(), text: z.string().max(2_097_152), form, label }),
    response: z.strictObject({ pastedId }),
    errors: ['vault-locked'],
  }),
  /** Another state of the form; the text stays. */
  describe: procedure({
    request: z.strictObject({ pastedId, form, label }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'pasted-not-found'],
  }),
  /** The newest last. */
  list: procedure({
    request: z.strictObject({}),
    response: z.strictObject({ pasted: z.array(z.strictObject({ pastedId, form, label })) }),
    errors: ['vault-locked'],
  }),
  /** It was stored, or is not wanted any more. One that is not there is no failure. */
  discard: procedure({
    request: z.strictObject({ pastedId }),
    response: z.strictObject({}),
    errors: ['vault-locked'],
  }),
};
