import type { Page } from 'playwright-core';
import { type App, runtime, startApp } from './support/app.ts';
import { keyrail } from './support/cli.ts';
import { PASSPHRASE, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere, cell } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

// Made up, and only looks real.
const VALUE = 'nrx_Ks7dF2xWmadeup0000000000000000001';

let app: App;
let page: Page;

test.beforeAll(async () => {
  const { home } = await seedVault(async ({ addKey }) => {
    await addKey({ project: 'storefront', environment: 'development', name: 'FIRST_KEY', value: VALUE });
  });
  app = await openApp({ home, passphrase: PASSPHRASE });
  page = app.page;
  await boardIsThere(page);
  await cell(page, 'FIRST_KEY', 'development').waitFor();
});

const cli = (args: readonly string[], input = '') => keyrail(app.home, args, { input, passphrase: PASSPHRASE });

test.describe('the command line beside an open window', () => {
  test('adds a key that the window then shows by itself', async () => {
    const { status, messages } = await cli(['add', 'SECOND_KEY', '-p', 'storefront', '-e', 'staging'], `${VALUE}2\n`);
    expect(messages).not.toContain(VALUE);
    expect(status).toBe(0);
    await cell(page, 'SECOND_KEY', 'staging').waitFor();
  });

  test('reads what the window wrote', async () => {
    await cell(page, 'FIRST_KEY', 'development').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rename key' });
    await dialog.getByLabel('Name').fill('RENAMED_KEY');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await dialog.waitFor({ state: 'detached' });
    const { status, output } = await cli(['get', 'RENAMED_KEY', '-p', 'storefront', '-e', 'development']);
    expect(status).toBe(0);
    expect(output.trim()).toBe(VALUE);
  });

  test('changes a value, which the open drawer shows', async () => {
    await cell(page, 'SECOND_KEY', 'staging').click();
    const drawer = page.getByRole('complementary', { name: 'Key' });
    await drawer.getByText('v1', { exact: true }).waitFor();
    const { status } = await cli(['set', 'SECOND_KEY', '-p', 'storefront', '-e', 'staging'], `${VALUE}3\n`);
    expect(status).toBe(0);
    await drawer.getByText('v2', { exact: true }).waitFor();
  });

  test('locks the window', async () => {
    expect((await cli(['lock'])).status).toBe(0);
    await page.getByRole('heading', { name: 'Keyrail is locked' }).waitFor();
    expect(await page.content()).not.toMatch(/RENAMED_KEY|SECOND_KEY|storefront/);
  });
});

test.describe('a second start of the app', () => {
  test('ends at once and brings the first window to the front', async () => {
    const shown = app.inHost(
      ({ app: electronApp }) =>
        new Promise<true>((done) => {
          electronApp.once('second-instance', () => done(true));
        }),
      null,
    );
    // The second one has no page to wait for.
    const second = startApp({ home: app.home }).then(
      () => 'has a window',
      () => 'ended',
    );
    expect(await shown).toBe(true);
    expect(await second).toBe('ended');
    expect(page.isClosed()).toBe(false);
    if (runtime() === 'chromium') expect(app.pageErrors).toEqual([]);
  });
});
