import type { Page } from 'playwright-core';
import type { ScreenUnderTest } from './screens.ts';

const SMALL = { width: 1000, height: 640 };

export const line = (page: Page, text: string | RegExp) => page.locator('.inbox-row').filter({ hasText: text }).first();

/** Opens the inbox, once it has said what is due. */
export async function openInbox(page: Page): Promise<void> {
  await page.getByRole('gridcell').first().waitFor();
  await page.keyboard.press('Control+2');
  await page.getByRole('heading', { name: /^Inbox/, level: 1 }).waitFor();
  await page.locator('.inbox-row, .state').first().waitFor();
}

/** Opens the policy of an environment of the current project, from the project's settings. */
export async function openPolicyOf(page: Page, environment: string): Promise<void> {
  await page.getByRole('gridcell').first().waitFor();
  await page.locator('.project-switcher').click();
  await page.getByRole('menuitem', { name: 'Project settings' }).click();
  await page.getByRole('button', { name: `Change the policy of ${environment}` }).click();
  await page.getByRole('dialog', { name: new RegExp(`^Policy of .*${environment}`) }).waitFor();
}

/** Sets every field to something that cannot be, and tries to save it. */
export async function fillWrongPolicy(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  for (const title of ['Rotate', 'Warn ahead', 'Unused after', 'Quiet hours', 'Days off'])
    await dialog.getByRole('button', { name: `Set here: ${title}` }).click();
  await dialog.getByRole('combobox', { name: 'Rotate' }).fill('1000 years');
  await dialog.getByRole('combobox', { name: 'Warn ahead' }).fill('30, 0');
  await dialog.getByRole('combobox', { name: 'Unused after' }).fill('0');
  await dialog.getByLabel('From', { exact: true }).fill('08:00');
  await dialog.getByLabel('To', { exact: true }).fill('08:00');
  for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'])
    await dialog.getByRole('checkbox', { name: day }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Leave at least one working day.').waitFor();
}

export const INBOX_SCREENS: readonly ScreenUnderTest[] = [
  { name: 'inbox', scenario: 'inbox', go: openInbox },
  {
    name: 'inbox-small',
    scenario: 'inbox',
    go: async (page) => {
      await page.setViewportSize(SMALL);
      await openInbox(page);
    },
  },
  {
    name: 'inbox-end',
    scenario: 'inbox',
    go: async (page) => {
      await openInbox(page);
      await page.locator('.inbox-row').first().focus();
      await page.keyboard.press('End');
    },
  },
  {
    name: 'inbox-menu',
    scenario: 'inbox',
    go: async (page) => {
      await openInbox(page);
      await page.locator('.inbox-row').nth(1).click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'inbox-snooze',
    scenario: 'inbox',
    go: async (page) => {
      await openInbox(page);
      await page.locator('.inbox-row').first().focus();
      await page.keyboard.press('s');
      await page.getByRole('radio', { name: 'Until a day' }).click();
      await page.getByLabel('Day', { exact: true }).fill('2020-01-31');
      await page.getByRole('button', { name: 'Snooze', exact: true }).click();
      await page.getByText('still to come').waitFor();
    },
  },
  {
    name: 'inbox-dismiss',
    scenario: 'inbox',
    go: async (page) => {
      await openInbox(page);
      await page.locator('.inbox-row').first().focus();
      await page.keyboard.press('d');
      await page.getByRole('dialog').getByRole('button', { name: 'Dismiss', exact: true }).click();
      await page.getByText('Say why').waitFor();
    },
  },
  {
    name: 'inbox-snoozed',
    scenario: 'inbox',
    go: async (page) => {
      await openInbox(page);
      await page.locator('.inbox-row').first().focus();
      await page.keyboard.press('s');
      await page.getByRole('button', { name: 'Snooze', exact: true }).click();
      await page.getByText(/^Snoozed a reminder/).waitFor();
      await page.getByRole('radio', { name: 'Snoozed' }).click();
      await line(page, 'EXPERIMENT_BATCH_TOKEN').waitFor();
    },
  },
  {
    name: 'inbox-as-of',
    scenario: 'inbox',
    go: async (page) => {
      await openInbox(page);
      await page.getByLabel('As of').fill(new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10));
      await page.getByText('As of', { exact: false }).nth(1).waitFor();
      await page.locator('.inbox-row').first().waitFor();
    },
  },
  {
    name: 'inbox-calendar',
    scenario: 'inbox',
    go: async (page) => {
      await openInbox(page);
      await page.getByRole('button', { name: 'More of the inbox' }).click();
      await page.getByRole('menuitem', { name: 'Export to a calendar…' }).click();
      await page.getByRole('dialog', { name: 'Export to a calendar' }).waitFor();
    },
  },
  {
    name: 'inbox-settle',
    scenario: 'inbox',
    go: async (page) => {
      await openInbox(page);
      await page
        .getByRole('button', { name: /^Settle/ })
        .first()
        .click();
      await page.getByRole('dialog').getByText('Gone at the provider').waitFor();
    },
  },
  {
    name: 'inbox-recovery',
    scenario: 'inbox',
    go: async (page) => {
      await openInbox(page);
      await page.locator('.inbox-row').first().focus();
      await page.keyboard.press('End');
      await page.getByRole('button', { name: /^Check it/ }).click();
      await page.getByRole('dialog').getByLabel('Recovery code').waitFor();
    },
  },
  {
    name: 'policy-everything',
    scenario: 'inbox',
    go: async (page) => {
      await openInbox(page);
      await page.getByRole('button', { name: 'More of the inbox' }).click();
      await page.getByRole('menuitem', { name: 'Policy of everything…' }).click();
      await page.getByRole('dialog').getByText('Days off', { exact: true }).waitFor();
    },
  },
  {
    name: 'policy-wrong',
    scenario: 'inbox',
    go: async (page) => {
      await openPolicyOf(page, 'production');
      await fillWrongPolicy(page);
      await page.setViewportSize({ width: 1000, height: 1000 });
    },
  },
  {
    name: 'policy-project',
    scenario: 'inbox',
    go: async (page) => {
      await openPolicyOf(page, 'staging');
      await page.getByRole('button', { name: 'Set here: Rotate' }).click();
      await page.getByRole('combobox', { name: 'Rotate' }).fill('45 days');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Rotate every 45 days').waitFor();
    },
  },
  {
    name: 'policy-settings',
    scenario: 'inbox',
    go: async (page) => {
      await page.getByRole('gridcell').first().waitFor();
      await page.keyboard.press('Control+,');
      await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name: 'Reminders' }).click();
      await page.getByText('Policy of everything').waitFor();
    },
  },
  {
    name: 'policy-drawer',
    scenario: 'inbox',
    go: async (page) => {
      await page.getByRole('gridcell', { name: /^NORRIX_DEPLOY_KEY, staging/ }).click();
      await page.getByText('inferred from the value itself').waitFor();
    },
  },
  { name: 'inbox-good', scenario: 'inbox-good', go: openInbox },
  { name: 'inbox-broken', scenario: 'inbox-broken', go: openInbox },
  { name: 'inbox-10000', scenario: 'inbox-10000', go: openInbox },
];
