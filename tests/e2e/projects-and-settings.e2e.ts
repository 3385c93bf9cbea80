import type { Page } from 'playwright-core';
import type { App } from './support/app.ts';
import { PASSPHRASE, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere, cell, chooseCell, chooseIn, chosenIn, closeLayers, goTo, notice } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

let app: App;
let page: Page;

test.beforeAll(async () => {
  const { home } = await seedVault(async ({ addKey }) => {
    const key = { project: 'storefront', value: 'nrx_Ks7dF2xWmadeup0000000000000000001' };
    await addKey({ ...key, environment: 'development', name: 'NORRIX_API_KEY' });
    await addKey({ ...key, environment: 'staging', name: 'OTHER_API_KEY', value: 'made-up-other-0000000000000' });
  });
  app = await openApp({ home, passphrase: PASSPHRASE });
  page = app.page;
  await boardIsThere(page);
});
test.beforeEach(() => closeLayers(page));

async function projectSettings(project: string): Promise<void> {
  const rail = page.getByRole('navigation', { name: 'Keyrail' });
  await rail.getByRole('button', { name: project }).last().click();
  await rail.getByRole('button', { name: project }).first().click();
  await page.getByRole('menuitem', { name: 'Project settings' }).click();
  await page.getByRole('heading', { name: 'Environments' }).waitFor();
}

test.describe('projects and environments', () => {
  test('are added, renamed, ordered, protected and removed', async () => {
    await page.getByRole('button', { name: 'New project' }).click();
    const naming = page.getByRole('dialog', { name: 'New project' });
    await naming.getByLabel('Name').fill('storefront');
    await naming.getByRole('button', { name: 'Create project' }).click();
    await naming.getByRole('alert').waitFor();
    await naming.getByLabel('Name').fill('mobile-app');
    await naming.getByRole('button', { name: 'Create project' }).click();
    await page.getByRole('heading', { name: 'No keys in mobile-app yet' }).waitFor();

    await projectSettings('mobile-app');
    await page.getByRole('button', { name: 'Add environment' }).click();
    const adding = page.getByRole('dialog', { name: 'Add environment' });
    await adding.getByLabel('Name').fill('preview');
    await adding.getByRole('radio', { name: 'pink' }).click();
    await adding.getByRole('switch', { name: 'Protected' }).click();
    await adding.getByRole('button', { name: 'Add environment' }).click();
    await adding.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Move preview up' }).click();
    const lines = page.locator('main').getByRole('listitem');
    await expect
      .poll(async () => (await lines.allTextContents()).map((text) => /^[a-z]+?(?= ?protected|\d)/.exec(text)?.[0]))
      .toEqual(['development', 'staging', 'preview', 'production']);
    await expect.poll(() => lines.filter({ hasText: 'protected' }).count()).toBe(2);
    await page.getByRole('button', { name: 'Remove preview' }).click();
    await page.getByRole('button', { name: 'Edit preview' }).waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Rename' }).click();
    const renaming = page.getByRole('dialog', { name: 'Rename project' });
    await renaming.getByLabel('Name').fill('phone-app');
    await renaming.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('heading', { level: 1, name: 'phone-app' }).waitFor();
    await page.locator('main').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: /storefront/ }).waitFor();
  });

  test('are not removed while they hold keys, and say so', async () => {
    await projectSettings('storefront');
    await page.getByRole('button', { name: 'Remove staging' }).click();
    await page
      .getByRole('region', { name: /^Notifications/ })
      .getByText(/key/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Edit staging' }).waitFor();
    await page.getByRole('button', { name: 'To the board' }).click();
    await boardIsThere(page);
  });
});

test.describe('the archive and the bin', () => {
  test('keep what is put there until it is brought back or erased', async () => {
    await goTo(page, 'Board');
    await cell(page, 'NORRIX_API_KEY', 'development').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Archive' }).click();
    await cell(page, 'NORRIX_API_KEY', 'development').waitFor({ state: 'detached' });
    await chooseCell(page, 'OTHER_API_KEY', 'staging');
    await page.keyboard.press('Delete');
    await page.getByRole('heading', { name: 'No keys in storefront yet' }).waitFor();

    await goTo(page, 'All projects');
    await page.getByRole('radio', { name: 'Archive' }).click();
    await page.getByText('NORRIX_API_KEY', { exact: true }).click();
    const drawer = page.getByRole('complementary', { name: 'Key' });
    await drawer.getByRole('button', { name: 'Bring back' }).click();
    await page.getByRole('heading', { name: 'The archive is empty' }).waitFor();
    await closeLayers(page);

    await page.getByRole('radio', { name: 'Bin' }).click();
    await page.getByText('OTHER_API_KEY', { exact: true }).click();
    await drawer.getByText('In the bin').waitFor();
    await drawer.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: /^Erase for good/ }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Erase for good' }).click();
    await notice(page, 'Erased OTHER_API_KEY').waitFor();
    await page.getByRole('heading', { name: 'The bin is empty' }).waitFor();
    await goTo(page, 'Board');
    await cell(page, 'NORRIX_API_KEY', 'development').waitFor();
  });
});

test.describe('activity', () => {
  test('lists what happened and proves that nobody changed it', async () => {
    await goTo(page, 'Activity');
    const log = page.getByRole('region', { name: 'Log, newest first' });
    await log.getByText('OTHER_API_KEY').first().waitFor();
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('The log is intact').waitFor();
    await page.getByRole('radio', { name: 'Vault' }).click();
    await log.getByText('OTHER_API_KEY').first().waitFor({ state: 'detached' });
  });
});

test.describe('settings', () => {
  test('apply at once and are kept', async () => {
    await goTo(page, 'Settings');
    await page.getByRole('radio', { name: 'Dark' }).click();
    await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark');
    await chooseIn(page, 'Lock when idle', 'Never');
    await notice(page, 'Idle no longer locks the vault').waitFor();
    await goTo(page, 'Board');
    await goTo(page, 'Settings');
    await expect.poll(() => chosenIn(page, 'Lock when idle')).toBe('Never');
    await expect.poll(() => page.getByRole('radio', { name: 'Dark' }).getAttribute('aria-checked')).toBe('true');
  });

  test('change the passphrase, after which the old one opens nothing', async () => {
    const changed = `${PASSPHRASE} and more`;
    await goTo(page, 'Settings');
    await page.getByRole('button', { name: /^Change the passphrase/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the passphrase' });
    await dialog.getByRole('textbox', { name: 'Passphrase' }).fill(changed);
    await dialog.getByLabel('The same again').fill(changed);
    await dialog.getByRole('button', { name: 'Change passphrase' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('ControlOrMeta+l');
    const field = page.getByRole('textbox', { name: 'Passphrase' });
    await field.fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Unlock', exact: true }).click();
    await page.getByText('That is not the passphrase of this vault.').waitFor();
    await field.fill(changed);
    await page.getByRole('button', { name: 'Unlock', exact: true }).click();
    await boardIsThere(page);
    expect(app.pageErrors).toEqual([]);
  });
});
