import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContentSearch, PIECE_BYTES } from './content-search.ts';
import { PatternMatcher } from './pattern-matcher.ts';
import { confirmOf, type ValuePatterns, valuePatterns } from './value-patterns.ts';

function patternsOf(...values: (string | Buffer)[]): ValuePatterns {
  return valuePatterns(
    values.map((value) => ({ bytes: Uint8Array.from(Buffer.from(value)), owners: [], harmless: false })),
  );
}

function searchFor(patterns: ValuePatterns): ContentSearch {
  return new ContentSearch(new PatternMatcher(patterns.bytes), confirmOf(patterns));
}

/** The forms in which a text has a value. */
function formsIn(text: string | Buffer, value: string | Buffer): string[] {
  const patterns = patternsOf(value);
  const hits = searchFor(patterns).searchWhole(Buffer.from(text));
  return [...new Set(hits.map(({ pattern }) => patterns.patterns[pattern]?.form ?? ''))].sort();
}

// Made up. The first has a long part that no writer escapes, the second none, the third letters of other languages.
const VALUES = [
  'p@ss/w0rd+x%Q',
  `Zk83hQmWx2/"<v>&'+$4\\7b`,
  `a/b+c"d&e<f>g'h`,
  'Grüße4Secr3tß/€x&ü',
  'two lines\nk3yPart8\tend/="#',
];

const hex = (character: string, width: number): string =>
  (character.codePointAt(0) ?? 0).toString(16).padStart(width, '0');
const each = (characters: string, by: (character: string) => string) => (text: string) =>
  [...text].map((one) => (characters.includes(one) ? by(one) : one)).join('');
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const lowerPercent = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (found) => found.toLowerCase());
const strict = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${hex(one, 2).toUpperCase()}`);

/** Writers of today, each as it escapes. */
const WRITERS: readonly (readonly [string, (text: string) => string])[] = [
  ['JSON.stringify', inJson],
  [
    'PHP’s json_encode',
    (text) =>
      inJson(text)
        .replaceAll('/', '\\/')
        .replace(/[^\0-\x7f]/g, (one) => `\\u${hex(one, 4)}`),
  ],
  ['Go’s encoding/json', (text) => each('<>&', (one) => `\\u${hex(one, 4)}`)(inJson(text))],
  [
    'System.Text.Json',
    (text) => each("<>&'+", (one) => `\\u${hex(one, 4).toUpperCase()}`)(inJson(text)).replaceAll('\\"', '\\u0022'),
  ],
  ['Python’s json.dumps', (text) => inJson(text).replace(/[^\0-\x7f]/g, (one) => `\\u${hex(one, 4)}`)],
  ['encodeURIComponent', encodeURIComponent],
  ['percent-encoding in small letters', (text) => lowerPercent(strict(text))],
  ['encodeURI', encodeURI],
  ['URLSearchParams', (text) => new URLSearchParams({ k: text }).toString().slice(2)],
  ['Python’s quote', (text) => strict(text).replaceAll('%2F', '/')],
  [
    'React and lodash',
    each('&<>"\'', (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[one] ?? ''),
  ],
  [
    'PHP’s htmlspecialchars',
    each('&<>"\'', (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#039;' })[one] ?? ''),
  ],
  [
    'XML',
    each('&<>"\'', (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' })[one] ?? ''),
  ],
  [
    'Mustache',
    each(
      '&<>"\'/`=',
      (one) =>
        ({
          '&': '&amp;',
          '<': '&lt;',
          '>': '&gt;',
          '"': '&quot;',
          "'": '&#39;',
          '/': '&#x2F;',
          '`': '&#x60;',
          '=': '&#x3D;',
        })[one] ?? '',
    ),
  ],
  ['decimal references', each('&<>"\'/+$#=', (one) => `&#${one.codePointAt(0)};`)],
  ['hexadecimal references', each('&<>"\'/+$#=', (one) => `&#x${hex(one, 2)};`)],
  ['.env in double quotes', (text) => text.replace(/[\\"$`]/g, '\\$&').replaceAll('\n', '\\n')],
  ['a shell’s single quotes', (text) => text.replaceAll("'", `'\\''`)],
  ['YAML’s single quotes', (text) => text.replaceAll("'", "''")],
  ['CSV', (text) => text.replaceAll('"', '""')],
  ['Compose', (text) => text.replaceAll('$', '$$$$')],
];

describe('a value with escapes', () => {
  it.each(WRITERS)('is found as written by %s', (_, write) => {
    for (const value of VALUES) {
      const written = write(value);
      const expected = written === value ? ['plain'] : ['escaped'];
      expect(formsIn(`before ${written} behind`, value), written).toEqual(expected);
    }
  });

  it('is found however its escapes are mixed, where a part of it is long enough', () => {
    const escapes = fc.constantFrom('%2f', '%2F', '\\/', '\\u002f', '\\u002F', '&#47;', '&#x2f;', '&sol;', '/');
    fc.assert(
      fc.property(escapes, escapes, fc.string({ maxLength: 9 }), (one, other, around) => {
        const text = `${around} Q7/Zk83hQmWx2/v9`.replace('Q7/', `Q7${one}`).replace('x2/', `x2${other}`);
        expect(formsIn(`${text}${around}`, 'Q7/Zk83hQmWx2/v9')).toHaveLength(1);
      }),
    );
  });

  it('is not found where something else stands', () => {
    const value = VALUES[1] ?? '';
    for (const other of [inJson(value).replace('\\"', "\\'"), encodeURIComponent(value).replace('%2F', '%2E')]) {
      expect(formsIn(other, value)).toEqual([]);
    }
  });

  it('is found across the pieces of a large content, at each place around their border', () => {
    const value = VALUES[1] ?? '';
    const written = Buffer.from(each('&<>"\'/+$\\', (one) => `&#x${hex(one, 2)};`)(value));
    const patterns = patternsOf(value);
    const search = searchFor(patterns);
    for (let shift = -2 * written.length; shift <= 2 * written.length; shift += 11) {
      const content = Buffer.alloc(PIECE_BYTES + 4_000, '.');
      written.copy(content, PIECE_BYTES + shift);
      search.add(content);
      expect(search.finish(), String(shift)).toHaveLength(1);
    }
  });
});

describe('a value in base64', () => {
  const bytes = fc.uint8Array({ minLength: 8, maxLength: 40 });
  const any = fc.uint8Array({ maxLength: 20 });

  it('is found wherever it stands in what is encoded, in both alphabets, with and without padding', () => {
    fc.assert(
      fc.property(any, bytes, any, fc.constantFrom('base64', 'base64url'), (before, value, behind, alphabet) => {
        const text = Buffer.concat([before, value, behind]).toString(alphabet as 'base64');
        expect(formsIn(`"${text}"`, Buffer.from(value))).toContain('base64');
        expect(formsIn(`"${text.replace(/=+$/, '')}"`, Buffer.from(value))).toContain('base64');
      }),
    );
  });

  it('is not found where only the bits of whole characters agree', () => {
    fc.assert(
      fc.property(
        any,
        bytes,
        any,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (before, value, behind, place, change) => {
          const other = Uint8Array.from(value);
          const at = place % 2 === 0 ? 0 : other.length - 1;
          other[at] = (other[at] ?? 0) ^ change;
          const text = Buffer.concat([before, other, behind]).toString('base64');
          fc.pre(!Buffer.concat([before, other, behind]).includes(Buffer.from(value)));
          expect(formsIn(text, Buffer.from(value))).not.toContain('base64');
        },
      ),
    );
  });

  it.each([
    ['a Basic authorization', `Authorization: Basic ${Buffer.from('bot:s3cr3tPa55').toString('base64')}`, 's3cr3tPa55'],
    ['a Kubernetes secret', `data:\n  key: ${Buffer.from('k8s-t0ken').toString('base64')}\n`, 'k8s-t0ken'],
    ['a docker configuration', `{"auth":"${Buffer.from('u:p4ssw0rd').toString('base64')}"}`, 'p4ssw0rd'],
    ['a part of a token', Buffer.from('{"k":"Zk83hQmWx2"}').toString('base64url'), 'Zk83hQmWx2'],
  ])('is found in %s', (_, text, value) => {
    expect(formsIn(text, value)).toEqual(['base64']);
  });
});
