/**
 * A text to compare names by, as people order them: case does not matter, and KEY_9 comes before KEY_10. Comparing two of
 * these with `<` is many times cheaper than a collator, which counts at 100,000 names.
 */
export function nameOrder(name: string): string {
  return name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'));
}

/** Compares two texts of `nameOrder`, for `sort`. */
export function compareOrders(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
