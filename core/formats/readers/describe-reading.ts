import type { Reading } from './compare-readers.ts';

/** How one reading differs from the others, in words that hold nothing of the value: "12 characters, up to the “#”". */
export function describeReading(reading: Reading, all: readonly Reading[]): string {
  const { value } = reading;
  const others = all.filter((each) => each !== reading).map((each) => each.value);
  const parts = [value === '' ? 'nothing' : countOf([...value].length, 'character')];
  if (others.some((other) => other.startsWith(value) && other.slice(value.length).trimStart().startsWith('#'))) {
    parts.push('up to the “#”');
  }
  if (/^["'`]/.test(value) && others.some((other) => !/^["'`]/.test(other))) parts.push('with its quotes');
  const breaks = occurrences(value, '\n');
  if (breaks > 0 && others.some((other) => occurrences(other, '\n') !== breaks)) {
    parts.push(countOf(breaks, 'line break'));
  }
  if (hasControl(value) && others.some((other) => !hasControl(other))) parts.push('with a control character');
  parts.push(...compared(value, others, '\\', { more: 'with its backslashes', fewer: 'with fewer backslashes' }));
  const replaced = reading.open ? '“$…” left empty' : '“$…” replaced';
  parts.push(...compared(value, others, '$', { more: '“$” as it is written', fewer: replaced }));
  return parts.join(', ');
}

/** What is said where a character is there less often than in another reading, or as often as in none. */
function compared(
  value: string,
  others: readonly string[],
  character: string,
  says: { readonly more: string; readonly fewer: string },
): string[] {
  const own = occurrences(value, character);
  const counts = others.map((other) => occurrences(other, character));
  if (counts.some((count) => count > own)) return [says.fewer];
  return counts.some((count) => count < own) ? [says.more] : [];
}

/** A character that escapes stand for, line breaks apart. */
function hasControl(text: string): boolean {
  return ['\t', '\r', '\f', '\v', '\b', '\u0007'].some((control) => text.includes(control));
}

function occurrences(text: string, character: string): number {
  return text.split(character).length - 1;
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
