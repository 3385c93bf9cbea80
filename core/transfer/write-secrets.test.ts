import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parse as readByDotenv } from 'dotenv';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { parseDotenv } from '../formats/dotenv.ts';
import { parseJsonSecrets } from '../formats/json-secrets.ts';
import { parseShell } from '../formats/shell.ts';
import { exportNotes, FORMAT_RECEIVERS, writeSecrets } from './write-secrets.ts';

/** Values that came back as something else once; made up. */
const ROUNDTRIP = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'roundtrip.json'), 'utf8')) as Readonly<
  Record<string, string>
>;
const OWN = [
  '',
  ' ',
  '\n',
  '\\',
  "\\'",
  'it\'s `all` "three"\n',
  'it\'s \\n `and` "all" three',
  '\'\r\n"`',
  'export A=b',
  '-----BEGIN MADE UP-----\nabc\n-----END MADE UP-----\n',
  '\u2028line separator',
  '\ufeffmark',
  '#',
  'a #b',
  '"\\',
  '`$(id)`',
  "'; id; '",
  '\u0001\u001b[31m',
  '=',
  ['$', '{A:-b}'].join(''),
];
/** What dotenv's syntax has no way to write: all three quotes and a line break or "\\n", or a quote before a last backslash. */
const NOT_DOTENV = [ROUNDTRIP['V19'], OWN[5], OWN[7], '"\\'];
const VALUES = [...Object.values(ROUNDTRIP), ...OWN];

type Key = { name: string; value: string };
const named = (values: readonly string[]): Key[] => values.map((value, index) => ({ name: `V${index}`, value }));
const fitting = (format: keyof typeof FORMAT_RECEIVERS, keys: readonly Key[]): Key[] =>
  keys.filter((key) => FORMAT_RECEIVERS[format].unfit(key) === null);
const write = (format: keyof typeof FORMAT_RECEIVERS, keys: readonly Key[]): string =>
  writeSecrets(format, { project: 'shop', environment: 'staging', keys: [...keys] });
const pairs = (keys: readonly Key[]): Map<string, string> => new Map(keys.map(({ name, value }) => [name, value]));

/** Text that a value can be: well-formed, and with what syntaxes stumble over. */
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom("'", '"', '`', '\\', '$', '#', '=', ' ', '\n', '\r', '\t', '{', '}', 'n', 'r', '!', '\u2028'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 16,
  })
  .filter((value) => value.isWellFormed() && !value.includes('\0'));

const folder = mkdtempSync(join(tmpdir(), 'keyrail-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a dotenv export', () => {
  const readBack = (keys: readonly Key[]): void => {
    const written = write('dotenv', keys);
    expect(new Map(Object.entries(readByDotenv(written)))).toEqual(pairs(keys));
    const own = parseDotenv(written);
    expect(own.errors).toEqual([]);
    expect(pairs(own.entries.map(({ name, value }) => ({ name, value })))).toEqual(pairs(keys));
  };

  it('is read by the dotenv package as it was written', () => {
    readBack(fitting('dotenv', named(VALUES)));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (values) =>
        readBack(fitting('dotenv', named(values))),
      ),
      { numRuns: 1_500 },
    );
  });

  it('says which values it cannot hold, and they are few', () => {
    const refused = named(VALUES).filter((key) => FORMAT_RECEIVERS.dotenv.unfit(key) !== null);
    expect(refused.map(({ value }) => value)).toEqual(NOT_DOTENV);
    for (const key of refused) expect(FORMAT_RECEIVERS.dotenv.unfit(key)).toContain('JSON and shell can hold it');
    expect(FORMAT_RECEIVERS.dotenv.unfit({ name: 'with space', value: 'a' })).toContain('JSON can hold it');
    expect(FORMAT_RECEIVERS.dotenv.unfit({ name: 'with.dot', value: 'a' })).toBeNull();
    expect(FORMAT_RECEIVERS.dotenv.unfit({ name: 'A', value: 'a\0b' })).toContain('NUL');
  });

  it("says for which keys Node's own reader gets something else, and for no others", () => {
    fc.assert(
      fc.property(text, (value) => {
        const keys = fitting('dotenv', [{ name: 'A', value }]);
        const [note] = exportNotes('dotenv', keys).filter((line) => line.startsWith('Node'));
        const read = parseEnv(write('dotenv', keys));
        expect(note !== undefined).toBe(keys.length > 0 && read['A'] !== value);
      }),
      { numRuns: 1_000 },
    );
  });

  it('says which values a reader that replaces variables may change', () => {
    const keys = [
      { name: 'PLAIN', value: 'costs 5$' },
      { name: 'VARIABLE', value: 'pa$word' },
      { name: 'BRACES', value: ['$', '{A}'].join('') },
    ];
    const notes = exportNotes('dotenv', keys).join('\n');
    expect(notes).toContain('VARIABLE, BRACES');
    expect(notes).not.toContain('PLAIN');
    expect(exportNotes('shell', keys)).toEqual([]);
  });
});

describe('a shell export', () => {
  const readBy = (shell: string, keys: readonly Key[]): Map<string, string> => {
    const file = join(folder, 'export.sh');
    writeFileSync(file, write('shell', keys));
    const node = `process.stdout.write(JSON.stringify(Object.entries(process.env).filter(([name]) => /^V\\d+$/.test(name))))`;
    const script = '. "$0" && exec "$1" -e "$2"';
    const read = execFileSync(shell, ['-c', script, file, process.execPath, node], { encoding: 'utf8' });
    return new Map(JSON.parse(read) as [string, string][]);
  };

  beforeEach(({ skip }) => skip(process.platform === 'win32', 'Windows has no POSIX shell'));

  it.each(['sh', 'bash'])('is read by %s as it was written', (shell) => {
    const keys = fitting('shell', named(VALUES));
    expect(keys).toHaveLength(VALUES.length);
    expect(readBy(shell, keys)).toEqual(pairs(keys));
  });

  it('is read by sh and by Keyrail, whatever is in it', () => {
    const many = named(fc.sample(text, { numRuns: 600, seed: 7 }));
    expect(readBy('sh', many)).toEqual(pairs(many));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (values) => {
        const keys = named(values);
        const read = parseShell(write('shell', keys));
        expect(read.errors).toEqual([]);
        expect(pairs(read.entries.map(({ name, value }) => ({ name, value })))).toEqual(pairs(keys));
      }),
    );
  });

  it('says which names it cannot hold, and what can', () => {
    expect(FORMAT_RECEIVERS.shell.unfit({ name: 'with.dot', value: 'a' })).toContain('dotenv and JSON can hold it');
    expect(FORMAT_RECEIVERS.shell.unfit({ name: 'with space', value: 'a' })).toContain('; JSON can hold it');
    expect(FORMAT_RECEIVERS.shell.unfit({ name: '__proto__', value: 'a' })).toBeNull();
  });
});

describe('a JSON export', () => {
  it('holds every text under every name', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(text, fc.constant('__proto__')), fc.oneof(text, fc.constant('a\0b'))),
        (all) => {
          const keys = Object.entries(all).map(([name, value]) => ({ name, value }));
          expect(fitting('json', keys)).toHaveLength(keys.length);
          const read = parseJsonSecrets(write('json', keys));
          expect(read.errors).toEqual([]);
          expect(pairs(read.entries.map(({ name, value }) => ({ name, value })))).toEqual(pairs(keys));
          const parsed = JSON.parse(write('json', keys)) as { keys: Key[] };
          expect(pairs(parsed.keys)).toEqual(pairs(keys));
        },
      ),
    );
  });
});
