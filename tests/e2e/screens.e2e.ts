import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { type App, type AppWindow, newHome } from './support/app.ts';
import { LONG_KEY, LONG_PROJECT, seedDemo } from './support/demo.ts';
import { picturesIn } from './support/pictures.ts';
import { PASSPHRASE, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere, cell, closeLayers, goTo, onClipboard, paste, runCommand } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

const VIEWPORT = { width: 1280, height: 800 };
const capture = picturesIn('e2e');

function dialog(page: Page, name: string | RegExp): Locator {
  return page.getByRole('dialog', { name });
}

async function chooseProject(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Keyrail' }).getByRole('button', { name }).last().click();
  await boardIsThere(page);
}

test.describe('the first run', () => {
  test('shows itself step by step', async () => {
    const app = await openApp({ viewport: VIEWPORT });
    const { page } = app;
    await page.getByRole('heading', { name: 'Welcome to Keyrail' }).waitFor();
    await capture(app, 'welcome');
    await page.getByRole('radio', { name: /^Passphrase/ }).click();
    await page.getByLabel('Passphrase', { exact: true }).last().fill('short');
    await page.getByLabel('The same again').fill('other');
    await page.getByRole('button', { name: 'Create vault' }).click();
    await page.getByText('The two are not the same.').waitFor();
    await capture(app, 'welcome-mismatch');
    await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
    await page.getByLabel('The same again').fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Create vault' }).click();
    const code = page.getByRole('list', { name: 'Recovery code' });
    await code.waitFor();
    const groups = await code.getByRole('listitem').allTextContents();
    await capture(app, 'recovery-code');
    await page.getByRole('button', { name: 'I wrote it down' }).click();
    await page.getByLabel('Recovery code').fill('ABCDE-ABCDE');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('alert').waitFor();
    await capture(app, 'recovery-code-mistyped');
    await page.getByLabel('Recovery code').fill(groups.join('-'));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'Your first project' }).waitFor();
    await capture(app, 'first-project');
    await page.getByLabel('Project name').fill('storefront');
    await page.getByRole('button', { name: 'Create project' }).click();
    await page.getByRole('heading', { name: 'No keys in storefront yet' }).waitFor();
    await capture(app, 'board-empty');
    for (const [screen, empty] of [
      ['Inbox', 'Nothing needs you'],
      ['Providers', 'No connections yet'],
      ['All projects', 'No keys yet'],
    ] as const) {
      await goTo(page, screen);
      await page.getByRole('heading', { name: empty }).waitFor();
      await capture(app, `${screen.toLowerCase().replace(' ', '-')}-empty`);
    }
    await page.getByRole('radio', { name: 'Archive' }).click();
    await page.getByRole('heading', { name: 'The archive is empty' }).waitFor();
    await capture(app, 'archive-empty');
    await page.getByRole('radio', { name: 'Bin' }).click();
    await page.getByRole('heading', { name: 'The bin is empty' }).waitFor();
    await capture(app, 'bin-empty');
  });
});

test.describe('a vault that is not open', () => {
  test('shows every way in, and what is wrong', async () => {
    const { home } = await seedVault();
    const app = await openApp({ home, viewport: VIEWPORT });
    const { page } = app;
    await page.getByRole('heading', { name: 'Keyrail is locked' }).waitFor();
    await capture(app, 'unlock-passphrase');
    const passphrase = page.getByRole('textbox', { name: 'Passphrase' });
    await passphrase.fill('not the passphrase');
    await page.getByRole('button', { name: 'Unlock', exact: true }).click();
    await page.getByRole('alert').first().waitFor();
    await capture(app, 'unlock-wrong-passphrase');
    await page.getByRole('button', { name: 'Use the recovery code' }).click();
    await capture(app, 'unlock-recovery');
    await page.getByLabel('Recovery code').fill('AAAAA-AAAAA-AAAAA');
    await page.getByRole('button', { name: 'Unlock', exact: true }).click();
    await page.getByRole('alert').first().waitFor();
    await capture(app, 'unlock-mistyped-code');
  });

  test('says that it is damaged, or newer', async () => {
    const damaged = newHome();
    await writeFile(join(damaged, 'vault.json'), '{ "format": ');
    const first = await openApp({ home: damaged, viewport: VIEWPORT });
    await first.page.getByRole('heading', { name: 'This vault is damaged' }).waitFor();
    await capture(first, 'vault-damaged');
    await first.quit();
    const { home } = await seedVault();
    const header = JSON.parse(await readFile(join(home, 'vault.json'), 'utf8')) as Record<string, unknown>;
    await writeFile(join(home, 'vault.json'), JSON.stringify({ ...header, version: 99 }));
    const second = await openApp({ home, viewport: VIEWPORT });
    await second.page.getByRole('heading', { name: 'This vault is from a newer Keyrail' }).waitFor();
    await capture(second, 'vault-newer');
  });
});

test.describe('an open vault', () => {
  let app: App;
  let page: Page;
  test.beforeAll(async () => {
    const { home } = await seedDemo();
    app = await openApp({ home, passphrase: PASSPHRASE, viewport: VIEWPORT });
    page = app.page;
    await boardIsThere(page);
    await chooseProject(page, 'storefront');
    await cell(page, 'NORRIX_API_KEY', 'staging').waitFor();
  });

  test('board', async () => {
    await capture(app, 'board');
    await page.keyboard.press('/');
    await page.keyboard.type('bkend');
    await capture(app, 'board-filtered');
    await page.keyboard.type(' nothing like it');
    await page.getByRole('heading', { name: 'No key fits the filter' }).waitFor();
    await capture(app, 'board-nothing-fits');
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await cell(page, 'BKEND_SECRET_KEY', 'development').click({ modifiers: ['ControlOrMeta'] });
    await cell(page, 'BKEND_SECRET_KEY', 'staging').click({ modifiers: ['ControlOrMeta'] });
    await page.getByText('2 keys selected').waitFor();
    await capture(app, 'board-selection');
    await page.getByRole('button', { name: 'Clear the selection' }).click();
    await cell(page, 'NORRIX_API_KEY', 'staging').click({ button: 'right' });
    await page.getByRole('menu').waitFor();
    await capture(app, 'board-key-menu');
    await closeLayers(page);
    await page.getByRole('button', { name: 'storefront' }).first().click();
    await page.getByRole('menu').waitFor();
    await capture(app, 'project-switcher');
    await closeLayers(page);
  });

  test('board with long names', async () => {
    await chooseProject(page, LONG_PROJECT);
    await cell(page, LONG_KEY, 'development').waitFor();
    await capture(app, 'board-long-names');
    await cell(page, LONG_KEY, 'development').click();
    await page.getByRole('complementary', { name: 'Key' }).getByText('Versions').waitFor();
    await capture(app, 'drawer-long-names');
    await closeLayers(page);
    await chooseProject(page, 'storefront');
  });

  test('drawer', async () => {
    const drawer = page.getByRole('complementary', { name: 'Key' });
    for (const [name, environment, picture] of [
      ['NORRIX_API_KEY', 'staging', 'drawer'],
      ['NORRIX_DEPLOY_KEY', 'production', 'drawer-revoked'],
      ['EXPERIMENT_BATCH_TOKEN', 'production', 'drawer-expired'],
      ['SSO_CLIENT', 'staging', 'drawer-oauth-client'],
      ['SIGNING_CERTIFICATE_FOR_THE_STOREFRONT_INSTALLER_P12', 'production', 'drawer-file'],
    ] as const) {
      await cell(page, name, environment).click();
      await drawer.getByRole('heading', { name }).waitFor();
      await drawer.getByRole('heading', { name: 'Activity' }).waitFor();
      await capture(app, picture);
    }
    await cell(page, 'NORRIX_API_KEY', 'staging').click();
    await drawer.getByRole('heading', { name: 'NORRIX_API_KEY' }).waitFor();
    await drawer.getByRole('button', { name: 'Reveal' }).click();
    await drawer.getByText('nrx_p0QmZ81amadeup0000000000000000002', { exact: true }).waitFor();
    await capture(app, 'drawer-revealed');
    await drawer.getByRole('button', { name: 'Hide' }).click();
    await drawer.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menu').waitFor();
    await capture(app, 'drawer-menu');
    await closeLayers(page);
  });

  test('adding a key', async () => {
    const adding = dialog(page, 'Add a key');
    await page.getByRole('button', { name: /^Add key/ }).click();
    await capture(app, 'add');
    await adding.getByRole('button', { name: /^Add key/ }).click();
    await adding.getByText('Paste the key, or choose a file.').waitFor();
    await capture(app, 'add-missing');
    await closeLayers(page);
    await cell(page, 'BKEND_PUBLIC_KEY', 'staging').waitFor();
    await paste(app, 'export NORRIX_CANARY_KEY="nrx_Tg55fPqZmadeup0000000000000000099"');
    await adding.getByText(/^Taken off/).waitFor();
    await capture(app, 'add-recognised');
    await adding.getByRole('button', { name: 'Expiry, rotation, scopes and notes' }).click();
    await adding.getByLabel('Expires').fill('90 days');
    await capture(app, 'add-more');
    await closeLayers(page);
    await paste(app, 'sk_live_9xYz77aB04Qemadeup00000002');
    await adding.getByText('This value is already in the vault').waitFor();
    await capture(app, 'add-known-value');
    await closeLayers(page);
    await paste(app, 'FIRST_TOKEN=made-up-000000000\nSECOND_TOKEN=made-up-11111111\n');
    await adding.getByText('These are several keys').waitFor();
    await capture(app, 'add-many');
    await closeLayers(page);
  });

  test('import and export', async () => {
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    const source = dialog(page, 'Import keys');
    await source.waitFor();
    await capture(app, 'import-source');
    await source
      .getByLabel('Or paste')
      .fill(
        [
          'NORRIX_API_KEY=nrx_Ks7dF2xWmadeup0000000000000000001',
          'BKEND_PUBLIC_KEY=pk_dev_anotherMadeUp00000000000',
          'STRIPE_SECRET_KEY=sk_test_madeup0000000000000000000000',
          'SENDGRID_API_KEY="SG.madeup00000000000000.madeup0000000000000000000000000000000000000"',
          'DATABASE_URL=postgres://shop:madeup-password@db.internal.example:5432/shop',
          'PORT=3000',
          'NODE_ENV=development',
          'LOG_LEVEL=debug',
          'PUBLIC_SITE_URL=https://shop.example.test',
        ].join('\n'),
      );
    await source.getByRole('button', { name: /^Preview/ }).click();
    await dialog(page, /^Import from/).waitFor();
    await capture(app, 'import-preview');
    await dialog(page, /^Import from/)
      .getByRole('button', { name: 'Back' })
      .click();
    await source.getByLabel('Or paste').fill('GOOD=made-up-000000\nBROKEN="no end\n');
    await source.getByRole('button', { name: /^Preview/ }).click();
    await page
      .getByText(/could not be read/)
      .first()
      .waitFor();
    await capture(app, 'import-broken');
    await closeLayers(page);
    await runCommand(page, 'Export an environment to a file');
    await dialog(page, 'Export keys').waitFor();
    await capture(app, 'export');
    await closeLayers(page);
  });

  test('dialogs about one key', async () => {
    const row = cell(page, 'NORRIX_API_KEY', 'staging');
    for (const [item, title, picture] of [
      ['Edit…', /^Edit NORRIX/, 'edit-key'],
      ['Set new value…', 'Set a new value', 'set-value'],
      ['Rename…', 'Rename key', 'rename-key'],
      ['Move…', 'Move key', 'move-key'],
    ] as const) {
      await row.click({ button: 'right' });
      await page.getByRole('menuitem', { name: item }).click();
      await dialog(page, title).waitFor();
      await capture(app, picture);
      await closeLayers(page);
    }
    await cell(page, 'NORRIX_API_KEY', 'production').click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Copy value/ }).click();
    await page.getByRole('alertdialog').waitFor();
    await capture(app, 'protected-question');
    await closeLayers(page);
    await cell(page, 'BKEND_PUBLIC_KEY', 'staging').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Archive' }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await capture(app, 'notice-with-undo');
    await page.getByRole('button', { name: 'Undo' }).click();
    await cell(page, 'BKEND_PUBLIC_KEY', 'staging').waitFor();
  });

  test('palette', async () => {
    await page.keyboard.press('ControlOrMeta+k');
    const palette = dialog(page, 'Command palette');
    await palette.waitFor();
    await capture(app, 'palette');
    await page.keyboard.type('norrix');
    await palette
      .getByRole('option', { name: /NORRIX_API_KEY/ })
      .first()
      .waitFor();
    await capture(app, 'palette-search');
    await page.keyboard.press('ArrowRight');
    await palette.getByRole('option', { name: /^Copy value/ }).waitFor();
    await capture(app, 'palette-key-actions');
    await closeLayers(page);
  });

  test('inbox, activity and all projects', async () => {
    await goTo(page, 'Inbox');
    await page
      .getByRole('button', { name: /^Rotate…/ })
      .first()
      .waitFor();
    await capture(app, 'inbox');
    await goTo(page, 'Activity');
    await page.getByRole('region', { name: 'Log, newest first' }).waitFor();
    await capture(app, 'activity');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('The log is intact').waitFor();
    await capture(app, 'activity-verified');
    await goTo(page, 'All projects');
    await page.getByRole('status').filter({ hasText: /keys$/ }).waitFor();
    await capture(app, 'all-projects');
    await page.getByRole('combobox', { name: 'Status' }).click();
    await capture(app, 'all-projects-facet');
    await closeLayers(page);
    await page.getByRole('radio', { name: 'Archive' }).click();
    await page.getByText('OLD_QUEUE_TOKEN').waitFor();
    await capture(app, 'archive');
    await page.getByRole('radio', { name: 'Bin' }).click();
    await page.getByText('TRIAL_API_KEY').first().click();
    await page.getByRole('complementary', { name: 'Key' }).getByText('In the bin').waitFor();
    await capture(app, 'bin');
    await page.getByRole('complementary', { name: 'Key' }).getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: /^Erase for good/ }).click();
    await page.getByRole('alertdialog').waitFor();
    await capture(app, 'erase-key');
    await closeLayers(page);
    await page.getByRole('radio', { name: 'Keys' }).click();
  });

  test('projects', async () => {
    await goTo(page, 'Board');
    await page.getByRole('button', { name: 'New project' }).click();
    await dialog(page, 'New project').waitFor();
    await capture(app, 'new-project');
    await closeLayers(page);
    await page.getByRole('button', { name: 'storefront' }).first().click();
    await page.getByRole('menuitem', { name: 'Project settings' }).click();
    await page.getByRole('heading', { name: 'Environments' }).waitFor();
    await capture(app, 'project-settings');
    await page.getByRole('button', { name: 'Add environment' }).click();
    await dialog(page, 'Add environment').waitFor();
    await capture(app, 'add-environment');
    await closeLayers(page);
    // Its environments have keys, so this is refused, with the reason.
    await page.getByRole('button', { name: 'Remove staging' }).click();
    await page
      .getByRole('region', { name: /^Notifications/ })
      .getByRole('listitem')
      .first()
      .waitFor();
    await capture(app, 'notice-of-a-problem');
    await page.getByRole('button', { name: 'Dismiss' }).first().click();
  });

  test('settings', async () => {
    await goTo(page, 'Settings');
    await page.getByRole('heading', { name: 'Unlock', exact: true }).waitFor();
    await capture(app, 'settings');
    const sections = page.getByRole('navigation', { name: 'Settings' }).getByRole('button');
    for (const title of await sections.allTextContents()) {
      if (title === 'Unlock') continue;
      await sections.filter({ hasText: title }).click();
      // All sections are on the one page that has been scanned.
      await capture(app, `settings-${title.toLowerCase()}`, { scan: false });
    }
    for (const [button, title, picture] of [
      [/^Change the passphrase/, 'Change the passphrase', 'change-passphrase'],
      [/^Rotate the vault key/, 'Rotate the vault key', 'rotate-vault-key'],
    ] as const) {
      await page.getByRole('button', { name: button }).click();
      await dialog(page, title).waitFor();
      await capture(app, picture);
      await closeLayers(page);
    }
    await page.getByRole('button', { name: /^Replace the recovery code/ }).click();
    await page.getByRole('alertdialog').waitFor();
    await capture(app, 'replace-recovery-code');
    await closeLayers(page);
    for (const theme of ['Dark', 'Light'] as const) {
      await page.getByRole('radio', { name: theme }).click();
      await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme.toLowerCase());
    }
    await page.getByRole('radio', { name: 'System' }).click();
    await page.getByRole('radio', { name: 'Compact' }).click();
    await goTo(page, 'Board');
    await cell(page, 'NORRIX_API_KEY', 'staging').waitFor();
    await capture(app, 'board-compact');
  });

  test('nothing went wrong in the page meanwhile', async () => {
    await onClipboard(app, '');
    expect(app.pageErrors).toEqual([]);
    await page.evaluate(() => (window as unknown as AppWindow).keyrail.vault.lock({}));
    await page.getByRole('heading', { name: 'Keyrail is locked' }).waitFor();
  });
});
