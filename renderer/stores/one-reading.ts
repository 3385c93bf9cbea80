import { resetCount } from './registry.ts';

/**
 * Reads something whenever it is asked to. While an answer is on its way, any number of requests make one more reading after
 * it, and all of them wait for that one. An answer from before the stores were reset is not shown.
 */
export function oneReading<A>(ask: () => Promise<A>, show: (answer: A) => void): () => Promise<void> {
  let reading: Promise<void> | null = null;
  let again = false;
  const readWhileAsked = async (): Promise<void> => {
    while (again) {
      again = false;
      const resets = resetCount();
      const answer = await ask();
      if (resets === resetCount()) show(answer);
    }
  };
  return async () => {
    again = true;
    reading ??= readWhileAsked().finally(() => {
      reading = null;
    });
    await reading;
  };
}
