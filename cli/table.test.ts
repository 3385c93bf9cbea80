import { describe, expect, it } from 'vitest';
import type { Output } from './output.ts';
import { writeFacts, writeTable } from './table.ts';
import { columnsOf, fitted, printable } from './text.ts';

function collecting(terminal: { width: number | null; colour: boolean }): Output & { text: () => string } {
  let written = '';
  return {
    write: (content) => {
      written += String(content);
    },
    say: () => undefined,
    stdoutIsTerminal: terminal.width !== null,
    stderrIsTerminal: false,
    ...terminal,
    text: () => written,
  };
}

type Row = { name: string; status: string; note: string };
const COLUMNS = [
  { title: 'NAME', text: ({ name }: Row) => name, gives: 1 },
  { title: 'STATUS', text: ({ status }: Row) => status, colour: () => 'red' as const },
  { title: 'NOTE', text: ({ note }: Row) => note, gives: 2 },
];
const ROWS: Row[] = [
  { name: 'A', status: 'active', note: 'a note that is rather long' },
  { name: '数据库_KEY', status: 'expired', note: 'x' },
];

describe('writeTable', () => {
  it('aligns columns by what they take in a terminal', () => {
    const output = collecting({ width: null, colour: false });
    writeTable(output, COLUMNS, ROWS);
    expect(output.text()).toBe(
      [
        'NAME        STATUS   NOTE',
        'A           active   a note that is rather long',
        '数据库_KEY  expired  x',
        '',
      ].join('\n'),
    );
  });

  it('stays within the width, and cuts nothing in a pipe', () => {
    const output = collecting({ width: 32, colour: false });
    writeTable(output, COLUMNS, ROWS);
    const lines = output.text().trimEnd().split('\n');
    expect(lines.every((line) => columnsOf(line) <= 32)).toBe(true);
    expect(lines[1]).toContain('…');
  });

  it('colours only where it may', () => {
    const plain = collecting({ width: 80, colour: false });
    writeTable(plain, COLUMNS, ROWS);
    expect(plain.text()).not.toContain('\u001b');
    const coloured = collecting({ width: 80, colour: true });
    writeTable(coloured, COLUMNS, ROWS);
    expect(coloured.text()).toContain('\u001b[31mactive');
  });

  it('lets nothing through that moves a cursor', () => {
    const output = collecting({ width: 80, colour: false });
    writeTable(output, COLUMNS, [{ name: 'A\u001b[2J', status: 'a\r\nb', note: '\u202etxt' }]);
    for (const mover of ['\u001b', '\r', '\u202e']) expect(output.text()).not.toContain(mover);
    expect(output.text().trimEnd().split('\n')).toHaveLength(2);
  });

  it('writes long tables whole', () => {
    const output = collecting({ width: null, colour: false });
    writeTable(
      output,
      COLUMNS,
      Array.from({ length: 2500 }, (_, index) => ({ name: `K${index}`, status: 's', note: 'n' })),
    );
    expect(output.text().trimEnd().split('\n')).toHaveLength(2501);
  });
});

describe('writeFacts', () => {
  it('indents the lines of a longer text', () => {
    const output = collecting({ width: null, colour: false });
    writeFacts(output, [
      ['Name', 'A'],
      ['Notes', 'one\ntwo\u0007'],
    ]);
    expect(output.text()).toBe('Name   A\nNotes  one\n       two \n');
  });
});

describe('text', () => {
  it('measures and cuts by columns', () => {
    expect(columnsOf('naïve')).toBe(5);
    expect(columnsOf('e\u0301')).toBe(1);
    expect(columnsOf('👩‍💻')).toBe(2);
    expect(fitted('数据库', 5)).toBe('数据…');
    expect(printable('a\tb\u0000c')).toBe('a b c');
  });
});
