import type { App } from './support/app.ts';
import { pageHeapHolds } from './support/page-heap.ts';
import { PASSPHRASE, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere, cell, chooseCell, clipboardText, closeLayers, notice, paste } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

// Made-up values that only look real.
const OLD = 'nrx_Ks7dF2xWmadeup0000000000000000001';
const NEW = 'nrx_p0QmZ81amadeup0000000000000000002';

let app: App;

test.beforeAll(async () => {
  const { home } = await seedVault(async ({ addKey }) => {
    await addKey({ project: 'storefront', environment: 'staging', name: 'NORRIX_API_KEY', value: OLD });
    await addKey({
      project: 'storefront',
      environment: 'development',
      name: 'QUEUE_TOKEN',
      value: 'queue-madeup-000000',
    });
  });
  app = await openApp({ home, passphrase: PASSPHRASE });
  await boardIsThere(app.page);
});

test.beforeEach(() => closeLayers(app.page));

/** Opens what a key's menu on the board offers. */
async function choose(name: string, environment: string, item: string): Promise<void> {
  await cell(app.page, name, environment).click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: item }).click();
}

test.describe('rotating a key', () => {
  test('goes step by step, forgets the value that it was given, and is resumed where it was left', async () => {
    const { page } = app;
    await choose('NORRIX_API_KEY', 'staging', 'Rotate…');
    await page.getByText('A new key beside the old one').waitFor();
    await page.getByRole('button', { name: /^Start the rotation/ }).click();
    const value = page.getByRole('textbox', { name: 'New value of NORRIX_API_KEY' });
    await value.focus();
    await paste(app, NEW);
    await page.getByRole('button', { name: /^Use this value/ }).click();
    await page.getByRole('button', { name: /^It works/ }).waitFor();
    await expect.poll(() => pageHeapHolds(page, [NEW]), { timeout: 15_000 }).toEqual([]);

    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await cell(page, 'NORRIX_API_KEY', 'staging').click();
    await page.getByRole('button', { name: 'Go on', exact: true }).click();
    await page.getByRole('textbox', { name: 'Note' }).fill('The staging builds are green');
    await page.getByRole('button', { name: /^It works/ }).click();
    // The drawer behind it tells the activity in the same words.
    await page.getByRole('dialog').getByText('The staging builds are green').waitFor();
    await page.getByRole('button', { name: /^It is ended/ }).click();
    await page.getByRole('button', { name: /^Nothing uses it/ }).click();
    await page.getByText('Rotated', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Done', exact: true }).click();
    await closeLayers(page);

    await chooseCell(page, 'NORRIX_API_KEY', 'staging');
    await page.keyboard.press('c');
    await notice(page, 'Copied the value of NORRIX_API_KEY').waitFor();
    expect(await clipboardText(app)).toBe(NEW);
  });

  test('says of a leaked key where it was, as text without its value, and how an aborted rotation was left', async () => {
    const { page } = app;
    await choose('QUEUE_TOKEN', 'development', 'This key leaked…');
    await page.getByRole('region', { name: 'What was exposed' }).waitFor();
    await page.getByRole('button', { name: /^Start the rotation/ }).click();
    await page.getByRole('button', { name: 'Copy the report' }).click();
    await notice(page, 'Copied the report').waitFor();
    const report = await clipboardText(app);
    expect(report).toContain('QUEUE_TOKEN in development of storefront');
    expect(report).not.toContain('madeup');

    await page.getByRole('button', { name: 'Abort…' }).click();
    await page.getByRole('button', { name: 'Abort the rotation' }).click();
    await page.getByText('The old key was not ended, and still works.').waitFor();
    expect(app.pageErrors).toEqual([]);
  });
});
