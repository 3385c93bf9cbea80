import type { Context } from '../context.ts';

/**
 * Runs work that ends at its next resting place after Ctrl-C or a request to end: what is under way at a provider comes to
 * its end, since breaking it off would lose the value that it answers with. A second Ctrl-C ends the process.
 */
export async function stoppable<T>(
  { output }: Pick<Context, 'output'>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    output.say('Stopping. What is under way comes to its end.');
    controller.abort();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
