import dotenv from 'dotenv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDotenv, parseDotenv } from './dotenv.ts';

const values = (text: string) => Object.fromEntries(parseDotenv(text).entries.map(({ name, value }) => [name, value]));

const SAMPLE = `# a comment
BASIC=basic
  SPACED  =  some spaced out string   # and why
EMPTY=
EMPTY_SINGLE=''
SINGLE=' kept  spaces '
DOUBLE="two\\nlines and \\r"
SINGLE_ESCAPES='two\\nlines'
BACKTICK=\`"both" 'quotes'\`
export EXPORTED=yes
YAML: form
DOTTED.name-x=1
HASHED='a#b' # comment
HASH_UNQUOTED=a#b
JSON={"foo": "bar"}
ESCAPED_QUOTE="a\\"b"
EQUALS==x==
INTERPOLATED="\${BASIC}/$BASIC"
EMAIL=a@b.example
MULTI="line 1
line 2
# not a comment"
APOSTROPHE=it's
BACKSLASH='C:\\dir\\'
LAST=1`;

describe('parseDotenv', () => {
  it('reads what the dotenv package reads, and a "#" without white space before it with the value', () => {
    expect(parseDotenv(SAMPLE).errors).toEqual([]);
    expect(values(SAMPLE)).toEqual({ ...dotenv.parse(SAMPLE), HASH_UNQUOTED: 'a#b' });
    expect(values(SAMPLE)).toMatchObject({ DOUBLE: 'two\nlines and \r', BACKSLASH: 'C:\\dir\\' });
    expect(values('A=#x\nB= # none\nC=a#b # c\nD=#')).toEqual({ A: '#x', B: '', C: 'a#b', D: '#' });
  });

  it('reads CRLF files with a byte order mark the same', () => {
    const windows = `\ufeff${SAMPLE.replaceAll('\n', '\r\n')}`;
    expect(values(windows)).toEqual(values(SAMPLE));
  });

  it('gives lines, quotes, export and comments', () => {
    expect(parseDotenv('\nexport A=\'x\' # why\nB="1\n2"\nC=3').entries).toEqual([
      { name: 'A', value: 'x', line: 2, endLine: 2, quote: 'single', exported: true, comment: 'why' },
      { name: 'B', value: '1\n2', line: 3, endLine: 4, quote: 'double', exported: false },
      { name: 'C', value: '3', line: 5, endLine: 5, quote: 'none', exported: false },
    ]);
  });

  it('reads \\t in double quotes only', () => {
    expect(values('A="a\\tb"\nB=\'a\\tb\'')).toEqual({ A: 'a\tb', B: 'a\\tb' });
  });

  it('keeps duplicates in order and reports them', () => {
    const { entries, warnings } = parseDotenv('A=1\nB=2\nA=3\n');
    expect(entries.map(({ value }) => value)).toEqual(['1', '2', '3']);
    expect(warnings).toMatchObject([{ line: 3, code: 'duplicate-name' }]);
  });

  it.each([
    ['A=1\nB="never closed\nC=2', 2, 'unclosed-quote'],
    ["A='closed' and more", 1, 'text-after-quote'],
    ['A=1\n\njust words\n', 3, 'not-an-assignment'],
    ['export A', 1, 'not-an-assignment'],
    ['A B=1', 1, 'not-an-assignment'],
    ['=1', 1, 'not-an-assignment'],
    ['A=1\0', 1, 'nul-character'],
    ['A="\\q" # keyrail:json-string', 1, 'broken-escape'],
  ])('refuses %j in line %d: %s', (text, line, code) => {
    expect(parseDotenv(text).errors[0]).toMatchObject({ line, code });
  });

  it('reads on after an error', () => {
    expect(values('A=1\noops\nB=2')).toEqual({ A: '1', B: '2' });
  });

  it.each([["A='C:\\'", 'backslash-before-quote']])('points out %j: %s', (text, code) => {
    expect(parseDotenv(text)).toMatchObject({ errors: [], warnings: [{ line: 1, code }] });
  });

  it('refuses a file over the limit and stops after many errors', () => {
    expect(parseDotenv('x'.repeat(10_485_761)).errors).toMatchObject([{ code: 'too-large' }]);
    const { errors } = parseDotenv('x\n'.repeat(5_000));
    expect(errors).toHaveLength(1_001);
    expect(errors.at(-1)).toMatchObject({ code: 'too-many-errors', line: 1_001 });
  });

  it('never throws, and lines are in the file', () => {
    const soup = fc.string({
      unit: fc.constantFrom('A', '=', '"', "'", '`', '\\', '#', '\n', ' ', ':', '\r', 'n'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(soup, (text) => {
        const { entries, errors } = parseDotenv(text);
        const count = text.split(/\r\n?|\n/).length;
        for (const { line } of [...entries, ...errors]) expect(line >= 1 && line <= count).toBe(true);
        for (const { line, endLine } of entries) expect(endLine >= line && endLine <= count).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('agrees with the dotenv package on one quoted or plain entry, or says that it is broken', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', '"', "'", '`', '\\', ' #', ' ', 'n', '='), maxLength: 12 });
    fc.assert(
      fc.property(piece, (value) => {
        const text = `A=${value}\n`;
        const { entries, errors } = parseDotenv(text);
        if (errors.length === 0) expect(entries[0]?.value).toBe(Object.values(dotenv.parse(text))[0]);
        else expect(/^\s*["'`]/.test(value)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

const anyValue = fc
  .oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('a', '"', "'", '`', '\\', '#', '\n', '\r', ' ', 'n', 't', '$', '{', '\u2028', '\ud800'),
    }),
  )
  .filter((value) => !value.includes('\0'));

describe('formatDotenv', () => {
  it('is read back identically for any value, by the dotenv package too where it says so', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 5 }), (list) => {
        const entries = list.map((value, index) => ({ name: `NAME_${index}`, value }));
        const formatted = formatDotenv(entries);
        if (!formatted.ok) throw new Error(formatted.error.code);
        const { text, notPortable } = formatted.value;
        const parsed = parseDotenv(text);
        expect(parsed.errors).toEqual([]);
        expect(parsed.entries.map(({ name, value }) => ({ name, value }))).toEqual(entries);
        const portable = entries.filter(({ name }) => !notPortable.includes(name));
        expect(dotenv.parse(text)).toMatchObject(Object.fromEntries(portable.map(({ name, value }) => [name, value])));
      }),
      { numRuns: 2_000 },
    );
  });

  it('writes common values plainly and names what is not portable', () => {
    const formatted = formatDotenv([
      { name: 'A', value: 'abc_123' },
      { name: 'B', value: 'a b' },
      { name: 'C', value: '' },
      { name: 'D', value: '\'"`\n' },
    ]);
    expect(formatted).toMatchObject({ ok: true, value: { notPortable: ['D'] } });
    expect(formatted.ok && formatted.value.text.split('\n').slice(0, 3)).toEqual(['A=abc_123', "B='a b'", 'C=']);
  });

  it('refuses NUL and names that do not fit', () => {
    expect(formatDotenv([{ name: 'A', value: 'x\0' }])).toMatchObject({ ok: false, error: { code: 'value-invalid' } });
    expect(formatDotenv([{ name: 'A B', value: 'x' }])).toMatchObject({ ok: false, error: { code: 'name-invalid' } });
  });
});
