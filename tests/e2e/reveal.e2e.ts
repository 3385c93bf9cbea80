import type { Page } from 'playwright-core';
import type { App } from './support/app.ts';
import { pageHeapHolds } from './support/page-heap.ts';
import { PASSPHRASE, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere, cell, chooseCell, closeLayers } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

// Made-up values that only look real. The second half of each is nowhere shown but by revealing it.
const VALUE = 'nrx_Rv4LmadeupQzx81unusualCanaryTail0001';
const OTHER = 'nrx_Zt9KmadeupWbn72unusualCanaryTail0002';

let app: App;
let page: Page;

test.beforeAll(async () => {
  const { home } = await seedVault(async ({ engine, addKey }) => {
    const key = { project: 'storefront', name: 'NORRIX_API_KEY', provider: 'norrix' };
    await addKey({ ...key, environment: 'staging', value: VALUE });
    await addKey({ ...key, environment: 'production', value: OTHER });
    await engine.settings.update({ change: { hideRevealedAfterMs: 5_000 } });
  });
  app = await openApp({ home, passphrase: PASSPHRASE });
  page = app.page;
  await boardIsThere(page);
  await cell(page, 'NORRIX_API_KEY', 'staging').waitFor();
});

test.describe('a revealed value', () => {
  test('is there while r is held on a cell, and then in no part of the page', async () => {
    await chooseCell(page, 'NORRIX_API_KEY', 'staging');
    await page.keyboard.down('r');
    await page.getByText(VALUE, { exact: true }).waitFor();
    await page.keyboard.up('r');
    await page.getByText(VALUE, { exact: true }).waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(VALUE);
  });

  test('asks before it shows a protected one', async () => {
    await chooseCell(page, 'NORRIX_API_KEY', 'production');
    await page.keyboard.down('r');
    const question = page.getByRole('alertdialog', { name: 'Use values from production?' });
    await question.waitFor();
    await page.keyboard.up('r');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(OTHER);
  });

  test('counts down in the drawer and hides by itself', async () => {
    await cell(page, 'NORRIX_API_KEY', 'staging').click();
    const drawer = page.getByRole('complementary', { name: 'Key' });
    await drawer.getByRole('button', { name: 'Reveal' }).click();
    await drawer.getByText(VALUE, { exact: true }).waitFor();
    await drawer.getByText(/^hides in \d s$/).waitFor();
    await drawer.getByRole('button', { name: 'Reveal' }).waitFor();
    expect(await page.content()).not.toContain(VALUE);
  });

  test('goes when it is hidden, and when the drawer closes', async () => {
    const drawer = page.getByRole('complementary', { name: 'Key' });
    await drawer.getByRole('button', { name: 'Reveal' }).click();
    await drawer.getByText(VALUE, { exact: true }).waitFor();
    await drawer.getByRole('button', { name: 'Hide' }).click();
    expect(await page.content()).not.toContain(VALUE);
    await drawer.getByRole('button', { name: 'Reveal' }).click();
    await drawer.getByText(VALUE, { exact: true }).waitFor();
    await closeLayers(page);
    expect(await page.content()).not.toContain(VALUE);
  });
});

test.describe('the memory of the page', () => {
  // Playwright keeps what it looked for in the page, so nothing is looked for here by name or value.
  test('holds no value after it was revealed, and no name after the vault was locked', async () => {
    const { home } = await seedVault(async ({ addKey }) => {
      await addKey({ project: 'heap-project', environment: 'development', name: 'HEAP_KEY', value: VALUE });
    });
    const fresh = await openApp({ home, passphrase: PASSPHRASE });
    const first = fresh.page.locator('[data-row="1"][data-column="0"]');
    await first.waitFor();
    await first.click();
    const drawer = fresh.page.getByRole('complementary', { name: 'Key' });
    await drawer.getByRole('button', { name: 'Reveal' }).click();
    await drawer.getByRole('button', { name: 'Hide' }).waitFor();
    // The snapshot sees what the stores hold; text that only the page's own elements have is not in it.
    expect(await pageHeapHolds(fresh.page, ['HEAP_KEY', 'heap-project'])).toHaveLength(2);
    await drawer.getByRole('button', { name: 'Hide' }).click();
    await expect.poll(() => pageHeapHolds(fresh.page, [VALUE]), { timeout: 15_000 }).toEqual([]);
    await fresh.page.keyboard.press('ControlOrMeta+l');
    await fresh.page.getByRole('heading', { name: 'Keyrail is locked' }).waitFor();
    await expect
      .poll(() => pageHeapHolds(fresh.page, [VALUE, 'HEAP_KEY', 'heap-project']), { timeout: 15_000 })
      .toEqual([]);
  });

  test('and nothing went wrong in it', () => expect(app.pageErrors).toEqual([]));
});
