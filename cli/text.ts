/**
 * A text of a person's as it may go to a terminal: on one line, with nothing in it that moves the cursor or changes
 * colours or the direction of writing.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/gu, ' ');
}

/** How many columns a text takes in a terminal. */
export function columnsOf(text: string): number {
  // Most names are plain letters, and a list can have 50,000 of them.
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of SEGMENTER.segment(text)) columns += isWide(segment) ? 2 : 1;
  return columns;
}

/** Cuts a text to so many columns, with an ellipsis where something was cut. */
export function fitted(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = '';
  let taken = 0;
  for (const { segment } of SEGMENTER.segment(text)) {
    const width = isWide(segment) ? 2 : 1;
    if (taken + width > columns - 1) break;
    kept += segment;
    taken += width;
  }
  return `${kept}…`;
}

export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** East Asian wide and full-width characters (Unicode Standard Annex 11) and emoji. */
function isWide(segment: string): boolean {
  const code = segment.codePointAt(0) ?? 0;
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd) ||
    /\p{Emoji_Presentation}/u.test(segment)
  );
}
