import { z } from 'zod';
import { shortText } from './text.ts';

/** A name inside one definition: of a source, a kind of key, a plan. */
export const slug = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case words with dashes');

/** An address that a person may be sent to: https, without a user name or password in it. */
export const webAddress = z
  .url({ protocol: /^https$/ })
  .max(500)
  .refine((url) => {
    if (!URL.canParse(url)) return false;
    const { username, password } = new URL(url);
    return username === '' && password === '';
  }, 'must not hold a user name or password');

/** A regular expression as text, for a whole value unless a field says otherwise. */
export const pattern = z
  .string()
  .min(1)
  .max(1000)
  .refine((text) => {
    try {
      return new RegExp(text) instanceof RegExp;
    } catch {
      return false;
    }
  }, 'must be a regular expression');

/**
 * Where facts of a definition were read.
 * - `document`: a text of the provider's, of which a copy is kept under tests/fixtures/seeds.
 * - `facts`: a file of API facts, a copy of which is kept under tests/fixtures/provider-facts, with what it was made from.
 * - `page`: a public page, with the day on which it said so.
 * - `convention`: no source of the provider's; what Keyrail suggests, or how it names things.
 */
export const factSource = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('document'),
    title: shortText,
    file: z.string().regex(/^[\w.-]+$/),
    url: webAddress.optional(),
  }),
  z.strictObject({
    kind: z.literal('facts'),
    title: shortText,
    file: z.string().regex(/^[\w.-]+$/),
    published: z.array(shortText).min(1),
  }),
  z.strictObject({ kind: z.literal('page'), title: shortText, url: webAddress, readOn: z.iso.date() }),
  z.strictObject({ kind: z.literal('convention'), title: shortText }),
]);
export type FactSource = z.output<typeof factSource>;

/** A place in a source: the name of the source, with a phrase that stands there, or a JSON pointer into its file. */
export const factReference = z.strictObject({
  source: slug,
  quote: z.string().min(1).max(500).optional(),
  /** RFC 6901, such as `/endpoints/0/fields/status`. */
  at: z
    .string()
    .regex(/^(?:\/[^/]*)+$/)
    .optional(),
});
export type FactReference = z.output<typeof factReference>;

/** A value and where it was read. A fact that is absent is unknown, and is shown as unknown. */
export function fact<Value extends z.ZodType>(value: Value) {
  return z.strictObject({ value, from: z.array(factReference).min(1) });
}
export type Fact<Value = unknown> = Readonly<{ value: Value; from: readonly FactReference[] }>;

/** A fact and where it stands in its definition: `['keyKinds', 0, 'prefix']`. */
export type PlacedFact = Readonly<{ path: readonly (string | number)[]; fact: Fact }>;

/** Every fact of a definition, or of a part of one, in its order. */
export function factsIn(part: unknown, path: readonly (string | number)[] = []): PlacedFact[] {
  if (Array.isArray(part)) return part.flatMap((item, index) => factsIn(item, [...path, index]));
  if (typeof part !== 'object' || part === null) return [];
  if (isFact(part)) return [{ path, fact: part }];
  return Object.entries(part).flatMap(([name, value]) => factsIn(value, [...path, name]));
}

function isFact(part: object): part is Fact {
  return 'value' in part && 'from' in part && Array.isArray(part.from);
}
