import type { Page } from 'playwright-core';
import type { App } from './support/app.ts';
import { PASSPHRASE, seedManyKeys } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere, cell, clipboardText, goTo, notice } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

const COUNT = 10_000;

let app: App;
let page: Page;

test.beforeAll(async () => {
  // All in one project, so that its board has more rows than any real one.
  const { home } = await seedManyKeys(COUNT, COUNT);
  app = await openApp({ home, passphrase: PASSPHRASE });
  page = app.page;
  await boardIsThere(page);
});

/** How many elements the page has: a list that is not virtual would have hundreds of thousands. */
const elements = (): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length);

test.describe('ten thousand keys', () => {
  test('are walked to the end of the board, with few of them in the page', async () => {
    // The board comes in pages; its end is where it is once the last one is there. Three environments share a name.
    await page.waitForFunction(
      (names) => Number(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')) > names,
      Math.ceil(COUNT / 3),
    );
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ControlOrMeta+End');
    // Sorted by provider and name: the last row belongs to keys of no provider.
    await page.waitForFunction(() => {
      const grid = document.querySelector('[role=grid]');
      const focused = document.activeElement?.closest('[role=row]')?.getAttribute('aria-rowindex');
      return grid !== null && focused === grid.getAttribute('aria-rowcount');
    });
    expect(await elements()).toBeLessThan(3_000);
  });

  test('are filtered to one, which is then copied', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('service_03333');
    await cell(page, 'SERVICE_03333_API_KEY', 'development').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.press('c');
    await notice(page, 'Copied the value of SERVICE_03333_API_KEY').waitFor();
    expect(await clipboardText(app)).toContain('00009999');
  });

  test('are all in one list, most urgent first, to its end', async () => {
    await goTo(page, 'All projects');
    await page.getByText('10,000 keys', { exact: true }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.waitForFunction(() => {
      const focused = document.activeElement;
      const index = focused?.closest('[data-index]')?.getAttribute('data-index');
      return index === '9999';
    });
    expect(await elements()).toBeLessThan(3_000);
    await page.keyboard.press('/');
    await page.keyboard.type('service_00042');
    await page.getByText('3 of 10,000 keys').waitFor();
    expect(app.pageErrors).toEqual([]);
  });
});
