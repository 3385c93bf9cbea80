import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatShell, parseShell } from './shell.ts';

/** What a real shell makes of the text: the values of `count` variables named V0, V1, … */
function runShell(text: string, count: number): string[] {
  const print = Array.from({ length: count }, (_, index) => `printf '%s\\0' "$V${index}"\n`).join('');
  const { stdout, status } = spawnSync('sh', ['-eu'], {
    input: `${text}\n${print}`,
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin' },
  });
  expect(status).toBe(0);
  return stdout.split('\0').slice(0, -1);
}

const value = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('a', "'", '"', '\\', '$', '`', '\n', '\r', ' ', '#', '~', '!', '(', ';') }),
  )
  .filter((text) => !text.includes('\0') && text.isWellFormed());

describe('parseShell', () => {
  it('reads assignments of every quoting', () => {
    const text = [
      '#!/bin/sh',
      'PLAIN=abc#d # comment',
      'export SINGLE=\'a "b" $c\'',
      'export A=1 B="two words"; C=3',
      'JOINED=a\'b\'"c"\\ d',
      'DOUBLE="\\$x \\"y\\" \\n $"',
      "declare -x ANSI=$'a\\n\\x41\\u00e9\\''",
      "MULTI='line 1",
      "line 2'",
      'CONTINUED=a\\',
      'b',
      'EMPTY=',
    ].join('\n');
    const { entries, errors } = parseShell(text);
    expect(errors).toEqual([]);
    expect(Object.fromEntries(entries.map((entry) => [entry.name, entry.value]))).toEqual({
      PLAIN: 'abc#d',
      SINGLE: 'a "b" $c',
      A: '1',
      B: 'two words',
      C: '3',
      JOINED: 'abc d',
      DOUBLE: '$x "y" \\n $',
      ANSI: "a\nAé'",
      MULTI: 'line 1\nline 2',
      CONTINUED: 'ab',
      EMPTY: '',
    });
    expect(entries.filter(({ exported }) => exported).map(({ name }) => name)).toEqual(['SINGLE', 'A', 'B', 'ANSI']);
    expect(entries.find(({ name }) => name === 'MULTI')).toMatchObject({ line: 8, endLine: 9 });
  });

  it('reads CRLF line ends', () => {
    expect(parseShell("A='x'\r\nexport B=y\r\n")).toMatchObject({
      errors: [],
      entries: [{ value: 'x' }, { value: 'y' }],
    });
  });

  it.each([
    ['A=1\nB=$(id)', 2, 'substitution'],
    ['A=`id`', 1, 'substitution'],
    ['A="x`id`"', 1, 'substitution'],
    ['A="$(id)"', 1, 'substitution'],
    ['A=$HOME', 1, 'variable'],
    [`A="\${HOME}/x"`, 1, 'variable'],
    ['A=~/x', 1, 'special-character'],
    ['A=x|y', 1, 'special-character'],
    ['A=(1 2)', 1, 'special-character'],
    ['A=x>y', 1, 'special-character'],
    ["A='open\nB=1", 1, 'unclosed-quote'],
    ['A="open', 1, 'unclosed-quote'],
    ["A=$'\\xff'", 1, 'broken-escape'],
    ["A=$'\\q'", 1, 'broken-escape'],
    ["A='\0'", 1, 'nul-character'],
    ['rm -rf x', 1, 'not-an-assignment'],
    ['A=1 rm x', 1, 'not-an-assignment'],
    ['A+=x', 1, 'not-an-assignment'],
  ])('refuses %j in line %d: %s', (text, line, code) => {
    const file = parseShell(text);
    expect(file.errors[0]).toMatchObject({ line, code });
    expect(file.entries.filter((entry) => entry.line === line)).toEqual([]);
  });

  it('reads lines of megabytes', () => {
    expect(parseShell(`${';'.repeat(5_000_000)}A=1`).entries).toHaveLength(1);
    expect(parseShell('A=1;'.repeat(200_000)).entries).toHaveLength(200_000);
    expect(parseShell(`A='${"'\\''".repeat(1_000_000)}'`).entries[0]?.value).toHaveLength(1_000_000);
  });

  it('agrees with sh wherever it reads a word', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', "'", '"', '\\', '#', '~', ':', '!', '*', '{', '=', 'n', ' '),
      minLength: 1,
      maxLength: 10,
    });
    fc.assert(
      fc.property(fc.array(word, { minLength: 20, maxLength: 20 }), (words) => {
        const lines = words.map((text) => `V0=${text}`).filter((text) => parseShell(text).errors.length === 0);
        const renamed = lines.map((line, index) => line.replace('V0', `V${index}`));
        const expected = lines.map((line) => parseShell(line).entries[0]?.value);
        expect(runShell(renamed.join('\n'), renamed.length)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});

describe('formatShell', () => {
  it('is read back identically by sh and by parseShell', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
        const text = formatShell(values.map((text, index) => ({ name: `V${index}`, value: text })));
        if (!text.ok) throw new Error(text.error.code);
        expect(runShell(text.value, values.length)).toEqual(values);
        expect(parseShell(text.value).entries.map((entry) => entry.value)).toEqual(values);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses what no variable can hold', () => {
    expect(formatShell([{ name: 'A-B', value: '' }])).toMatchObject({ error: { code: 'name-invalid' } });
    expect(formatShell([{ name: 'A', value: '\0' }])).toMatchObject({ error: { code: 'value-invalid' } });
    expect(formatShell([{ name: 'A', value: '\ud800' }])).toMatchObject({ error: { code: 'value-invalid' } });
  });
});
