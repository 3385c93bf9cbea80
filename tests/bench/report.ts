import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { BenchRow, Figure, Target } from './bench-row.ts';

const TITLES = ['measure', 'ours', 'baseline', 'ratio', 'target', 'met?', 'note'];
/** Measure and note are read as text, the others as figures. */
const TO_THE_RIGHT = new Set([1, 2, 3, 4]);
const GAP = '  ';

/** The rows as aligned columns, with a line end after each. */
export function tableOf(rows: readonly BenchRow[]): string {
  const lines = [TITLES, ...rows.map(cellsOf)];
  const widths = TITLES.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length)));
  return lines
    .map((cells) => cells.map((cell, column) => aligned(cell, column, widths[column] ?? 0)).join(GAP))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

export function writeJson(path: string, rows: readonly BenchRow[], quick: boolean): void {
  const machine = {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
  };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ at: new Date().toISOString(), quick, machine, rows }, null, 2)}\n`);
}

function cellsOf({ measure, ours, baseline, compared, target, met, note }: BenchRow): string[] {
  return [
    measure,
    figureText(ours),
    figureText(baseline),
    compared === null ? '–' : comparedText(compared, target?.kind ?? 'ratio'),
    target === null ? '–' : `≤ ${targetText(target)}`,
    met === null ? '–' : met ? 'yes' : 'NO',
    note,
  ];
}

function figureText(figure: Figure | null): string {
  if (figure === null) return '–';
  return `${rounded(figure.value)} ${figure.unit}${figure.of === 'median' ? '' : ' p95'}`;
}

function comparedText(compared: number, kind: Target['kind']): string {
  switch (kind) {
    case 'ratio':
      return compared.toFixed(3);
    case 'more':
      return `${compared < 0 ? '' : '+'}${rounded(compared)}`;
    case 'value':
      return '–';
  }
}

function targetText({ kind, atMost }: Target): string {
  switch (kind) {
    case 'ratio':
      return String(atMost);
    case 'more':
      return `+${atMost} MB`;
    case 'value':
      return `${atMost} ms`;
  }
}

function rounded(value: number): string {
  return value.toFixed(Math.abs(value) < 100 ? 1 : 0);
}

function aligned(cell: string, column: number, width: number): string {
  return TO_THE_RIGHT.has(column) ? cell.padStart(width) : cell.padEnd(width);
}
