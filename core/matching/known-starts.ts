import { VALUE_FORMATS } from '../recognition/formats.ts';

/** A start that says whose a key is and not which: a known one, or a word or two with a dash or underscore. */
const LIKELY_START =
  /^[A-Za-z][A-Za-z0-9]{0,11}[-_](?:(?:live|test|prod|dev|sandbox|staging|public|secret|pub|sec)[-_])?/;
/** Characters behind a known start that tell one key from another. */
const TELLING_BEHIND_START = 3;
const TELLING_WITHOUT_START = 4;

const BY_FIRST_TWO = new Map<string, string[]>();
for (const { start } of VALUE_FORMATS) {
  if (start.length < 2) continue;
  const group = BY_FIRST_TWO.get(start.slice(0, 2)) ?? [];
  group.push(start);
  BY_FIRST_TWO.set(start.slice(0, 2), group);
}

/** How much of a visible start every key of its kind has; 0 where nothing is known. */
export function sharedLength(prefix: string): number {
  const starts = BY_FIRST_TWO.get(prefix.slice(0, 2)) ?? [];
  let longest = LIKELY_START.exec(prefix)?.[0].length ?? 0;
  for (const start of starts) {
    if (start.length > longest && prefix.startsWith(start)) longest = start.length;
  }
  return longest;
}

/**
 * As much of a visible start as tells one key from another, the same for every visible start of a value that is long
 * enough; null for one that is too short, such as "nmk_live_".
 */
export function tellingStart(prefix: string): string | null {
  const shared = sharedLength(prefix);
  const length = shared === 0 ? TELLING_WITHOUT_START : shared + TELLING_BEHIND_START;
  return prefix.length < length ? null : prefix.slice(0, length);
}
