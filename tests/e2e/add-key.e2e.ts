import type { App } from './support/app.ts';
import { PASSPHRASE, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import {
  boardIsThere,
  cell,
  chooseCell,
  chooseIn,
  chosenIn,
  clipboardText,
  closeLayers,
  notice,
  paste,
} from './support/window.ts';

test.describe.configure({ mode: 'serial' });

// Made-up values that only look real.
const NORRIX = 'nrx_Ks7dF2xWmadeup0000000000000000001';
const SHARED_PREFIX = 'sk_live_9xYz77aB04Qemadeup0000000077';
const KNOWN = 'nrx_p0QmZ81amadeup0000000000000000002';

let app: App;

test.beforeAll(async () => {
  const { home } = await seedVault(async ({ addKey }) => {
    await addKey({ project: 'storefront', environment: 'development', name: 'NORRIX_OLD_KEY', value: KNOWN });
  });
  app = await openApp({ home, passphrase: PASSPHRASE });
  await boardIsThere(app.page);
});

test.beforeEach(() => closeLayers(app.page));

test.describe('adding a key by pasting it', () => {
  test('opens by a paste anywhere, recognises and cleans, and puts the key on the board', async () => {
    const { page } = app;
    await page.getByRole('grid').waitFor();
    await paste(app, `export NORRIX_API_KEY="${NORRIX}"\n`);
    const dialog = page.getByRole('dialog', { name: 'Add a key' });
    await dialog.getByText(/^Norrix/).waitFor();
    await dialog.getByText(/^Taken off: /).waitFor();
    await expect.poll(() => dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('NORRIX_API_KEY');
    // What was pasted is not in the page: its visible prefix is.
    expect(await page.content()).not.toContain(NORRIX);
    await chooseIn(dialog, 'Environment', 'staging');
    await dialog.getByRole('button', { name: /^Add key/ }).click();
    await dialog.waitFor({ state: 'detached' });
    await cell(page, 'NORRIX_API_KEY', 'staging').waitFor();
    await notice(page, /NORRIX_API_KEY/).waitFor();
  });

  test('keeps the value without what was around it', async () => {
    const { page } = app;
    await chooseCell(page, 'NORRIX_API_KEY', 'staging');
    await page.keyboard.press('c');
    await notice(page, 'Copied the value of NORRIX_API_KEY').waitFor();
    expect(await clipboardText(app)).toBe(NORRIX);
  });

  test('asks which provider it is where two share a prefix', async () => {
    const { page } = app;
    await page.getByRole('button', { name: /^Add key/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a key' });
    await dialog.getByRole('textbox', { name: 'Secret value' }).or(dialog.locator('textarea')).first().focus();
    await paste(app, SHARED_PREFIX);
    await dialog
      .getByText(/^Stripe/)
      .first()
      .waitFor();
    await chooseIn(dialog, 'It could be', /bkend/i);
    await dialog
      .getByText(/^Maybe bkend/i)
      .first()
      .waitFor();
    await expect.poll(() => dialog.getByLabel('Provider').inputValue()).toBe('bkend');
    // The format says production, so that is where it would go.
    expect(await chosenIn(dialog, 'Environment')).toMatch(/^production/);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  test('points out a value that is in the vault already', async () => {
    const { page } = app;
    await page.getByRole('grid').waitFor();
    await paste(app, KNOWN);
    const dialog = page.getByRole('dialog', { name: 'Add a key' });
    await dialog.getByText('This value is already in the vault').waitFor();
    await dialog.getByText('NORRIX_OLD_KEY in storefront, development').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  test('takes many lines to the import', async () => {
    const { page } = app;
    await page.getByRole('grid').waitFor();
    await paste(app, 'FIRST_TOKEN=madeup-first-token-000000\nSECOND_TOKEN=madeup-second-token-00000\n');
    const dialog = page.getByRole('dialog', { name: 'Add a key' });
    await dialog.getByText('These are several keys').waitFor();
    await dialog.getByRole('button', { name: /^Import/ }).click();
    const source = page.getByRole('dialog', { name: 'Import keys' });
    await source.getByRole('button', { name: /^Preview/ }).click();
    const preview = page.getByRole('dialog', { name: /^Import from/ });
    await preview.getByRole('button', { name: /^Import 2 keys/ }).click();
    await preview.waitFor({ state: 'detached' });
    await cell(page, 'FIRST_TOKEN', 'development').waitFor();
    await cell(page, 'SECOND_TOKEN', 'development').waitFor();
  });

  test('says what is missing at the field it is missing from', async () => {
    const { page } = app;
    await page.getByRole('button', { name: /^Add key/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a key' });
    await dialog.getByRole('button', { name: /^Add key/ }).click();
    await dialog.getByText('Paste the key, or choose a file.').waitFor();
    await dialog.getByText('Give the key a name, such as STRIPE_SECRET_KEY.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(app.pageErrors).toEqual([]);
  });
});
