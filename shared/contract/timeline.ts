import { z } from 'zod';
import { environmentId, keyId, projectId } from '../domain/ids.ts';
import { instant } from '../domain/instant.ts';
import { timelineMark } from '../domain/reminder.ts';
import { procedure } from './procedure.ts';
import { undoable } from './undoable.ts';

export const timeline = {
  /** Expiries and rotations in a time, in its order; rotations that follow are projected. At most ten years at once. */
  marks: procedure({
    request: z
      .strictObject({
        from: instant,
        to: instant,
        projectId: projectId.optional(),
        environmentId: environmentId.optional(),
      })
      .refine(({ from, to }) => from <= to && to - from <= 3_660 * 86_400_000, 'must be at most ten years'),
    response: z.strictObject({ marks: z.array(timelineMark) }),
    errors: ['vault-locked'],
  }),
  /**
   * Moves the next rotation of a key to another day, until it is done; `at` null: back to its policy's. Taken back with
   * `history.undo`. `date-invalid`: it is in the past.
   */
  planRotation: procedure({
    request: z.strictObject({ keyId, at: instant.nullable() }),
    response: undoable,
    errors: ['vault-locked', 'key-not-found', 'date-invalid'],
  }),
};
