import type { Reading } from './compare-readers.ts';

/** How one reading differs from the others, in words that hold nothing of the value: "12 characters, up to the “#”". */
export function describeReading(reading: Reading, all: readonly Reading[]): string {
  const others = all.filter((each) => each !== reading).map(({ value }) => value);
  const { value } = reading;
  const parts = [value === '' ? 'nothing' : countOf([...value].length, 'character')];
  const most = (what: RegExp) => Math.max(0, ...others.map((other) => occurrences(other, what)));
  if (others.some((other) => other.startsWith(value) && other.slice(value.length).trimStart().startsWith('#'))) {
    parts.push('up to the “#”');
  }
  if (/^["'`]/.test(value) && others.some((other) => !/^["'`]/.test(other))) parts.push('with its quotes');
  const breaks = occurrences(value, /\n/g);
  if (breaks > 0 && others.some((other) => occurrences(other, /\n/g) !== breaks))
    parts.push(countOf(breaks, 'line break'));
  if (/[\t\r\f\v\u0007\b]/.test(value) && others.some((other) => !/[\t\r\f\v\u0007\b]/.test(other)))
    parts.push('with a control character');
  const backslashes = occurrences(value, /\\/g);
  if (backslashes > most(/\\/g)) parts.push('with its backslashes');
  else if (backslashes === 0 && most(/\\/g) > 0) parts.push('without backslashes');
  const dollars = occurrences(value, /\$/g);
  if (dollars < most(/\$/g)) parts.push(reading.open ? '“$…” left empty' : '“$…” replaced');
  else if (others.some((other) => occurrences(other, /\$/g) < dollars)) parts.push('“$” as it is written');
  return parts.join(', ');
}

function occurrences(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
