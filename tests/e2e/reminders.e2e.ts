import type { Page } from 'playwright-core';
import type { App } from './support/app.ts';
import { PASSPHRASE, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere, cell, closeLayers, goTo, notice, runCommand } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

const DAY_MS = 86_400_000;
const EXPIRY_DAYS = 23;

/** A made-up JSON Web Token that ends in some days; nobody signed it. */
function madeUpToken(days: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1_000);
  const claims = { sub: 'made-up', iat: now - 86_400, exp: now + days * 86_400 };
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${'madeup'.repeat(7)}`;
}

const row = (page: Page, text: string | RegExp) => page.locator('.inbox-row').filter({ hasText: text });
const count = async (page: Page) =>
  Number(
    await page
      .getByRole('navigation', { name: 'Keyrail' })
      .getByRole('button', { name: /^Inbox/ })
      .locator('.rail-count')
      .textContent(),
  );

test.describe('reminders in the window', () => {
  let app: App;
  let page: Page;

  test.beforeAll(async () => {
    const seed = await seedVault(async ({ addKey }) => {
      const key = { project: 'storefront', environment: 'staging' } as const;
      await addKey({
        ...key,
        name: 'EXPIRED_TOKEN',
        value: 'made-up-value-number-one',
        expires: { at: Date.now() - 2 * DAY_MS, precision: 'instant' },
      });
      await addKey({ ...key, name: 'SESSION_TOKEN', value: madeUpToken(EXPIRY_DAYS) });
      await addKey({ ...key, name: 'WEEKLY_KEY', value: 'made-up-value-number-two', rotateEvery: 'P1W' });
      await addKey({ ...key, name: 'QUIET_KEY', value: 'made-up-value-number-three' });
    });
    app = await openApp({ home: seed.home, passphrase: PASSPHRASE });
    page = app.page;
    await boardIsThere(page);
  });

  test('are in the inbox with why, and counted in the rail', async () => {
    await goTo(page, 'Inbox');
    await row(page, /EXPIRED_TOKEN in staging expired on .*typed by you\. Programs that use it fail now/).waitFor();
    await row(page, /SESSION_TOKEN in staging expires on .*inferred from the value itself/).waitFor();
    await row(page, /WEEKLY_KEY in staging is due for rotation on .*by its policy/).waitFor();
    await expect.poll(() => row(page, 'QUIET_KEY').count()).toBe(0);
    await expect.poll(() => count(page)).toBe(3);
  });

  test('are snoozed, dismissed and brought back, and any day can be looked at', async () => {
    await row(page, 'WEEKLY_KEY').focus();
    await page.keyboard.press('s');
    await page.getByRole('dialog', { name: 'Snooze this reminder' }).waitFor();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => count(page)).toBe(2);
    await row(page, 'EXPIRED_TOKEN').focus();
    await page.keyboard.press('d');
    await page.getByRole('dialog', { name: 'Dismiss this reminder' }).getByLabel('Reason').fill('Nobody uses it');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => count(page)).toBe(1);
    await page.getByRole('radio', { name: 'Dismissed' }).click();
    await row(page, 'Dismissed: Nobody uses it').waitFor();
    await page.getByRole('radio', { name: 'Snoozed' }).click();
    await row(page, 'WEEKLY_KEY')
      .getByRole('button', { name: /^Bring back/ })
      .click();
    await page.getByText('Nothing is snoozed').waitFor();
    await expect.poll(() => count(page)).toBe(2);
    await notice(page, 'Brought back a reminder of WEEKLY_KEY').waitFor();
    await page.getByRole('radio', { name: 'Open' }).click();
    await page.getByLabel('As of').fill(new Date(Date.now() + 300 * DAY_MS).toISOString().slice(0, 10));
    await row(page, 'SESSION_TOKEN in staging expired').waitFor();
    await row(page, 'QUIET_KEY in staging was due for rotation').waitFor();
    await page.getByRole('button', { name: 'Back to today' }).click();
  });

  test('follow a policy that is set in the window, and the drawer says which', async () => {
    await runCommand(page, 'Project settings and environments');
    await page.getByRole('button', { name: 'Change the policy of staging' }).click();
    const dialog = page.getByRole('dialog', { name: 'Policy of storefront, staging' });
    await dialog.getByText('Every half-year, by default').waitFor();
    await dialog.getByRole('button', { name: 'Set here: Rotate' }).click();
    await dialog.getByRole('combobox', { name: 'Rotate' }).fill('0 days');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('longer than zero').waitFor();
    await dialog.getByRole('combobox', { name: 'Rotate' }).fill('8 days');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Rotate every 8 days').waitFor();
    await goTo(page, 'Board');
    await cell(page, 'QUIET_KEY', 'staging').click();
    const drawer = page.getByRole('complementary');
    await drawer.getByText('every 8 days, set for its environment').waitFor();
    await closeLayers(page);
    await cell(page, 'SESSION_TOKEN', 'staging').click();
    await drawer.getByText('inferred from the value itself').waitFor();
    await closeLayers(page);
    await goTo(page, 'Inbox');
    await row(page, 'QUIET_KEY in staging is due for rotation').waitFor();
    expect(app.pageErrors).toEqual([]);
  });
});
