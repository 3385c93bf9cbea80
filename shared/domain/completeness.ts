import { z } from 'zod';
import { instant } from './instant.ts';

/**
 * Whether a look at a provider's list saw all of it. `complete`: something proves it; `partial`: something proves the
 * contrary; `unknown`: nothing tells. Only a complete look says anything of a key that is not in it.
 */
export const completeness = z.strictObject({
  kind: z.enum(['complete', 'partial', 'unknown']),
  /** What it rests on, in sentences for a person. */
  evidence: z.array(z.string().max(500)).min(1).max(20),
});
export type Completeness = z.output<typeof completeness>;

/** One complete look that lacked a key, or a person who says that it is gone. */
export const absentLook = z.strictObject({
  /** When the list was written or read. */
  at: instant,
  way: z.enum(['api', 'dashboard', 'file', 'person']),
  evidence: z.string(),
});
export type AbsentLook = z.output<typeof absentLook>;
