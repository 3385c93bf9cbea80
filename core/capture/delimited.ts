/**
 * Reads CSV (RFC 4180: quotes double to mean themselves, and may hold separators and line breaks), with comma, semicolon
 * or tab, whichever makes the first lines agree best, or with what a first line such as `sep=;` names, as spreadsheets write
 * it. Nothing in it fails: a quote that is never closed ends with the text, which is cut then, as it is where its last row has
 * fewer cells than the first.
 *
 * @param most rows are read, so that a huge file costs no more than it must
 */
export function parseDelimited(text: string, most: number): { rows: string[][]; isCut: boolean } {
  const named = /^"?sep=(.)"?[^\S\r\n]*(?:\r\n|\n|\r)/i.exec(text);
  const separator = named?.[1] ?? separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let at = named?.[0].length ?? 0;
  let isOpen = false;
  while (at < text.length && rows.length < most) {
    const { cell, next, closed } = cellAt(text, at, separator);
    isOpen = !closed;
    row.push(cell);
    const end = text[next];
    at = next + 1;
    if (end === separator) {
      if (at >= text.length) row.push('');
      else continue;
    }
    if (end === '\r' && text[at] === '\n') at += 1;
    if (row.some((value) => value.trim() !== '')) rows.push(row);
    row = [];
  }
  const isShort = rows.length > 1 && (rows.at(-1)?.length ?? 0) < (rows[0]?.length ?? 0);
  return { rows, isCut: isOpen || (isShort && rows.length < most) };
}

function cellAt(text: string, start: number, separator: string): { cell: string; next: number; closed: boolean } {
  if (text[start] !== '"') {
    let next = start;
    while (next < text.length && text[next] !== separator && text[next] !== '\n' && text[next] !== '\r') next += 1;
    return { cell: text.slice(start, next).trim(), next, closed: true };
  }
  const parts: string[] = [];
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return { cell: [...parts, text.slice(from)].join(''), next: text.length, closed: false };
    parts.push(text.slice(from, quote));
    if (text[quote + 1] !== '"') {
      let next = quote + 1;
      while (next < text.length && text[next] !== separator && text[next] !== '\n' && text[next] !== '\r') next += 1;
      return { cell: parts.join(''), next, closed: true };
    }
    parts.push('"');
    from = quote + 2;
  }
}

/** The separator that splits the first lines into most and equally many cells. */
function separatorOf(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 10)
    .map((line) => line.replace(/"(?:[^"]|"")*"/g, ''));
  let best = { separator: ',', score: 0 };
  for (const separator of ['\t', ';', ',']) {
    const counts = lines.map((line) => line.split(separator).length - 1);
    const [first = 0] = counts;
    const score = first === 0 ? 0 : first + counts.filter((count) => count === first).length * 2;
    if (score > best.score) best = { separator, score };
  }
  return best.separator;
}
