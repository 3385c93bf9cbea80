import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { forgetKeychainEntry, noKeychainBecause } from './support/keychain.ts';
import { PASSPHRASE, type Seed, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere, cell } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

const vaults: string[] = [];

test.afterAll(async () => {
  for (const vaultId of vaults) await forgetKeychainEntry(vaultId);
});

async function seedWith(unlock: 'keychain' | 'keychain+passphrase' | 'passphrase'): Promise<Seed> {
  const seed = await seedVault(
    async ({ addKey }) => {
      const value = 'nrx_Ks7dF2xWmadeup0000000000000000001';
      await addKey({ project: 'storefront', environment: 'staging', name: 'NORRIX_API_KEY', value });
    },
    { unlock },
  );
  if (unlock !== 'passphrase') vaults.push(seed.vaultId);
  return seed;
}

const locked = (page: Page): Promise<void> => page.getByRole('heading', { name: 'Keyrail is locked' }).waitFor();
const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name, exact: typeof name === 'string' }).click();

async function typePassphrase(page: Page, passphrase: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(passphrase);
  await press(page, 'Unlock');
}

async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Recovery code').fill(code);
  await press(page, 'Unlock');
}

test.describe('a vault with a passphrase', () => {
  test('opens with it, locks, and says what is wrong with another', async () => {
    const { home } = await seedWith('passphrase');
    const app = await openApp({ home });
    const { page } = app;
    await locked(page);
    await press(page, 'Unlock');
    await page.getByText('Type the passphrase.').waitFor();
    await typePassphrase(page, 'not the one');
    await page.getByText('That is not the passphrase of this vault.').waitFor();
    await typePassphrase(page, PASSPHRASE);
    await boardIsThere(page);
    await cell(page, 'NORRIX_API_KEY', 'staging').waitFor();
    await page.keyboard.press('ControlOrMeta+l');
    await locked(page);
    // Nothing of the vault is left in the page.
    expect(await page.content()).not.toMatch(/NORRIX|storefront|nrx_/);
    expect(app.pageErrors).toEqual([]);
  });

  test('opens with the recovery code, after saying what is wrong with others', async () => {
    const { home, recoveryCode } = await seedWith('passphrase');
    const other = await seedWith('passphrase');
    const { page } = await openApp({ home });
    await locked(page);
    await press(page, 'Use the recovery code');
    await typeCode(page, `${recoveryCode.slice(0, -1)}${recoveryCode.endsWith('A') ? 'B' : 'A'}`);
    await page.getByText('The recovery code has a typing mistake').waitFor();
    await typeCode(page, other.recoveryCode);
    await page.getByText('well-formed but not the one of this vault').waitFor();
    await typeCode(page, recoveryCode.toLowerCase().replaceAll('-', ' '));
    await page.getByRole('heading', { name: 'You are back in' }).waitFor();
    await press(page, 'Set a new passphrase');
    await page.getByRole('textbox', { name: 'Passphrase' }).fill(`${PASSPHRASE} again`);
    await page.getByLabel('The same again').fill(`${PASSPHRASE} again`);
    await press(page, 'Set passphrase');
    await boardIsThere(page);
    await page.keyboard.press('ControlOrMeta+l');
    await locked(page);
    await typePassphrase(page, `${PASSPHRASE} again`);
    await boardIsThere(page);
  });

  test('slows down after too many attempts, and opens afterwards', async () => {
    const { home } = await seedWith('passphrase');
    const { page } = await openApp({ home });
    await locked(page);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await typePassphrase(page, `wrong ${attempt}`);
      await page.getByText('That is not the passphrase of this vault.').waitFor();
      await page.getByRole('button', { name: 'Unlock', exact: true }).waitFor();
    }
    // The fourth has to wait: what is typed is not even tried.
    await page.getByRole('textbox', { name: 'Passphrase' }).fill('wrong again');
    await page.getByRole('textbox', { name: 'Passphrase' }).press('Enter');
    await page
      .getByText(/^(Too many wrong attempts|Try again in)/)
      .or(page.getByText('That is not the passphrase of this vault.'))
      .first()
      .waitFor();
    const { failures } = JSON.parse(readFileSync(join(home, 'unlock-attempts.json'), 'utf8')) as { failures: number };
    expect(failures).toBeGreaterThanOrEqual(3);
    await page.getByRole('button', { name: 'Unlock', exact: true }).waitFor();
    await expect
      .poll(
        async () => {
          if (await page.getByRole('heading', { name: /^Board/ }).isVisible()) return true;
          const button = page.getByRole('button', { name: 'Unlock', exact: true });
          if (await button.isVisible()) await typePassphrase(page, PASSPHRASE);
          return false;
        },
        { timeout: 30_000, intervals: [500] },
      )
      .toBe(true);
  });
});

test.describe('a vault with a keychain', () => {
  test('opens silently at the start, not after a lock, and again when asked', async () => {
    const reason = noKeychainBecause();
    test.skip(reason !== null, reason ?? '');
    const { home } = await seedWith('keychain');
    const { page } = await openApp({ home });
    await boardIsThere(page);
    await page.keyboard.press('ControlOrMeta+l');
    await locked(page);
    await press(page, 'Unlock with the keychain');
    await boardIsThere(page);
  });

  test('needs its passphrase as well where both were chosen', async () => {
    const reason = noKeychainBecause();
    test.skip(reason !== null, reason ?? '');
    const { home } = await seedWith('keychain+passphrase');
    const { page } = await openApp({ home });
    await locked(page);
    await typePassphrase(page, 'not the one');
    await page.getByText('That is not the passphrase of this vault.').waitFor();
    await typePassphrase(page, PASSPHRASE);
    await boardIsThere(page);
  });

  test('offers the other ways when its entry is gone, and never makes a second vault', async () => {
    const reason = noKeychainBecause();
    test.skip(reason !== null, reason ?? '');
    const { home, vaultId, recoveryCode } = await seedWith('keychain');
    await forgetKeychainEntry(vaultId);
    const app = await openApp({ home });
    const { page } = app;
    await page.getByText('The keychain has no entry for this vault').waitFor();
    await expect.poll(() => page.getByRole('heading', { name: 'Welcome to Keyrail' }).count()).toBe(0);
    await typeCode(page, recoveryCode);
    await page.getByRole('heading', { name: 'You are back in' }).waitFor();
    await press(page, /keychain$/);
    await boardIsThere(page);
    await cell(page, 'NORRIX_API_KEY', 'staging').waitFor();
    expect(await app.quit()).toBe(0);
    const header = JSON.parse(readFileSync(join(home, 'vault.json'), 'utf8')) as { vaultId: string };
    expect(header.vaultId).toBe(vaultId);
    const again = await openApp({ home });
    await boardIsThere(again.page);
  });
});
