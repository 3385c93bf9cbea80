import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LetterSets } from './letter-sets.ts';

const text = fc.string({ unit: fc.constantFrom(...'abcxyz019_-./@: é日+\u0001'.split('')), maxLength: 12 });

test('no text that has the word is ever left out, and an exact answer has no other', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 40 }), text, (texts, word) => {
      const everything = Uint32Array.from(texts.keys());
      const { found, exact } = new LetterSets(texts).narrow(everything, word);
      const having = [...everything].filter((index) => texts[index]?.includes(word));
      for (const index of having) expect(found).toContain(index);
      if (exact) expect([...found]).toEqual(having);
    }),
  );
});

test('it does leave out what lacks a letter', () => {
  const { found } = new LetterSets(['stripe', 'github', 'sentry']).narrow(Uint32Array.of(0, 1, 2), 'st');
  expect([...found]).toEqual([0, 2]);
});
