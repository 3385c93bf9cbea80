import type { Page } from 'playwright-core';
import type { ScreenUnderTest } from './screens.ts';

async function connections(page: Page): Promise<void> {
  await page.getByRole('gridcell').first().waitFor();
  await page.keyboard.press('Control+5');
  await page.getByRole('list', { name: 'Connections' }).waitFor();
}

async function catalogue(page: Page): Promise<void> {
  await page.getByRole('gridcell').first().waitFor();
  await page.keyboard.press('Control+5');
  await page.getByRole('radio', { name: 'Catalogue' }).click();
  await page.getByRole('table').waitFor();
}

async function provider(page: Page, name: string): Promise<void> {
  await catalogue(page);
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

async function connection(page: Page, name: string): Promise<void> {
  await connections(page);
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

async function connect(page: Page, name: string): Promise<void> {
  await provider(page, name);
  await page.getByRole('button', { name: 'Connect…' }).click();
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).waitFor();
}

async function edit(page: Page, name: string): Promise<void> {
  await connection(page, name);
  await page.getByRole('button', { name: 'Edit connection' }).click();
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).waitFor();
}

/** The Providers screen in its states: the lists, an entry of each, and the dialogs of a connection. */
export const PROVIDER_SCREENS: readonly ScreenUnderTest[] = [
  { name: 'connections', scenario: 'providers', go: connections },
  {
    name: 'connections-menu',
    scenario: 'providers',
    go: async (page) => {
      await connections(page);
      await page.getByRole('button', { name: 'More for GitHub acme' }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'connections-empty',
    scenario: 'demo',
    go: async (page) => {
      await page.keyboard.press('Control+5');
      await page.getByText('No connections yet').waitFor();
    },
  },
  {
    name: 'connections-error',
    scenario: 'providers-broken',
    go: async (page) => {
      await page.getByRole('gridcell').first().waitFor();
      await page.keyboard.press('Control+5');
      await page.getByText('The connections could not be read').waitFor();
    },
  },
  {
    name: 'catalogue-error',
    scenario: 'providers-broken',
    go: async (page) => {
      await page.getByRole('gridcell').first().waitFor();
      await page.keyboard.press('Control+5');
      await page.getByRole('radio', { name: 'Catalogue' }).click();
      await page.getByText('The catalogue could not be read').waitFor();
    },
  },
  { name: 'catalogue', scenario: 'providers', go: catalogue },
  {
    name: 'catalogue-nothing',
    scenario: 'providers',
    go: async (page) => {
      await catalogue(page);
      await page.getByLabel('Search providers').fill('zzz');
      await page.getByText('No provider fits').waitFor();
    },
  },
  {
    name: 'provider',
    scenario: 'providers',
    go: async (page) => {
      await provider(page, 'NativeBridge');
      await page.getByRole('button', { name: 'Source of default variable' }).click();
    },
  },
  { name: 'provider-api', scenario: 'providers', go: (page) => provider(page, 'GitHub') },
  {
    name: 'connection-synced',
    scenario: 'providers',
    go: async (page) => {
      await connection(page, 'GitHub acme');
      await page.getByText('Past syncs').click();
      await page.getByRole('list', { name: 'Past syncs' }).waitFor();
    },
  },
  { name: 'connection-failed', scenario: 'providers', go: (page) => connection(page, 'Datadog EU') },
  { name: 'connection-offline', scenario: 'providers', go: (page) => connection(page, 'Vercel') },
  { name: 'connection-running', scenario: 'providers', go: (page) => connection(page, 'Cloudflare') },
  { name: 'connection-needs-capture', scenario: 'providers', go: (page) => connection(page, 'NativeBridge') },
  {
    name: 'connection-removed',
    scenario: 'providers',
    go: async (page) => {
      await connection(page, 'SendGrid');
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Remove…' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'connection-add',
    scenario: 'demo',
    go: async (page) => {
      await page.keyboard.press('Control+5');
      await page.getByRole('button', { name: 'Add connection…' }).click();
      await page.getByRole('dialog').getByLabel('Provider').waitFor();
    },
  },
  { name: 'connection-add-api', scenario: 'providers', go: (page) => connect(page, 'GitHub') },
  { name: 'connection-add-dashboard', scenario: 'providers', go: (page) => connect(page, 'NativeBridge') },
  {
    name: 'connection-add-errors',
    scenario: 'providers',
    go: async (page) => {
      await connect(page, 'Datadog');
      await page.getByRole('textbox', { name: 'Name' }).fill('Datadog US');
      await page.getByRole('dialog').locator('input[type="password"]').first().fill('madeup-key');
      await page.getByRole('button', { name: 'Add connection' }).click();
      await page.getByText('Choose where your account is.').waitFor();
    },
  },
  {
    name: 'connection-edit',
    scenario: 'providers',
    go: async (page) => {
      await edit(page, 'Norrix');
    },
  },
  {
    name: 'connection-edit-tested',
    scenario: 'providers',
    go: async (page) => {
      await edit(page, 'GitHub acme');
      await page.getByRole('button', { name: 'Replace…' }).click();
      await page.getByRole('dialog').locator('input[type="password"]').fill('madeup-wrong-token');
      await page.getByRole('button', { name: 'Save and test' }).click();
      await page.getByText('The provider refused').waitFor();
    },
  },
];
