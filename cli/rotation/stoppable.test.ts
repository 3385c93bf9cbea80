import { expect, it } from 'vitest';
import { stoppable } from './stoppable.ts';

it('tells the work to stop, and lets what is under way come to its end', async () => {
  const said: string[] = [];
  const before = [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')];
  const answer = await stoppable({ output: { say: (line: string) => said.push(line) } as never }, async (signal) => {
    expect(signal.aborted).toBe(false);
    process.kill(process.pid, 'SIGINT');
    await expect.poll(() => signal.aborted).toBe(true);
    return 'came to its end';
  });
  expect(answer).toBe('came to its end');
  expect(said).toEqual(['Stopping. What is under way comes to its end.']);
  expect([process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]).toEqual(before);
});
