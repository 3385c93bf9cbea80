import { z } from 'zod';
import { undoId } from '../domain/ids.ts';

/** Answer of a change that can be taken back with `history.undo`. `label` is what was done, for the notice. */
export const undoable = z.strictObject({ undoId, label: z.string() });
export type Undoable = z.output<typeof undoable>;
