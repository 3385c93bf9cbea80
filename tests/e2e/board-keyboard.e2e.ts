import type { Page } from 'playwright-core';
import type { App } from './support/app.ts';
import { PASSPHRASE, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere, cell, chosenIn, clipboardText, closeLayers, notice, runCommand } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

// Made-up values that only look real.
const FIRST = 'nrx_Ks7dF2xWmadeup0000000000000000001';
const SECOND = 'nrx_p0QmZ81amadeup0000000000000000002';

let app: App;
let page: Page;

test.beforeAll(async () => {
  const { home } = await seedVault(async ({ addKey }) => {
    const place = { project: 'storefront', provider: 'norrix' };
    await addKey({ ...place, environment: 'development', name: 'ALPHA_KEY', value: FIRST });
    await addKey({ ...place, environment: 'staging', name: 'ALPHA_KEY', value: SECOND });
    await addKey({ ...place, environment: 'development', name: 'BETA_KEY', value: `${FIRST}b` });
  });
  app = await openApp({ home, passphrase: PASSPHRASE });
  page = app.page;
  await boardIsThere(page);
  await cell(page, 'ALPHA_KEY', 'development').waitFor();
});

/** The accessible name of what has the focus. */
const focused = (): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');

/** By keyboard to the first cell, wherever the focus is. */
async function toFirstCell(): Promise<void> {
  await closeLayers(page);
  await page.keyboard.press('/');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ControlOrMeta+Home');
  await expect.poll(focused).toMatch(/^ALPHA_KEY, development: /);
}

test.describe('the board without a mouse', () => {
  test('is reached by Tab and walked with the arrows', async () => {
    for (let presses = 0; presses < 30 && !(await focused()).startsWith('ALPHA_KEY'); presses += 1) {
      await page.keyboard.press('Tab');
    }
    await expect.poll(() => focused()).toMatch(/^ALPHA_KEY, development: /);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focused()).toMatch(/^ALPHA_KEY, staging: /);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused()).toMatch(/^BETA_KEY, staging: missing/i);
    await page.keyboard.press('Home');
    await expect.poll(() => focused()).toMatch(/^BETA_KEY, development: /);
    await page.keyboard.press('End');
    await expect.poll(() => focused()).toMatch(/^BETA_KEY, production: missing/i);
  });

  test('opens the drawer with Enter, closes it with Escape, and comes back', async () => {
    await toFirstCell();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('complementary', { name: 'Key' });
    await drawer.getByRole('heading', { name: 'ALPHA_KEY' }).waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await expect.poll(() => focused()).toMatch(/^ALPHA_KEY, development: /);
  });

  test('copies with c', async () => {
    await toFirstCell();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('c');
    await notice(page, 'Copied the value of ALPHA_KEY').waitFor();
    expect(await clipboardText(app)).toBe(SECOND);
  });

  test('shows a value while r is held, and no longer', async () => {
    await toFirstCell();
    await page.keyboard.down('r');
    await page.getByText(FIRST, { exact: true }).waitFor();
    await page.keyboard.up('r');
    await page.getByText(FIRST, { exact: true }).waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(FIRST);
  });

  test('filters with /', async () => {
    await toFirstCell();
    await page.keyboard.press('/');
    await page.keyboard.type('beta');
    await cell(page, 'ALPHA_KEY', 'development').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await expect.poll(focused).toMatch(/^BETA_KEY, development: /);
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await cell(page, 'ALPHA_KEY', 'development').waitFor();
    await page.keyboard.press('ArrowDown');
  });

  test('adds with n, edits with e, moves with m', async () => {
    await toFirstCell();
    await page.keyboard.press('n');
    await page.getByRole('dialog', { name: 'Add a key' }).waitFor();
    await closeLayers(page);
    await page.keyboard.press('e');
    const editing = page.getByRole('dialog', { name: 'Edit ALPHA_KEY' });
    await editing.getByLabel('Description').fill('Typed without a mouse');
    await page.keyboard.press('ControlOrMeta+Enter');
    await editing.waitFor({ state: 'detached' });
    await expect.poll(focused).toMatch(/^ALPHA_KEY, development: /);

    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('m');
    const moving = page.getByRole('dialog', { name: 'Move key' });
    await moving.waitFor();
    const place = moving.getByRole('combobox', { name: 'Environment' });
    for (let presses = 0; presses < 8 && !(await place.evaluate((it) => it === document.activeElement)); presses += 1) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type('sta');
    await expect.poll(() => chosenIn(moving, 'Environment')).toBe('staging');
    await page.keyboard.press('ControlOrMeta+Enter');
    await moving.waitFor({ state: 'detached' });
    await page.getByRole('gridcell', { name: /^BETA_KEY, development: missing/i }).waitFor();
    await page.keyboard.press('ControlOrMeta+z');
    await page.getByRole('gridcell', { name: /^BETA_KEY, staging: missing/i }).waitFor();
  });

  test('deletes with Delete and takes it back', async () => {
    await toFirstCell();
    await page.keyboard.press('Delete');
    await page.getByRole('gridcell', { name: /^ALPHA_KEY, development: missing/i }).waitFor();
    await page.keyboard.press('ControlOrMeta+z');
    await page.getByRole('gridcell', { name: /^ALPHA_KEY, development: nrx_/ }).waitFor();
  });

  test('selects several with Shift and acts on all of them', async () => {
    await toFirstCell();
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 keys selected').waitFor();
    await page.keyboard.press('Delete');
    await page.getByRole('gridcell', { name: /^ALPHA_KEY, development: missing/i }).waitFor();
    await page.keyboard.press('ControlOrMeta+z');
    await cell(page, 'BETA_KEY', 'development').waitFor();
    await page.keyboard.press('Escape');
  });

  test('does everything by name in the palette', async () => {
    await toFirstCell();
    await page.keyboard.press('ControlOrMeta+k');
    const palette = page.getByRole('dialog', { name: 'Command palette' });
    await palette.waitFor();
    await page.keyboard.type('beta');
    await palette.getByRole('option', { name: /BETA_KEY/ }).waitFor();
    await page.keyboard.press('ControlOrMeta+Enter');
    await notice(page, 'Copied the value of BETA_KEY').waitFor();
    expect(await clipboardText(app)).toBe(`${FIRST}b`);
    await runCommand(page, 'Inbox');
    await page.getByRole('heading', { level: 1, name: /^Inbox/ }).waitFor();
    await page.keyboard.press('ControlOrMeta+1');
    await boardIsThere(page);
    expect(app.pageErrors).toEqual([]);
  });
});
