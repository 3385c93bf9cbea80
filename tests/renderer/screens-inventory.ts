import type { Page } from 'playwright-core';
import type { ScreenUnderTest } from './screens.ts';

/** Opens a connection's page by the keyboard's shortcut and its row. */
export async function openConnection(page: Page, name: string): Promise<void> {
  await page.getByRole('gridcell').first().waitFor();
  await page.keyboard.press('Control+5');
  await page.getByRole('list', { name: 'Connections' }).waitFor();
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

export async function openInventory(page: Page, name = 'Norrix'): Promise<void> {
  await openConnection(page, name);
  await page.getByRole('grid', { name: `Keys at ${name}` }).waitFor();
}

export function remoteRow(page: Page, name: string) {
  return page.getByRole('row', { name: new RegExp(`^${name}`) });
}

/** Starts a capture from the connection's menu, as a person does. */
export async function startCapture(page: Page, connection: string, item: RegExp): Promise<void> {
  await openConnection(page, connection);
  await page.getByRole('button', { name: 'More', exact: true }).first().click();
  await page.getByRole('menuitem', { name: item }).click();
  await page.getByRole('dialog').waitFor();
}

/** bkend's window is closed: its page opens it first. */
async function captureBkend(page: Page): Promise<void> {
  await openConnection(page, 'bkend');
  await page.getByRole('button', { name: 'Open dashboard', exact: true }).first().click();
  await page.getByRole('button', { name: 'Capture…' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Capture/ })
    .click();
  await page.getByText('The page asks to sign in').first().waitFor();
}

async function capturePreview(page: Page): Promise<void> {
  await openInventory(page);
  await page.getByRole('button', { name: 'Capture…' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Capture/ })
    .click();
  await page.getByText('How they would be kept').waitFor();
}

async function adopt(page: Page): Promise<void> {
  await openInventory(page);
  await page.getByRole('button', { name: 'Adopt… Old CI runner' }).click();
  await page.getByRole('dialog').getByLabel('Project').waitFor();
}

async function drawerOf(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('gridcell', { name }).first().click();
  await page.getByRole('region', { name: 'At the provider' }).waitFor();
}

/** The inventory of a connection, the capture dialog, adopting and linking, and what the drawer says of the provider. */
export const INVENTORY_SCREENS: readonly ScreenUnderTest[] = [
  { name: 'inventory', scenario: 'inventory', go: (page) => openInventory(page) },
  {
    name: 'inventory-details',
    scenario: 'inventory',
    go: async (page) => {
      await openInventory(page);
      await remoteRow(page, 'Web shop, development').click();
      await page.getByRole('complementary', { name: 'Key at Norrix' }).getByText('Last used').first().waitFor();
    },
  },
  {
    name: 'inventory-details-unknown',
    scenario: 'inventory',
    go: async (page) => {
      await openInventory(page);
      await remoteRow(page, 'release bot').click();
      await page.getByText('No change was seen').waitFor();
    },
  },
  {
    name: 'inventory-menu',
    scenario: 'inventory',
    go: async (page) => {
      await openInventory(page);
      await page.getByRole('button', { name: 'More for Deploys, staging' }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'inventory-selection',
    scenario: 'inventory',
    go: async (page) => {
      await openInventory(page);
      await remoteRow(page, 'Old CI runner').click({ modifiers: ['ControlOrMeta'] });
      await page.keyboard.press('Shift+ArrowDown');
      await page.getByText('2 keys selected').waitFor();
    },
  },
  {
    name: 'inventory-nothing-fits',
    scenario: 'inventory',
    go: async (page) => {
      await openInventory(page);
      await page.getByLabel('Filter keys').fill('zzz');
      await page.getByText('No key fits').waitFor();
    },
  },
  {
    name: 'inventory-no-keys',
    scenario: 'inventory',
    go: async (page) => {
      await openConnection(page, 'GitHub acme');
      await page.getByText('The provider lists no keys').waitFor();
    },
  },
  {
    name: 'inventory-nothing-read',
    scenario: 'inventory',
    go: async (page) => {
      await openConnection(page, 'NativeBridge');
      await page.getByText('Nothing was read yet').waitFor();
    },
  },
  {
    name: 'inventory-error',
    scenario: 'inventory-broken',
    go: async (page) => {
      await openConnection(page, 'Norrix');
      await page.getByText('could not be read').waitFor();
    },
  },
  { name: 'inventory-10000', scenario: 'inventory-10000', go: (page) => openInventory(page, 'Cloudflare') },
  {
    name: 'link-key',
    scenario: 'inventory',
    go: async (page) => {
      await openInventory(page);
      await page.getByRole('button', { name: 'Link Old CI runner to a key' }).click();
      await page.getByRole('option').first().waitFor();
    },
  },
  { name: 'adopt', scenario: 'inventory', go: adopt },
  {
    name: 'adopt-wrong',
    scenario: 'inventory',
    go: async (page) => {
      await adopt(page);
      await page.getByRole('button', { name: /^Adopt/ }).click();
      await page.getByText('Paste the key’s value.').waitFor();
    },
  },
  {
    name: 'capture-dashboard',
    scenario: 'inventory',
    go: async (page) => {
      await openInventory(page);
      await page.getByRole('button', { name: 'Capture…' }).click();
      await page.getByText('Keyrail only reads what is visible').waitFor();
    },
  },
  { name: 'capture-sign-in', scenario: 'inventory', go: captureBkend },
  {
    name: 'capture-empty-list',
    scenario: 'inventory',
    go: async (page) => {
      await captureBkend(page);
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Capture/ })
        .click();
      await page.getByText('The list is empty').first().waitFor();
    },
  },
  { name: 'capture-preview', scenario: 'inventory', go: capturePreview },
  {
    name: 'capture-no-key-list',
    scenario: 'inventory',
    go: async (page) => {
      await startCapture(page, 'Norrix', /file/i);
      await page.getByText('No list of keys is chosen').waitFor();
    },
  },
  {
    name: 'capture-file-error',
    scenario: 'inventory',
    go: async (page) => {
      await startCapture(page, 'bkend', /file/i);
      await page.getByText('There is no list of keys in it').waitFor();
    },
  },
  {
    name: 'capture-paste',
    scenario: 'inventory',
    go: async (page) => {
      await startCapture(page, 'Norrix', /copied/i);
      await page.getByLabel('The copied table').waitFor();
    },
  },
  { name: 'drawer-at-provider', scenario: 'inventory', go: (page) => drawerOf(page, /^NORRIX_API_KEY, staging/) },
  {
    name: 'drawer-checked',
    scenario: 'inventory',
    go: async (page) => {
      await drawerOf(page, /^NATIVEMESSAGE_API_KEY, production/);
      await page.getByRole('button', { name: 'Check the value' }).click();
      await page.getByRole('button', { name: 'Send it to the provider' }).click();
      await page.getByText('The provider refuses it').waitFor();
      await page.getByText('The provider refuses it').scrollIntoViewIfNeeded();
    },
  },
];
