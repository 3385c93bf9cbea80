import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isText, wantsLineEnd, withoutFinalLineEnd } from './line-end.ts';

const bytesOf = (text: string): Buffer => Buffer.from(text, 'utf8');
const arrived = (text: string): string => withoutFinalLineEnd(bytesOf(text)).toString('utf8');
/** What `keyrail get` prints. */
const printed = (bytes: Uint8Array): Buffer =>
  Buffer.concat([bytes, bytesOf(wantsLineEnd(bytes, 'secret') ? '\n' : '')]);

/** Bytes that are likely to sit on the edges of the rule. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .string({ unit: fc.constantFrom('a', '"', ';', ' ', '=', '\n', '\r', '\r\n', '\0', 'é', '👍', '\ufeff') })
    .map(bytesOf),
);

describe('the line end behind a value', () => {
  it.each([
    ['value\n', 'value'],
    ['value\r\n', 'value'],
    ['value', 'value'],
    ['value\r', 'value\r'],
    [' "value"; \n', ' "value"; '],
    ['a\nb\n', 'a\nb\n'],
    ['a\r\nb\r\n', 'a\r\nb\r\n'],
    ['a\nb', 'a\nb'],
    ['value\n\n', 'value\n\n'],
    ['\n', ''],
    ['', ''],
    ['nul\0\n', 'nul\0\n'],
  ])('of %j leaves %j', (text, value) => {
    expect(arrived(text)).toBe(value);
  });

  it('takes nothing else, from whatever bytes', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        const kept = withoutFinalLineEnd(given);
        const taken = Buffer.from(given.subarray(kept.length)).toString('latin1');
        expect(Buffer.from(kept).equals(Buffer.from(given).subarray(0, kept.length))).toBe(true);
        expect(['', '\n', '\r\n']).toContain(taken);
        if (taken !== '') expect(isText(given) && !kept.includes(0x0a)).toBe(true);
        // Once is enough: what was taken in is not shortened again.
        expect(withoutFinalLineEnd(kept)).toEqual(kept);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is put behind a text that has none, and behind nothing else', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        const out = printed(given);
        expect(out.subarray(0, given.length).equals(Buffer.from(given))).toBe(true);
        if (isText(given)) {
          expect(out.at(-1)).toBe(0x0a);
          expect(out.length - given.length).toBe(given.at(-1) === 0x0a ? 0 : 1);
        } else expect(out).toHaveLength(given.length);
        expect(wantsLineEnd(given, 'file')).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });

  it('comes back as it came: what is printed is what arrived, or differs in its one final line end', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        const came = Buffer.from(given).toString('latin1');
        const back = printed(withoutFinalLineEnd(given)).toString('latin1');
        if (!isText(given) || /\n.*\n$/s.test(came)) expect(back).toBe(came);
        else expect(back).toBe(`${came.replace(/\r?\n$/, '')}\n`);
      }),
      { numRuns: 3_000 },
    );
  });
});
