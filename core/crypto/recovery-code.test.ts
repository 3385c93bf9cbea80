import { expect, it } from 'vitest';
import { newRecoveryCode, parseRecoveryCode } from './recovery-code.ts';

const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

it('has 7 groups of 4 symbols that people do not mix up, 26 of them random', () => {
  const codes = Array.from({ length: 200 }, newRecoveryCode);
  for (const code of codes) {
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(parseRecoveryCode(code)?.toString()).toBe(code.replaceAll('-', '').slice(0, 26));
  }
  expect(new Set(codes).size).toBe(200);
  // Every symbol appears in every random place with this many codes; one that never did would mean lost bits.
  for (let place = 0; place < 26; place += 1) {
    expect(new Set(codes.map((code) => code.replaceAll('-', '')[place])).size).toBeGreaterThan(25);
  }
});

it('is read however it was written down', () => {
  // Made up, with a check that fits.
  const code = '0123-4567-89AB-CDEF-GHJK-MNPQ-RS';
  const whole = completed(code);
  const expected = parseRecoveryCode(whole);
  expect(expected).not.toBe(null);
  for (const written of [
    whole.toLowerCase(),
    whole.replaceAll('-', ''),
    whole.replaceAll('-', ' '),
    ` ${whole.replaceAll('-', ' – ')}\n`,
    whole.replaceAll('0', 'o').replaceAll('1', 'l'),
    whole.replaceAll('0', 'O').replaceAll('1', 'I'),
    whole.replaceAll('1', 'i'),
    // As it is copied where its groups stand on lines of their own.
    whole.replaceAll('-', '\n'),
    `${whole.replaceAll('-', '\r\n\t')}\r\n`,
    whole.replaceAll('-', '\u2028').replace('8', '８'),
    `\u2022 ${whole.replaceAll('-', ' \u2022 ')}\u200b.`,
    whole.replaceAll('-', '\u2212'),
    whole.replaceAll('-', '\u00ad|'),
  ]) {
    expect(parseRecoveryCode(written), written).toEqual(expected);
  }
});

it('tells a mistyped code: nearly every wrong symbol, swap or wrong length', () => {
  const code = newRecoveryCode().replaceAll('-', '');
  let missed = 0;
  let tried = 0;
  for (let place = 0; place < code.length; place += 1) {
    for (const symbol of SYMBOLS) {
      if (symbol === code[place]) continue;
      tried += 1;
      if (parseRecoveryCode(code.slice(0, place) + symbol + code.slice(place + 1)) !== null) missed += 1;
    }
  }
  // 10 check bits: one slip in 1024 goes unnoticed here and is then a wrong code.
  expect(missed / tried).toBeLessThan(0.02);
  for (const bad of ['', 'U'.repeat(28), code.slice(1), `${code}0`, 'hello']) expect(parseRecoveryCode(bad)).toBe(null);
});

function completed(front: string): string {
  for (const a of SYMBOLS) for (const b of SYMBOLS) if (parseRecoveryCode(front + a + b) !== null) return front + a + b;
  throw new Error('one of 1024 checks fits');
}
