import { z } from 'zod';
import { LAST_INSTANT } from './limits.ts';

/** An instant in milliseconds since 1970-01-01T00:00:00Z, from then to the end of the year 9999. */
export const instant = z.int().min(0).max(LAST_INSTANT);
export type Instant = z.output<typeof instant>;

/** Where a date comes from: the provider said so, Keyrail worked it out, or a person typed it. */
export const DATE_ORIGINS = ['reported', 'inferred', 'typed'] as const;
export const dateOrigin = z.enum(DATE_ORIGINS);
export type DateOrigin = z.output<typeof dateOrigin>;

/** A date with its origin. `day`: only the day is known, and `at` is its last millisecond in UTC. */
export const datedFact = z.strictObject({
  at: instant,
  origin: dateOrigin,
  precision: z.enum(['day', 'instant']),
});
export type DatedFact = z.output<typeof datedFact>;
