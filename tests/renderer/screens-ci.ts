import type { Page } from 'playwright-core';
import type { ScreenUnderTest } from './screens.ts';

/** Opens the CI screen by its shortcut. */
export async function openCi(page: Page): Promise<void> {
  await page.getByRole('gridcell').first().waitFor();
  await page.keyboard.press('Control+6');
  await page.getByRole('list', { name: 'CI targets' }).waitFor();
}

export async function openTarget(page: Page, name: string): Promise<void> {
  await openCi(page);
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

export async function openPlacements(page: Page): Promise<void> {
  await openCi(page);
  await page.getByRole('radio', { name: 'Placements' }).click();
  await page.getByRole('grid', { name: 'Placements' }).waitFor();
}

/** Looks at what a push of keys of staging to targets marked for staging and production would do. */
export async function previewPush(page: Page, targets: readonly string[]): Promise<void> {
  await openCi(page);
  await page.getByRole('radio', { name: 'Pushes' }).click();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('push keys to');
  await page.getByRole('option', { name: /^Push keys to/, selected: true }).waitFor();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Push to CI' });
  await dialog.getByRole('combobox', { name: 'Keys of' }).selectOption({ label: 'storefront, staging' });
  await dialog.getByRole('listbox', { name: 'Keys' }).focus();
  await page.keyboard.press('Control+a');
  for (const target of targets) await dialog.getByRole('option', { name: target }).click();
  await page.keyboard.press('Control+Enter');
  await dialog.getByRole('region', { name: 'What would be done' }).waitFor();
}

/** Looks at what a push of a file would do at a target that takes text only. */
export async function previewFile(page: Page): Promise<void> {
  await openTarget(page, 'storefront production');
  await page.getByRole('button', { name: 'Push keys…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Push to CI' });
  await dialog.getByRole('option', { name: /^SIGNING_CERTIFICATE/ }).click();
  await page.keyboard.press('Control+Enter');
  await dialog.getByRole('region', { name: 'What would be done' }).waitFor();
}

async function addTarget(page: Page, system: string): Promise<void> {
  await openCi(page);
  await page.getByRole('button', { name: 'Add target…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'System' }).selectOption({ label: system });
}

const small = async (page: Page): Promise<void> => page.setViewportSize({ width: 1000, height: 640 });

/** The CI screen in its states, and everything around pushing. */
export const CI_SCREENS: readonly ScreenUnderTest[] = [
  { name: 'ci-targets', scenario: 'ci', go: openCi },
  {
    name: 'ci-targets-small',
    scenario: 'ci',
    go: async (page) => {
      await small(page);
      await openCi(page);
    },
  },
  { name: 'ci-good', scenario: 'ci-good', go: openCi },
  {
    name: 'ci-empty',
    scenario: 'demo',
    go: async (page) => {
      await page.keyboard.press('Control+6');
      await page.getByText('No CI targets yet').waitFor();
    },
  },
  {
    name: 'ci-error',
    scenario: 'ci-broken',
    go: async (page) => {
      await page.getByRole('gridcell').first().waitFor();
      await page.keyboard.press('Control+6');
      await page.getByText('The CI targets could not be read').waitFor();
    },
  },
  {
    name: 'ci-menu',
    scenario: 'ci',
    go: async (page) => {
      await openCi(page);
      await page.getByRole('button', { name: 'More for storefront repository' }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  { name: 'ci-placements', scenario: 'ci', go: openPlacements },
  {
    name: 'ci-placements-small',
    scenario: 'ci',
    go: async (page) => {
      await small(page);
      await openPlacements(page);
    },
  },
  {
    name: 'ci-placements-behind',
    scenario: 'ci',
    go: async (page) => {
      await openPlacements(page);
      await page.getByRole('radio', { name: /^Behind/ }).click();
      await page.locator('.placement-list [data-index="0"]').click({ modifiers: ['ControlOrMeta'] });
      await page.keyboard.press('Shift+ArrowDown');
      await page.getByText('2 placements selected').waitFor();
    },
  },
  {
    name: 'ci-placements-nothing',
    scenario: 'ci',
    go: async (page) => {
      await openPlacements(page);
      await page.getByLabel('Filter placements').fill('zzz');
      await page.getByText('No placement fits').waitFor();
    },
  },
  { name: 'ci-placements-10000', scenario: 'ci-10000', go: openPlacements },
  { name: 'ci-target', scenario: 'ci', go: (page) => openTarget(page, 'storefront production') },
  {
    name: 'ci-target-secrets',
    scenario: 'ci',
    go: async (page) => {
      await openTarget(page, 'storefront production');
      await page.getByText('Other secrets there').click();
      await page.getByRole('list', { name: 'Other secrets there' }).waitFor();
    },
  },
  {
    name: 'ci-target-small',
    scenario: 'ci',
    go: async (page) => {
      await small(page);
      await openTarget(page, 'storefront production');
    },
  },
  { name: 'ci-target-refused', scenario: 'ci', go: (page) => openTarget(page, 'mobile app') },
  { name: 'ci-target-offline', scenario: 'ci', go: (page) => openTarget(page, 'build farm') },
  { name: 'ci-target-no-token', scenario: 'ci', go: (page) => openTarget(page, 'deploys context') },
  { name: 'ci-target-nothing', scenario: 'ci', go: (page) => openTarget(page, 'docs site') },
  {
    name: 'ci-target-remove',
    scenario: 'ci',
    go: async (page) => {
      await openTarget(page, 'storefront production');
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Remove…' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'ci-add-github',
    scenario: 'ci',
    go: async (page) => {
      await addTarget(page, 'GitHub');
      await page.getByRole('radio', { name: 'Environment' }).click();
    },
  },
  { name: 'ci-add-gitlab', scenario: 'ci', go: (page) => addTarget(page, 'GitLab') },
  { name: 'ci-add-jenkins', scenario: 'ci', go: (page) => addTarget(page, 'Jenkins') },
  { name: 'ci-add-vercel', scenario: 'ci', go: (page) => addTarget(page, 'Vercel') },
  {
    name: 'ci-add-tested',
    scenario: 'ci',
    go: async (page) => {
      await small(page);
      await addTarget(page, 'GitHub');
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'Repository' }).fill('acme/api');
      await dialog.locator('input[type="password"]').fill('madeup-wrong-token');
      await dialog.getByRole('button', { name: 'Add and test' }).click();
      await page.getByText('The token is not enough').waitFor();
    },
  },
  {
    name: 'ci-add-errors',
    scenario: 'ci',
    go: async (page) => {
      await addTarget(page, 'Jenkins');
      await page.getByRole('button', { name: 'Add target', exact: true }).click();
      await page.getByText('Say where Jenkins is.').waitFor();
    },
  },
  {
    name: 'ci-record',
    scenario: 'ci',
    go: async (page) => {
      await openTarget(page, 'storefront production');
      await page.getByText('Other secrets there').click();
      await page.getByRole('button', { name: 'Record NPM_PUBLISH by hand' }).click();
      await page.getByRole('dialog').getByLabel('Secret').waitFor();
    },
  },
  {
    name: 'push-choose',
    scenario: 'ci',
    go: async (page) => {
      await page.getByRole('gridcell', { name: /^BKEND_SECRET_KEY, staging/ }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Push to CI…' }).click();
      await page.getByText('1 key to 1 target').waitFor();
    },
  },
  {
    name: 'push-choose-small',
    scenario: 'ci',
    go: async (page) => {
      await small(page);
      await openTarget(page, 'docs site');
      await page.getByRole('button', { name: 'Push keys…' }).first().click();
      await page.getByRole('option', { name: /NORRIX_API_KEY/ }).click();
    },
  },
  {
    name: 'push-preview',
    scenario: 'ci',
    go: (page) => previewPush(page, ['storefront production', 'storefront repository', 'mobile app']),
  },
  {
    name: 'push-preview-base64',
    scenario: 'ci',
    go: async (page) => {
      await previewFile(page);
      await page.getByRole('button', { name: /in base64$/ }).waitFor();
    },
  },
  {
    name: 'push-preview-base64-chosen',
    scenario: 'ci',
    go: async (page) => {
      await previewFile(page);
      await page.getByRole('button', { name: /in base64$/ }).click();
      await page.getByText('1 to create', { exact: false }).first().waitFor();
    },
  },
  {
    name: 'push-preview-behind',
    scenario: 'ci',
    go: async (page) => {
      await openCi(page);
      await page.getByRole('button', { name: /^Push [\d,]+ updates/ }).click();
      await page.getByRole('region', { name: 'What would be done' }).waitFor();
    },
  },
  {
    name: 'push-running',
    scenario: 'ci-10000',
    go: async (page) => {
      await openCi(page);
      await page.getByRole('button', { name: /^Push [\d,]+ updates/ }).click();
      await page.getByRole('region', { name: 'What would be done' }).waitFor();
      await page.keyboard.press('Control+Enter');
      await page.getByRole('button', { name: 'Push to CI' }).click();
      await page.getByRole('progressbar').waitFor();
    },
  },
  {
    name: 'push-stopped',
    scenario: 'ci',
    go: async (page) => {
      await openCi(page);
      await page.getByRole('radio', { name: 'Pushes' }).click();
      await page.getByRole('list', { name: 'Past pushes' }).getByRole('button').first().click();
      await page.getByText('Stopped with 1 secret to go').waitFor();
    },
  },
  {
    name: 'pushes',
    scenario: 'ci',
    go: async (page) => {
      await openCi(page);
      await page.getByRole('radio', { name: 'Pushes' }).click();
      await page.getByRole('list', { name: 'Past pushes' }).waitFor();
    },
  },
  {
    name: 'push-put-back',
    scenario: 'ci',
    go: async (page) => {
      await openCi(page);
      await page.getByRole('radio', { name: 'Pushes' }).click();
      await page
        .getByRole('button', { name: /^Put back/ })
        .first()
        .click();
      await page.getByText('cannot be put back').waitFor();
    },
  },
];
