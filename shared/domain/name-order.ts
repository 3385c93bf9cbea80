/**
 * A text to compare names by, as people order them: case does not matter, and KEY_9 comes before KEY_10. Comparing two of
 * these with `<` is many times cheaper than a collator, which counts at 100,000 names.
 */
export function nameOrder(name: string): string {
  return name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'));
}
