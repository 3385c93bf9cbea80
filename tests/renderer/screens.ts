import type { Page } from 'playwright-core';
import { CI_SCREENS } from './screens-ci.ts';
import { CI_COPY_SCREENS } from './screens-ci-copy.ts';
import { INBOX_SCREENS } from './screens-inbox.ts';
import { INVENTORY_SCREENS } from './screens-inventory.ts';
import { PROVIDER_SCREENS } from './screens-providers.ts';
import { ROTATION_SCREENS } from './screens-rotation.ts';
import { TIMELINE_SCREENS } from './screens-timeline.ts';

export interface ScreenUnderTest {
  readonly name: string;
  readonly scenario: string;
  /** From the scenario's first screen to the one that is meant. */
  readonly go?: (page: Page) => Promise<void>;
}

const MADE_UP_CODE = 'MADE-0PRE-C0VE-RYC0-DEF0-RTST-S123';

async function rail(page: Page, name: string): Promise<void> {
  await page.locator('.rail').getByRole('button', { name, exact: false }).first().click();
}

async function cell(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('gridcell', { name }).first().click();
}

async function createVault(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create vault' }).click();
  await page.getByText('Your recovery code').waitFor();
}

/** Every screen and dialog of the window, for screenshots and for the accessibility scan. */
export const SCREENS: readonly ScreenUnderTest[] = [
  { name: 'welcome', scenario: 'first-run' },
  {
    name: 'welcome-passphrase',
    scenario: 'first-run-no-keychain',
    go: async (page) => {
      await page.locator('input[type="password"]').first().fill('madeup weather lantern');
    },
  },
  { name: 'recovery-code', scenario: 'first-run', go: createVault },
  {
    name: 'recovery-code-confirm',
    scenario: 'first-run',
    go: async (page) => {
      await createVault(page);
      await page.getByRole('button', { name: 'I wrote it down' }).click();
      await page.getByLabel('Recovery code').fill('MADE-0PRE');
      await page.getByRole('button', { name: 'Confirm' }).click();
      await page.getByText('typing mistake').waitFor();
    },
  },
  {
    name: 'first-project',
    scenario: 'first-run',
    go: async (page) => {
      await createVault(page);
      await page.getByRole('button', { name: 'I wrote it down' }).click();
      await page.getByLabel('Recovery code').fill(MADE_UP_CODE);
      await page.getByRole('button', { name: 'Confirm' }).click();
      await page.getByText('Your first project').waitFor();
    },
  },
  {
    name: 'board-empty',
    scenario: 'empty',
    go: async (page) => {
      await page.getByLabel('Project name').fill('storefront');
      await page.getByRole('button', { name: 'Create project' }).click();
      await page.getByText('No keys in storefront yet').waitFor();
    },
  },
  {
    name: 'unlock-wrong-passphrase',
    scenario: 'locked-passphrase',
    go: async (page) => {
      await page.getByLabel('Passphrase', { exact: true }).fill('madeup wrong');
      await page.getByRole('button', { name: 'Unlock', exact: true }).click();
      await page.getByText('does not open').waitFor();
    },
  },
  {
    name: 'unlock-wait',
    scenario: 'locked-passphrase',
    go: async (page) => {
      for (let attempt = 0; attempt < 5; attempt += 1) {
        await page.getByLabel('Passphrase', { exact: true }).fill(`madeup wrong ${attempt}`);
        await page.getByRole('button', { name: 'Unlock', exact: true }).click();
        await page.getByText(/does not open|Too many/).waitFor();
      }
      await page.getByText('Try again in').waitFor();
    },
  },
  { name: 'unlock-keychain-gone', scenario: 'locked-keychain-gone' },
  {
    name: 'unlock-recovery',
    scenario: 'locked-keychain-gone',
    go: async (page) => {
      await page.getByRole('button', { name: 'Use the recovery code' }).click();
    },
  },
  {
    name: 'recovered',
    scenario: 'locked-keychain-gone',
    go: async (page) => {
      await page.getByRole('button', { name: 'Use the recovery code' }).click();
      await page.getByLabel('Recovery code').fill(MADE_UP_CODE);
      await page.getByRole('button', { name: 'Unlock', exact: true }).click();
      await page.getByText('You are back in').waitFor();
    },
  },
  {
    name: 'new-code-after-rekey',
    scenario: 'interrupted-rekey',
    go: async (page) => {
      await page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery');
      await page.getByRole('button', { name: 'Unlock', exact: true }).click();
      await page.getByText('A new recovery code').waitFor();
    },
  },
  { name: 'damaged', scenario: 'damaged' },
  { name: 'newer', scenario: 'newer' },
  { name: 'engine-gone', scenario: 'engine-gone' },
  { name: 'board', scenario: 'demo' },
  {
    name: 'board-drawer',
    scenario: 'demo',
    go: async (page) => {
      await cell(page, /^NORRIX_API_KEY, staging/);
      await page.getByText('In other environments').waitFor();
    },
  },
  {
    name: 'drawer-revealed',
    scenario: 'demo',
    go: async (page) => {
      await cell(page, /^NORRIX_API_KEY, staging/);
      await page.getByRole('button', { name: 'Reveal' }).click();
      await page.getByText('hides in').waitFor();
    },
  },
  {
    name: 'drawer-file',
    scenario: 'demo',
    go: async (page) => {
      await cell(page, /^SIGNING_CERTIFICATE.*production/);
      await page.getByText('In other environments').waitFor();
    },
  },
  {
    name: 'board-selection',
    scenario: 'demo',
    go: async (page) => {
      await page
        .getByRole('gridcell', { name: /^BKEND_PUBLIC_KEY, development/ })
        .click({ modifiers: ['ControlOrMeta'] });
      await page.keyboard.press('Shift+ArrowRight');
      await page.keyboard.press('Shift+ArrowDown');
    },
  },
  {
    name: 'board-menu',
    scenario: 'demo',
    go: async (page) => {
      await page.getByRole('gridcell', { name: /^BKEND_SECRET_KEY, staging/ }).click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'board-peek',
    scenario: 'demo',
    go: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.down('r');
      await page.locator('.peek:not([hidden])').waitFor();
    },
  },
  {
    name: 'board-filter-nothing',
    scenario: 'demo',
    go: async (page) => {
      await page.getByLabel('Filter keys').fill('zzz');
    },
  },
  {
    name: 'protected-question',
    scenario: 'demo',
    go: async (page) => {
      await cell(page, /^NORRIX_API_KEY, production/);
      await page.getByRole('button', { name: 'Copy', exact: true }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'deleted-with-undo',
    scenario: 'demo',
    go: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Delete');
      await page.getByText(/^Deleted/).waitFor();
    },
  },
  {
    name: 'edit-key',
    scenario: 'demo',
    go: async (page) => {
      await cell(page, /^NORRIX_API_KEY, staging/);
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      await page.getByRole('dialog').getByLabel('Provider').waitFor();
    },
  },
  {
    name: 'move-keys',
    scenario: 'demo',
    go: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('m');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'new-project',
    scenario: 'demo',
    go: async (page) => {
      await page.getByRole('button', { name: 'New project' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'project-switcher',
    scenario: 'demo',
    go: async (page) => {
      await page.locator('.project-switcher').click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'project-settings',
    scenario: 'demo',
    go: async (page) => {
      await page.locator('.project-switcher').click();
      await page.getByRole('menuitem', { name: 'Project settings' }).click();
      await page.getByRole('heading', { name: 'Environments' }).waitFor();
    },
  },
  {
    name: 'environment-dialog',
    scenario: 'demo',
    go: async (page) => {
      await page.locator('.project-switcher').click();
      await page.getByRole('menuitem', { name: 'Project settings' }).click();
      await page.getByRole('button', { name: 'Edit production' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'all-keys',
    scenario: 'demo',
    go: async (page) => {
      await rail(page, 'All projects');
      await page.getByText(/\d+ keys$/).waitFor();
    },
  },
  {
    name: 'all-keys-100000',
    scenario: 'keys-100000',
    go: async (page) => {
      await rail(page, 'All projects');
      await page.getByText('100,000 keys').waitFor();
      await page.getByLabel('Filter keys').fill('stripe api');
    },
  },
  {
    name: 'bin',
    scenario: 'demo',
    go: async (page) => {
      await rail(page, 'All projects');
      await page.getByRole('radio', { name: 'Bin' }).click();
      await page.locator('.key-list .line-list-rows .line').first().click();
      await page.getByText('In the bin', { exact: true }).last().waitFor();
    },
  },
  {
    name: 'erase-question',
    scenario: 'demo',
    go: async (page) => {
      await rail(page, 'All projects');
      await page.getByRole('radio', { name: 'Bin' }).click();
      await page.locator('.key-list .line-list-rows .line').first().click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Erase for good' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  ...PROVIDER_SCREENS,
  ...INVENTORY_SCREENS,
  ...CI_SCREENS,
  ...CI_COPY_SCREENS,
  ...ROTATION_SCREENS,
  ...INBOX_SCREENS,
  ...TIMELINE_SCREENS,
  {
    name: 'board-10000',
    scenario: 'keys-10000',
    go: async (page) => {
      await page.getByRole('gridcell').first().waitFor();
    },
  },
];
