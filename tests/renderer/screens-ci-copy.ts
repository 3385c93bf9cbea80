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
];
