// Starts a host in the browser, without a window, and prints what its page measured as JSON. Bundled before it runs, as
// what starts the app is.
//
//   page-worker blank MAIN APP        → when its text was painted, in milliseconds since 1970
//   page-worker board MAIN APP ROWS   → when a board with that many names was painted, in milliseconds since 1970
//   page-worker filter MAIN APP KEYS  → what keystrokes in the filter of all keys took, in milliseconds each
import type { Page } from 'playwright-core';
import { startHost } from '../../chromium/start-host.ts';
import { firstTextPaintedAt, gridPaintedAt, lastKeystroke, watchKeystrokes } from './in-page.ts';

/** Typed letter by letter and taken back letter by letter: many matches, few, none, and several words. */
const TEXTS = ['service_0012', 'github billing', 'project-01', 'no such key', 'api', 'expo'];

const [mode, mainFile = '', appPath = '', size = '0'] = process.argv.slice(2);
const host = await startHost({ mainFile, appPath, headless: true });
const page = await host.firstPage();
process.stdout.write(JSON.stringify(await measure(page)));
await host.close();
process.exit(0);

async function measure(page: Page): Promise<number | number[]> {
  switch (mode) {
    case 'blank':
      return page.evaluate(firstTextPaintedAt);
    case 'board':
      return page.evaluate(gridPaintedAt, Number(size));
    case 'filter':
      return filter(page, Number(size));
    default:
      throw new Error('There is no such mode');
  }
}

async function filter(page: Page, keys: number): Promise<number[]> {
  page.setDefaultTimeout(120_000);
  await page.getByRole('button', { name: 'All projects' }).click();
  await page.evaluate(gridPaintedAt, keys);
  await page.getByRole('searchbox', { name: 'Filter keys' }).focus();
  await page.evaluate(watchKeystrokes);
  const timings: number[] = [];
  // The first text is for the page's compiler and is not counted.
  for (const [round, text] of [TEXTS[0] ?? '', ...TEXTS].entries()) {
    const backspaces = Array.from(text, () => 'Backspace');
    for (const letter of [...text, ...backspaces]) {
      await page.keyboard.press(letter === ' ' ? 'Space' : letter);
      const elapsedMs = await page.evaluate(lastKeystroke);
      if (round > 0) timings.push(elapsedMs);
    }
  }
  return timings;
}
