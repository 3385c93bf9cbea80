import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContentSearch, PIECE_BYTES } from './content-search.ts';
import { base64Core, base64UrlOf } from './encode-bytes.ts';
import { PatternMatcher } from './pattern-matcher.ts';
import { searchable } from './weak-values.ts';

const searchFor = (...patterns: string[]): ContentSearch =>
  new ContentSearch(new PatternMatcher(patterns.map((text) => Uint8Array.from(Buffer.from(text)))));

describe('ContentSearch', () => {
  it('finds the same in pieces as in one, with the same lines, wherever the borders are', () => {
    const pattern = 'Zq7!Wm2#';
    const size = 2 * PIECE_BYTES + 1_000;
    const search = searchFor(pattern);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -12, max: 12 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 60_000, max: 900_000 }),
        (shifts, pieceBytes) => {
          const content = Buffer.alloc(size, '.');
          for (let at = 999; at < size; at += 1_000) content[at] = 10;
          const places = [
            ...new Set(shifts.map((shift, index) => PIECE_BYTES * ((index % 2) + 1) + shift + index * 30)),
          ];
          for (const at of places) content.write(pattern, at, 'latin1');
          const inPieces: Buffer[] = [];
          for (let at = 0; at < size; at += pieceBytes) inPieces.push(content.subarray(at, at + pieceBytes));
          for (const piece of inPieces) search.add(piece);
          const found = search.finish();
          expect(found).toEqual(search.searchWhole(content));
          expect(found.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('tells no lines of binary contents, and nothing of a content that was dropped', () => {
    const search = searchFor('abcdEFGH1234');
    expect(search.searchWhole(Buffer.from('\n\0abcdEFGH1234'))).toEqual([{ pattern: 0, line: null }]);
    expect(search.searchWhole(Buffer.from('\n\nabcdEFGH1234'))).toEqual([{ pattern: 0, line: 3 }]);
    search.add(Buffer.from('abcdEFGH1234'));
    search.drop();
    expect(search.finish()).toEqual([]);
  });
});

describe('encodings', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 60 });

  it('base64: what a value makes stands in whatever it is encoded with', () => {
    fc.assert(
      fc.property(bytes, bytes, bytes, (before, value, after) => {
        const text = Buffer.concat([before, value, after]).toString('base64');
        const core = base64Core(value, (before.length % 3) as 0 | 1 | 2).toString('latin1');
        expect(text).toContain(core);
        expect(core.length).toBeGreaterThanOrEqual(Math.floor((value.length * 8) / 6) - 2);
      }),
    );
  });

  it('base64 for addresses differs by two characters only', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const core = base64Core(value, 0);
        const url = core.toString('latin1').replaceAll('+', '-').replaceAll('/', '_');
        expect((base64UrlOf(core) ?? core).toString('latin1')).toBe(url);
      }),
    );
  });
});

describe('values that are not searched for', () => {
  it.each([
    ['API_KEY', 'k9$x2!a', /shorter than 8/],
    ['API_KEY', 'aaaabbbbaaaabbbb', /few characters/],
    ['DB_PASSWORD', 'ChangeMe123', /placeholder/],
    ['DB_PASSWORD', 'postgres', /placeholder/],
    ['SECRET', 'storefront', /a word/],
    ['PIN', '1234567890', /short number/],
    ['LOG_FILE', '/var/log/app.log', /a path/],
    ['HOST', 'db.example.com', /a host name/],
  ])('%s=%s', (name, value, reason) => {
    const verdict = searchable(name, Buffer.from(value), false);
    expect(verdict).toMatchObject({ search: false, reason: expect.stringMatching(reason) });
    expect(JSON.stringify(verdict)).not.toContain(value);
  });

  it('but secrets are, and publishable ones as harmless', () => {
    expect(searchable('DB_PASSWORD', Buffer.from('tr0ub4dor&3'), false)).toEqual({ search: true, harmless: false });
    expect(searchable('X', Buffer.from('tr0ub4dor&3x'), true)).toEqual({ search: true, harmless: true });
    expect(searchable('FILE', Buffer.from([0, 255, 1, 2, 3, 4, 5, 6, 7]), false)).toEqual({
      search: true,
      harmless: false,
    });
  });
});
