// Opens a vault, lists every page, searches, and prints the memory of this process before and after collecting garbage.
//
//   node --expose-gc engine-memory-worker.ts HOME KEYS
import { setTimeout as delay } from 'node:timers/promises';
import { createEngine } from '#core/engine/engine.ts';
import { NO_DESKTOP, NO_FEATURES } from './no-desktop.ts';

const [home = '', keys = ''] = process.argv.slice(2);
const engine = createEngine({
  home,
  platform: NO_DESKTOP,
  by: 'window',
  version: '0.0.0',
  runtime: 'chromium',
  features: NO_FEATURES,
});
await engine.start();

/** Pages are dropped as soon as they are read: what is shown of them is the window's memory. */
async function pages(limit: number, matches: (name: string) => boolean): Promise<number> {
  let count = 0;
  let cursor: string | null = null;
  do {
    const listed = await engine.client.keys.list({ limit, ...(cursor === null ? {} : { cursor }) });
    if (!listed.ok) throw new Error(listed.error.message);
    for (const { name } of listed.value.keys) if (matches(name)) count += 1;
    cursor = listed.value.nextCursor;
  } while (cursor !== null);
  return count;
}

if ((await pages(10_000, () => true)) !== Number(keys)) throw new Error('Another number of keys than expected');
await pages(10_000, (name) => name.includes('_0001'));
const due = await engine.client.reminders.summary({});
if (!due.ok) throw new Error(due.error.message);

const before = process.memoryUsage();
// As when the system is short of memory: an ordinary collection keeps empty pages of the heap for later, some 200 MB here.
// The pause between the two lets go of what is given back in the background.
for (let turn = 0; turn < 2; turn += 1) {
  await globalThis.gc?.({ type: 'major', flavor: 'last-resort', execution: 'async' });
  await delay(200);
}
const after = process.memoryUsage();
process.stdout.write(JSON.stringify({ residentBytes: after.rss, uncollectedBytes: before.rss }));
await engine.close();
