import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LetterSets } from './letter-sets.ts';

const text = fc.string({ unit: fc.constantFrom(...'abcxyz019_-./@: é日+\u0001'.split('')), maxLength: 12 });

test('no text that has the word is ever left out, and an exact answer has no other', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 40 }), text, (texts, word) => {
      const { found, exact } = new LetterSets(texts).having(word);
      const having = [...texts.keys()].filter((index) => texts[index]?.includes(word));
      for (const index of having) expect(found).toContain(index);
      if (exact) expect([...found]).toEqual(having);
    }),
  );
});

test('it does leave out what lacks a letter, or has the letters and not their pair', () => {
  const { found } = new LetterSets(['stripe', 'github', 'sentry']).having('st');
  expect([...found]).toEqual([0]);
  const texts = Array.from({ length: 500 }, (_, index) => `service_${index}_tekn`);
  expect(new LetterSets(texts).having('ke').found.length).toBeLessThan(150);
});
