import type { Page } from 'playwright-core';
import type { ScreenUnderTest } from './screens.ts';

/** Puts the focus on a key's cell of the board, as the arrow keys do. */
export async function focusCell(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('gridcell', { name }).first().focus();
}

/** Opens the copy assistant on a key by its one key press. */
export async function openAssistant(page: Page, name: RegExp): Promise<void> {
  await focusCell(page, name);
  await page.keyboard.press('p');
  await page.getByRole('dialog').getByRole('listbox', { name: 'Target' }).waitFor();
  await page.getByRole('dialog').getByRole('list', { name: 'The settings page' }).waitFor();
}

const BKEND = /^BKEND_SECRET_KEY, production/;

/** Goes on to the value, saying yes to the protected environment. */
export async function toValue(page: Page): Promise<void> {
  await page.keyboard.press('Enter');
  await page
    .getByText(/^The name is on the clipboard/)
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('alertdialog').waitFor();
  await page.keyboard.press('Enter');
  await page
    .getByText(/^The value is on the clipboard/)
    .first()
    .waitFor();
}

async function narrow(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1000, height: 640 });
}

/** By name in the palette, as from any screen. */
export async function openScan(page: Page): Promise<void> {
  await page.getByRole('gridcell').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('scan a repository');
  await page.getByRole('option', { name: /Scan a repository/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Scan a repository' }).waitFor();
}

/** Scans the repository that was scanned before. */
export async function scanned(page: Page): Promise<void> {
  await openScan(page);
  await page.getByRole('button', { name: 'Scan again' }).click();
  await page.getByRole('tab', { name: /Secrets used/ }).waitFor();
}

/** Types a value that is made up, as one does who pastes nothing. */
export async function setMadeUpValue(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: /^New / }).evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'server_MADEUP000000000000000000');
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await page.keyboard.press('Control+Enter');
}

async function drawerReach(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('gridcell', { name }).first().click();
  const section = page.getByRole('region', { name: 'In CI and elsewhere' });
  await section.getByRole('button', { name: 'Push…' }).scrollIntoViewIfNeeded();
}

/** The copy assistant, the scan of a repository, and what the drawer says of a key's copies. */
export const CI_COPY_SCREENS: readonly ScreenUnderTest[] = [
  { name: 'copy-start', scenario: 'ci', go: (page) => openAssistant(page, BKEND) },
  {
    name: 'copy-start-small',
    scenario: 'ci',
    go: async (page) => {
      await narrow(page);
      await openAssistant(page, /^EXPERIMENT_TOKEN, staging/);
      await page.keyboard.press('End');
      for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowDown');
    },
  },
  {
    name: 'copy-warning',
    scenario: 'ci',
    go: async (page) => {
      await openAssistant(page, /^NORRIX_API_KEY, production/);
      for (let step = 0; step < 20; step += 1) {
        if ((await page.getByText('Place it there all the same').count()) > 0) break;
        await page.keyboard.press('ArrowDown');
      }
      await page.getByText('Place it there all the same').waitFor();
    },
  },
  {
    name: 'copy-name-problem',
    scenario: 'ci',
    go: async (page) => {
      await openAssistant(page, BKEND);
      await page.getByLabel('Secret name').fill('GITHUB_bkend-secret');
      await page.getByRole('button', { name: /^Take the name/ }).waitFor();
    },
  },
  {
    name: 'copy-name',
    scenario: 'ci',
    go: async (page) => {
      await openAssistant(page, BKEND);
      await page.keyboard.press('Enter');
      await page
        .getByText(/^The name is on the clipboard/)
        .first()
        .waitFor();
    },
  },
  {
    name: 'copy-value',
    scenario: 'ci',
    go: async (page) => {
      await openAssistant(page, BKEND);
      await toValue(page);
    },
  },
  {
    name: 'copy-no-targets',
    scenario: 'demo',
    go: async (page) => {
      await focusCell(page, BKEND);
      await page.keyboard.press('p');
      await page.getByText('No CI target yet').waitFor();
    },
  },
  { name: 'scan-start', scenario: 'ci', go: openScan },
  {
    name: 'scan-running',
    scenario: 'ci',
    go: async (page) => {
      await openScan(page);
      await page.getByRole('button', { name: 'Scan again' }).click();
      await page.getByText('of 18,420').waitFor();
    },
  },
  { name: 'scan-secrets', scenario: 'ci', go: scanned },
  {
    name: 'scan-secrets-small',
    scenario: 'ci',
    go: async (page) => {
      await narrow(page);
      await scanned(page);
    },
  },
  { name: 'scan-not-remembered', scenario: 'ci-disk-full', go: scanned },
  {
    name: 'scan-suggestions',
    scenario: 'ci',
    go: async (page) => {
      await scanned(page);
      await page.getByRole('tab', { name: /Suggestions/ }).click();
      await page.getByText('All of them').waitFor();
    },
  },
  {
    name: 'scan-values',
    scenario: 'ci',
    go: async (page) => {
      await scanned(page);
      await page.getByRole('button', { name: 'Show where' }).click();
      await page.getByText('Replace these keys').waitFor();
    },
  },
  {
    name: 'scan-problems',
    scenario: 'ci',
    go: async (page) => {
      await scanned(page);
      await page.getByRole('tab', { name: /Problems/ }).click();
      await page.getByText('This is no YAML').waitFor();
    },
  },
  {
    name: 'scan-nothing',
    scenario: 'ci',
    go: async (page) => {
      await openScan(page);
      await page.getByRole('button', { name: 'Choose a folder…' }).click();
      await page.getByText('No CI files here').waitFor();
    },
  },
  { name: 'drawer-reach', scenario: 'ci', go: (page) => drawerReach(page, BKEND) },
  {
    name: 'drawer-reach-nothing',
    scenario: 'ci',
    go: (page) => drawerReach(page, /^NATIVEMESSAGE_API_KEY, development/),
  },
  {
    name: 'new-value-behind',
    scenario: 'ci',
    go: async (page) => {
      await focusCell(page, /^EXPERIMENT_TOKEN, production/);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Set new value…' }).click();
      await setMadeUpValue(page);
      await page.getByText(/CI targets? holds? the old value/).waitFor();
    },
  },
];
