// Opens a vault as a window does, waits until what follows an unlock is done, and prints the processor time of this process
// while nobody uses it.
//
//   node idle-engine-worker.ts HOME SECONDS
import { setTimeout as delay } from 'node:timers/promises';
import { createEngine } from '#core/engine/engine.ts';
import { NO_DESKTOP, NO_FEATURES } from './no-desktop.ts';

/** The first backup, the first look at the reminders, and what V8 compiles of it all. */
const SETTLED_AFTER_MS = 20_000;

const [home = '', seconds = ''] = process.argv.slice(2);
let looks = 0;
const engine = createEngine({
  home,
  platform: {
    ...NO_DESKTOP,
    notifications: {
      notify: async () => undefined,
      // Every look tells the count.
      setCount: () => {
        looks += 1;
      },
    },
    // Somebody is there: the vault stays open.
    idleMs: () => 0,
  },
  by: 'window',
  version: '0.0.0',
  runtime: 'chromium',
  features: NO_FEATURES,
});
await engine.start();
const status = await engine.client.vault.status({});
if (!status.ok || status.value.state !== 'unlocked') throw new Error('The vault is not open');

await delay(SETTLED_AFTER_MS);
const before = process.cpuUsage();
const startedAt = performance.now();
await delay(Number(seconds) * 1_000);
const used = process.cpuUsage(before);
const elapsedMs = performance.now() - startedAt;

const after = await engine.client.vault.status({});
if (!after.ok || after.value.state !== 'unlocked') throw new Error('The vault was locked meanwhile');
process.stdout.write(JSON.stringify({ usedMs: (used.user + used.system) / 1_000, elapsedMs, looks }));
await engine.close();
