import { z } from 'zod';
import { activityEntry } from '../domain/activity.ts';
import { keyId } from '../domain/ids.ts';
import { procedure } from './procedure.ts';

export const activity = {
  /** Newest first; `before` is the sequence to go on from. */
  list: procedure({
    request: z.strictObject({
      keyId: keyId.optional(),
      before: z.int().min(1).optional(),
      limit: z.int().min(1).max(1000).default(200),
    }),
    response: z.strictObject({ entries: z.array(activityEntry), more: z.boolean() }),
    errors: ['vault-locked'],
  }),
  /** Checks the keyed hash chain from the first entry to the last. */
  verify: procedure({
    request: z.strictObject({}),
    response: z.strictObject({
      intact: z.boolean(),
      entries: z.int().min(0),
      /** The first entry that does not fit; null where all do. */
      firstBroken: z.int().min(1).nullable(),
    }),
    errors: ['vault-locked'],
  }),
};
