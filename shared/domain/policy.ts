import { z } from 'zod';
import { environmentId, keyId } from './ids.ts';
import { providerId } from './text.ts';

/** The longest time ahead, in days, for which a warning can be asked. */
const FURTHEST_WARNING_DAYS = 366;
const MINUTES_A_DAY = 1_440;

/** A calendar duration of one unit, such as P90D; `addDuration` of shared/time reads it. */
const isoDuration = z.string().regex(/^P[1-9]\d{0,5}[DWMY]$/);
const minuteOfDay = z
  .int()
  .min(0)
  .max(MINUTES_A_DAY - 1);

/** How keys are looked after. Times of day are the machine's own. */
export const policy = z.strictObject({
  /** Null: a value is kept as long as it works. */
  rotateEvery: isoDuration.nullable(),
  /** How many days before the time somebody is told, the furthest first. Empty: only when it has come. */
  warnAheadDays: z
    .array(z.int().min(1).max(FURTHEST_WARNING_DAYS))
    .max(12)
    .transform((days) => [...new Set(days)].toSorted((a, b) => b - a)),
  /** Null: nobody is told of keys that are not used. */
  unusedAfterDays: z.int().min(1).max(3_660).nullable(),
  /** Minutes of the day, in which nothing rings; `to` before `from` is over midnight. Null: at any time. */
  quietHours: z
    .strictObject({ from: minuteOfDay, to: minuteOfDay })
    .refine(({ from, to }) => from !== to, 'must not begin and end at the same minute')
    .nullable(),
  /** ISO 8601 weekdays, 1 Monday to 7 Sunday, on which nothing rings: what would comes the working day before. */
  daysOff: z
    .array(z.int().min(1).max(7))
    .transform((days) => [...new Set(days)].toSorted((a, b) => a - b))
    .refine((days) => days.length < 7, 'must leave a working day'),
  /** Who looks after it, or what to know before it is replaced. */
  ownerNote: z.string().max(500),
});
export type Policy = z.output<typeof policy>;
export type PolicyField = keyof Policy;

/** What is said for one place; a field that is absent is inherited. */
export const ownPolicy = policy.partial();
export type OwnPolicy = z.output<typeof ownPolicy>;

/** Whose policy it is. A later one of these holds over an earlier one: everything, environment, provider, key. */
export const policyScope = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('everything') }),
  z.strictObject({ of: z.literal('environment'), environmentId }),
  z.strictObject({ of: z.literal('provider'), provider: providerId }),
  z.strictObject({ of: z.literal('key'), keyId }),
]);
export type PolicyScope = z.output<typeof policyScope>;

/** Where a field of a policy in force was said. */
export const policySource = z.enum(['default', 'everything', 'environment', 'provider', 'key']);
export type PolicySource = z.output<typeof policySource>;
