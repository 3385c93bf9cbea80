import type { Output } from './output.ts';
import { columnsOf, fitted, padded, printable } from './text.ts';

export type Colour = 'red' | 'yellow' | 'green' | 'dim' | 'bold';

const CODES: Readonly<Record<Colour, string>> = {
  red: '\u001b[31m',
  yellow: '\u001b[33m',
  green: '\u001b[32m',
  dim: '\u001b[2m',
  bold: '\u001b[1m',
};
const RESET = '\u001b[0m';
const GAP = '  ';
/** A column is never cut to less than this. */
const NARROWEST = 8;
/** Rows that are written at a time, so that a long table starts to show at once. */
const ROWS_PER_WRITE = 1_000;

export type Column<Row> = {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly colour?: (row: Row) => Colour | null;
  /** Cut first where the terminal is narrow; 0 is never cut. */
  readonly gives?: number;
};

/** Writes rows as aligned columns, cut to the terminal's width; anywhere else whole, and without colours. */
export function writeTable<Row>(output: Output, columns: readonly Column<Row>[], rows: readonly Row[]): void {
  const cells = rows.map((row) => columns.map((column) => printable(column.text(row))));
  const widths = columns.map((column, index) =>
    cells.reduce((widest, row) => Math.max(widest, columnsOf(row[index] ?? '')), column.title.length),
  );
  if (output.width !== null) narrow(columns, widths, output.width);

  const line = (texts: readonly string[], colourOf: (index: number) => Colour | null): string =>
    texts
      .map((text, index) => {
        const last = index === texts.length - 1;
        const fit = output.width === null ? text : fitted(text, widths[index] ?? 0);
        return paint(output, last ? fit : padded(fit, widths[index] ?? 0), colourOf(index));
      })
      .join(GAP)
      .trimEnd();

  let text = `${line(
    columns.map(({ title }) => title),
    () => 'dim',
  )}\n`;
  for (const [number, row] of rows.entries()) {
    text += `${line(cells[number] ?? [], (index) => columns[index]?.colour?.(row) ?? null)}\n`;
    if (number % ROWS_PER_WRITE === ROWS_PER_WRITE - 1) {
      output.write(text);
      text = '';
    }
  }
  output.write(text);
}

/** Takes columns off the widths, those that give most first, until a row fits. */
function narrow<Row>(columns: readonly Column<Row>[], widths: number[], available: number): void {
  const givers = columns
    .map(({ gives = 0 }, index) => ({ gives, index }))
    .filter(({ gives }) => gives > 0)
    .toSorted((a, b) => b.gives - a.gives);
  for (const { index } of givers) {
    const total = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
    const excess = total - available;
    if (excess <= 0) return;
    const width = widths[index] ?? 0;
    widths[index] = Math.max(Math.min(width, NARROWEST), width - excess);
  }
}

/** Labels and their texts, one below the other; a text of several lines stays below its start. */
export function writeFacts(output: Output, facts: readonly (readonly [label: string, text: string])[]): void {
  const width = Math.max(...facts.map(([label]) => columnsOf(label)));
  const indent = ' '.repeat(width + GAP.length);
  const lines = facts.map(([label, text]) => {
    const shown = text.split('\n').map(printable).join(`\n${indent}`);
    return `${paint(output, padded(label, width), 'dim')}${GAP}${shown}\n`;
  });
  output.write(lines.join(''));
}

function paint(output: Output, text: string, colour: Colour | null): string {
  return output.colour && colour !== null ? `${CODES[colour]}${text}${RESET}` : text;
}
