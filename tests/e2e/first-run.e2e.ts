import { readdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { type App, type AppWindow, newHome } from './support/app.ts';
import { forgetKeychainEntry, noKeychainBecause } from './support/keychain.ts';
import { PASSPHRASE } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

const vaults: string[] = [];

test.afterAll(async () => {
  for (const vaultId of vaults) await forgetKeychainEntry(vaultId);
});

async function chooseUnlock(page: Page, way: RegExp): Promise<void> {
  await page.getByRole('heading', { name: 'Welcome to Keyrail' }).waitFor();
  await page.getByRole('radio', { name: way }).click();
}

async function typePassphrase(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
  await page.getByLabel('The same again').fill(PASSPHRASE);
}

/** From "Create vault" to the empty board; gives the recovery code. */
async function finish(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Create vault' }).click();
  const list = page.getByRole('list', { name: 'Recovery code' });
  await list.waitFor();
  const code = (await list.getByRole('listitem').allTextContents()).join('-');
  await page.getByRole('button', { name: 'I wrote it down' }).click();
  await page.getByLabel('Recovery code').waitFor();
  // Gone from the page, or typing it back would prove nothing.
  expect(await page.content()).not.toContain(code.split('-')[0]);
  await page.getByLabel('Recovery code').fill(code.toLowerCase().replaceAll('-', ' '));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByLabel('Project name').fill('storefront');
  await page.getByRole('button', { name: 'Create project' }).click();
  await boardIsThere(page);
  await page.getByRole('heading', { name: 'No keys in storefront yet' }).waitFor();
  return code;
}

async function statusOf(app: App) {
  const answer = await app.page.evaluate(() => (window as unknown as AppWindow).keyrail.vault.status({}));
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

test.describe('the first run', () => {
  test('makes a vault that opens with a passphrase', async () => {
    const app = await openApp();
    const { page } = app;
    await chooseUnlock(page, /^Passphrase/);
    await typePassphrase(page);
    await finish(page);
    const { slots, unlockedBy } = await statusOf(app);
    expect(slots.map(({ kind }) => kind).sort()).toEqual(['passphrase', 'recovery']);
    expect(unlockedBy).toBe('passphrase');
    expect(app.pageErrors).toEqual([]);
    expect(await app.quit()).toBe(0);
  });

  test('makes a vault that the keychain opens silently at the next start', async () => {
    const reason = noKeychainBecause();
    test.skip(reason !== null, reason ?? '');
    const app = await openApp();
    await chooseUnlock(app.page, /^(System keychain|macOS keychain|Windows credentials)\b(?! and)/);
    await finish(app.page);
    const { vaultId } = await statusOf(app);
    if (vaultId !== null) vaults.push(vaultId);
    expect(await app.quit()).toBe(0);
    const again = await openApp({ home: app.home });
    await boardIsThere(again.page);
    expect((await statusOf(again)).unlockedBy).toBe('keychain');
  });

  test('makes a vault that needs the keychain and a passphrase', async () => {
    const reason = noKeychainBecause();
    test.skip(reason !== null, reason ?? '');
    const app = await openApp();
    const { page } = app;
    await chooseUnlock(page, /and passphrase/);
    await typePassphrase(page);
    const code = await finish(page);
    const { vaultId, slots } = await statusOf(app);
    if (vaultId !== null) vaults.push(vaultId);
    expect(slots.map(({ kind }) => kind).sort()).toEqual(['keychain+passphrase', 'recovery']);
    await page.getByRole('button', { name: /^Lock\b/ }).click();
    await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Unlock', exact: true }).click();
    await boardIsThere(page);
    expect(code.split('-')).toHaveLength(7);
  });

  test('refuses a weak passphrase, and two that differ, and makes nothing', async () => {
    const home = newHome();
    const { page } = await openApp({ home });
    await chooseUnlock(page, /^Passphrase/);
    await page.getByRole('textbox', { name: 'Passphrase' }).fill('abc');
    await page.getByLabel('The same again').fill('abd');
    await page.getByRole('button', { name: 'Create vault' }).click();
    await page.getByText('The two are not the same.').waitFor();
    await page.getByLabel('The same again').fill('abc');
    await page.getByRole('button', { name: 'Create vault' }).click();
    await page.getByRole('alert').waitFor();
    expect(readdirSync(home)).not.toContain('vault.json');
  });
});
