import { expect, test } from 'vitest';
import { oneReading } from './one-reading.ts';
import { resetStores } from './registry.ts';

/** Questions that are answered when the test says so. */
function slow() {
  const waiting: ((answer: number) => void)[] = [];
  const shown: number[] = [];
  const read = oneReading(
    () => new Promise<number>((answer) => waiting.push(answer)),
    (answer) => shown.push(answer),
  );
  const answer = async (number: number): Promise<void> => {
    waiting.shift()?.(number);
    await new Promise((soon) => setTimeout(soon));
  };
  return { read, answer, shown, waiting };
}

test('any number of requests during a reading make one more', async () => {
  const { read, answer, shown, waiting } = slow();
  const all = [read(), read(), read()];
  await answer(1);
  expect(waiting).toHaveLength(1);
  await answer(2);
  await Promise.all(all);
  expect([shown, waiting]).toEqual([[1, 2], []]);
  void read();
  await answer(3);
  expect(shown).toEqual([1, 2, 3]);
});

test('an answer from before a reset is not shown', async () => {
  const { read, answer, shown } = slow();
  const reading = read();
  resetStores();
  await answer(1);
  await reading;
  expect(shown).toEqual([]);
});
