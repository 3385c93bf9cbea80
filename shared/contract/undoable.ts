import { z } from 'zod';
import { undoId } from '../domain/ids.ts';

/**
 * Answer of a change that can be taken back with `history.undo`. `label` is what was done, for the notice. `undoId` is null
 * where everything was so already: then nothing was done, and the activity says nothing.
 */
export const undoable = z.strictObject({ undoId: undoId.nullable(), label: z.string() });
export type Undoable = z.output<typeof undoable>;
