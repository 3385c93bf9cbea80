// What the window keeps: after ten thousand keys were shown many times over, its memory and listeners are what they were.
import type { CDPSession, Page } from 'playwright-core';
import { expect, serveWindow, test } from './harness-page.ts';

const OPENINGS = 200;
const DIALOGS = 500;
/** The first ones load scripts and fill caches, which are kept for good. */
const WARM_UP = 20;
const MAY_GROW_BYTES = 5 * 1024 * 1024;
/** A hint that shows just then has a few; what is kept each time would have hundreds. */
const MAY_HAVE_MORE_LISTENERS = 10;

const onWindow = serveWindow();

type Held = { readonly heap: number; readonly listeners: number; readonly documents: number; readonly nodes: number };

/** What the page holds after everything that can be collected was. */
async function held(session: CDPSession): Promise<Held> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return {
    heap: of('JSHeapUsedSize'),
    listeners: of('JSEventListeners'),
    documents: of('Documents'),
    nodes: of('Nodes'),
  };
}

async function openBoard(page: Page): Promise<void> {
  await page.keyboard.press('Control+2');
  await page.getByRole('heading', { level: 1, name: /^Inbox/ }).waitFor();
  await page.keyboard.press('Control+1');
  await boardIsThere(page);
}

async function boardIsThere(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: /^Board/ }).waitFor();
  await page.getByRole('gridcell').first().waitFor();
}

async function openDialog(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Add key/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog', { name: 'Add a key' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}

for (const [what, times, once] of [
  ['a board of 10,000 keys', OPENINGS, openBoard],
  ['a dialog', DIALOGS, openDialog],
] as const) {
  test(`opening and closing ${what} ${times} times keeps nothing`, async () => {
    test.setTimeout(20 * 60_000);
    await onWindow(
      'keys-10000',
      async (page) => {
        await boardIsThere(page);
        const session = await page.context().newCDPSession(page);
        await session.send('Performance.enable');
        for (let count = 0; count < WARM_UP; count += 1) await once(page);
        const before = await held(session);
        for (let count = 0; count < times; count += 1) await once(page);
        const after = await held(session);
        test.info().annotations.push({ type: 'held', description: JSON.stringify({ before, after }) });
        expect(after.heap - before.heap).toBeLessThan(MAY_GROW_BYTES);
        expect(after.listeners - before.listeners).toBeLessThan(MAY_HAVE_MORE_LISTENERS);
        expect(after.documents).toBeLessThanOrEqual(before.documents);
      },
      { ownPage: true },
    );
  });
}
