import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import dotenv from 'dotenv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOTENV_READERS, type DotenvReader } from '#shared/domain/dotenv-reader.ts';
import { formatDotenv, parseDotenv } from '../dotenv.ts';
import { compareReaders, readAs } from './compare-readers.ts';
import { describeReading } from './describe-reading.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');
/**
 * What the programs themselves made of each text: dotenv 16.6.1, bash 5.2.15, compose-go of July 2026, python-dotenv 1.2.2,
 * godotenv's main branch and docker 28.2.2. Null: the program refused the file.
 */
const RECORDED = JSON.parse(readFileSync(join(FIXTURES, 'recorded-readings.json'), 'utf8')) as readonly (Readonly<
  Record<DotenvReader, Readonly<Record<string, string>> | null>
> &
  Readonly<{ text: string }>)[];

const compare = (text: string) => compareReaders(text, parseDotenv(text));
const readingOf = (text: string, name: string, reader: DotenvReader) =>
  compare(text)
    .names.get(name)
    ?.readings.find(({ readers }) => readers.includes(reader))?.value;
const mostOf = (text: string, name: string) => {
  const read = compare(text).names.get(name);
  return read?.readings[read.most]?.value;
};

describe('the readers', () => {
  it.each(DOTENV_READERS)('%s reads what the program itself read', (reader) => {
    for (const { text, [reader]: recorded } of RECORDED) {
      // Keyrail skips a byte order mark for all of them, as editors on Windows write it: most take it for part of the name.
      if (text.startsWith('\ufeff')) continue;
      // Its main branch panics where its releases keep the value.
      if (reader === 'godotenv' && /[=:][^\S\n]*#/.test(text)) continue;
      const read = readAs(reader, text);
      if (recorded === null) expect(read.stopped, JSON.stringify(text)).toMatchObject({ everything: true });
      const values = Object.fromEntries(read.entries.map(({ name, value }) => [name, value]));
      if (reader !== 'bash') {
        expect(values, JSON.stringify(text)).toEqual(recorded ?? {});
        continue;
      }
      // What is refused is not known: bash's process id, a command's output.
      const refused = new Set(read.refusals.map(({ name }) => name));
      const known = Object.entries(recorded ?? {}).filter(([name]) => name in values || !refused.has(name));
      // Names were recorded where they stand at the start of a line.
      const named = Object.entries(values).filter(([name]) =>
        new RegExp(`^\\s*(?:export\\s+)?${name}\\b`, 'm').test(text),
      );
      expect(Object.fromEntries(named), JSON.stringify(text)).toEqual(Object.fromEntries(known));
    }
  });

  it('dotenv is the package, for any text', () => {
    const piece = fc.constantFrom('a', 'B=', '"', "'", '`', '\\', '\\n', '#', ' ', ' #', '$', '=');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = `A=${pieces.join('')}\nZ=1`;
        const read = readAs('dotenv', text).entries.map(({ name, value }) => [name, value] as const);
        // White space around "=" may go over lines there: no file of anybody has that.
        fc.pre(!/[=:]\s*\n\s*["'`]/.test(text));
        expect(Object.fromEntries(read)).toEqual(dotenv.parse(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never fail, and lines are those of the file', () => {
    const soup = fc.string({
      unit: fc.constantFrom('A', '=', '"', "'", '`', '\\', '#', '\n', ' ', ':', '$', '{', '}', '(', '-', ';', '\r'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(soup, (text) => {
        const count = text.split(/\r\n?|\n/).length;
        for (const reader of DOTENV_READERS) {
          const { entries, refusals, stopped } = readAs(reader, text);
          for (const { line } of [...entries, ...refusals, ...(stopped === null ? [] : [stopped])]) {
            expect(line >= 1 && line <= count).toBe(true);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('come back from large files made to be slow', () => {
    const hostile = [
      'A="\\"\n'.repeat(40_000),
      "A='x\n".repeat(40_000),
      `A=${'\\"'.repeat(80_000)}`,
      `A=${' '.repeat(160_000)}#`,
      `A=${'${A'.repeat(40_000)}`,
      `A=${'${A:'.repeat(40_000)}}`,
      `A=${'${A:-'.repeat(40_000)}${'}'.repeat(40_000)}`,
      `A=${'#'.repeat(160_000)}`,
      `A=x${'x'.repeat(1_000)}\n${'A="$A$A"\n'.repeat(200)}`,
    ];
    for (const text of hostile) {
      for (const reader of DOTENV_READERS) {
        const length = readAs(reader, text).entries.reduce((sum, { value }) => sum + value.length, 0);
        expect(length).toBeLessThan(200_000_000);
      }
    }
  });
});

describe('compareReaders', () => {
  it('finds nothing to say of plain files, and says what literal readers do once', () => {
    expect(compare('# x\nA=abc\nB_2=https://a.example/x?y=1:2\n')).toMatchObject({ stopped: [] });
    const quoted = compare('A="abc"\nB=abc # why\n');
    expect([...quoted.names.values()].map(({ differs }) => differs)).toEqual([false, false]);
    expect(readingOf('A="abc"\n', 'A', 'docker')).toBe('"abc"');
  });

  it('goes by most programs, and not by those that put nothing in the place of a variable', () => {
    const escapes = readFileSync(join(FIXTURES, 'cases/escapes.env'), 'utf8');
    expect(mostOf(escapes, 'ESC_SECRET')).toBe('C:\\new\\tmp');
    expect(mostOf(escapes, 'SVC_SECRET')).toBe('{"id":"u1","pw":"x=y"}');
    expect(mostOf(escapes, 'AFTER_SECRET')).toBe('still here');
    const variables = readFileSync(join(FIXTURES, 'cases/variables.env'), 'utf8');
    expect(mostOf(variables, 'BCRYPT_SECRET')).toBe('$2y$10$abcdEFGHijklMNOPqrstuv');
    expect(mostOf(variables, 'URL_SECRET')).toBe('postgres://u:hunter9@db/x');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what dotenv files hold
    expect(readingOf(variables, 'URL_SECRET', 'dotenv')).toBe('postgres://u:${BASE_PASSWORD}@db/x');
    expect(mostOf(variables, 'CMD_SECRET')).toBe('$(cat /etc/hostname)');
    expect(compare(variables).names.get('CMD_SECRET')).toMatchObject({
      differs: true,
      unread: [{ reader: 'bash', why: 'would run a command in it' }],
    });
    expect(mostOf('A=`it is`\nB="x\\n"', 'A')).toBe('it is');
  });

  it('keeps a "#" without white space before it', () => {
    for (const file of ['hash-first.env', 'hash-truncation.env']) {
      const text = readFileSync(join(FIXTURES, 'cases', file), 'utf8');
      expect(mostOf(text, 'BRAND_SECRET')).toBe('#A1B2C3-token');
      expect(readingOf(text, 'BRAND_SECRET', 'dotenv')).toBe('');
      expect(compare(text).names.get('BRAND_SECRET')?.differs).toBe(true);
    }
  });

  it('gives back what Keyrail wrote, whatever it is', () => {
    const { keys } = { keys: JSON.parse(readFileSync(join(FIXTURES, 'cases/roundtrip.json'), 'utf8')) as object };
    const entries = Object.entries(keys).map(([name, value]) => ({ name, value: String(value) }));
    const written = formatDotenv(entries);
    if (!written.ok) throw new Error(written.error.code);
    const own = parseDotenv(written.value.text);
    for (const { name, value } of entries) {
      const read = mostOf(written.value.text, name) ?? own.entries.find((entry) => entry.name === name)?.value;
      expect([name, read]).toEqual([name, value]);
    }
  });

  it('takes two ways to write a name for one', () => {
    const text = 'CL\u00c9="one"\nCLE\u0301="two"\n';
    expect([...compare(text).names.keys()]).toEqual(['CL\u00c9']);
  });

  it('describes a reading without any of it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 5 }), { minLength: 2, maxLength: 4 }), (list) => {
        const readings = list.map((value) => ({ readers: [], value: `Zq8v${value}`, open: false }));
        for (const reading of readings) expect(describeReading(reading, readings)).not.toContain('Zq8v');
      }),
    );
    const [whole, cut] = ['abc#def', 'abc'].map((value) => ({ readers: [], value, open: false }));
    if (whole === undefined || cut === undefined) throw new Error('two readings');
    expect(describeReading(cut, [whole, cut])).toBe('3 characters, up to the “#”');
    expect(describeReading(whole, [whole, cut])).toBe('7 characters');
  });
});
