const MOST_SHOWN = 12;
/** How much is shown behind a known start, so that two keys of one kind can be told apart. */
const BEHIND_START = 4;
const SHOWN_OF_UNKNOWN = 4;

/**
 * The start of a value that is safe to show: never more than 12 characters, and never more than a third of the value
 * unless the provider itself shows `shownLength` characters of a key at least twice as long.
 *
 * @param start what every value of the format starts with; empty where the format is unknown.
 */
export function visiblePrefix(value: string, start = '', shownLength: number | null = null): string {
  if (shownLength !== null && value.length >= 2 * shownLength) return value.slice(0, Math.min(shownLength, MOST_SHOWN));
  const wanted = start === '' ? SHOWN_OF_UNKNOWN : start.length + BEHIND_START;
  const length = Math.min(wanted, MOST_SHOWN, Math.floor(value.length / 3));
  const prefix = value.slice(0, length);
  // A line break or half a character would only spoil the table that shows it.
  return /^[\x21-\x7e]*$/.test(prefix) ? prefix : '';
}
