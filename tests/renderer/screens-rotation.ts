import type { Page } from 'playwright-core';
import type { ScreenUnderTest } from './screens.ts';

/** Opens a command by its name in the palette, as from any screen. */
export async function byPalette(page: Page, typed: string, option: RegExp): Promise<void> {
  await page.getByRole('gridcell').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type(typed);
  await page.getByRole('option', { name: option }).first().waitFor();
  await page.getByRole('option', { name: option }).first().click();
}

/** Opens a project's board. */
async function board(page: Page, project: string): Promise<void> {
  await page.getByRole('gridcell').first().waitFor();
  await page.locator('.project-switcher').click();
  await page.getByRole('menuitemcheckbox', { name: project }).click();
}

/** The plan for a key, by its menu on the board. */
export async function openPlan(page: Page, cell: RegExp, item = 'Rotate…'): Promise<void> {
  await page.getByRole('gridcell', { name: cell }).first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: item }).click();
  await page.getByRole('dialog').getByRole('region', { name: 'Steps' }).waitFor();
}

/** Starts what the open plan says, saying yes to whatever is asked. */
export async function start(page: Page): Promise<void> {
  const agree = page.getByRole('dialog').getByRole('checkbox', { name: 'Go on all the same' });
  if ((await agree.count()) > 0) await agree.click();
  await page.getByRole('button', { name: /^Start the rotation/ }).click();
  const first = page.getByRole('dialog').locator('.rotation-steps');
  const asked = page.getByRole('alertdialog');
  await first.or(asked).first().waitFor();
  if ((await asked.count()) > 0) await asked.getByRole('button', { name: 'Rotate', exact: true }).click();
  await first.waitFor();
}

/** Pastes a made-up value, as people do. */
export async function paste(page: Page, value: string): Promise<void> {
  await page.locator('.rotation-value textarea').evaluate((field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, value);
}

async function small(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1000, height: 640 });
}

/** One of the demo's rotations, from the list of them. */
export async function openListed(page: Page, name: RegExp): Promise<void> {
  await byPalette(page, 'rotations', /^Rotations…/);
  await page.getByRole('dialog').getByRole('button', { name }).first().click();
  await page.locator('.rotation-steps').waitFor();
}

const NORRIX = /^NORRIX_API_KEY, production/;
const BKEND = /^BKEND_SECRET_KEY, production/;

async function toPlaces(page: Page): Promise<void> {
  await openPlan(page, /^NORRIX_DEPLOY_KEY, production/);
  await start(page);
  await paste(page, 'nrx_MADEUP00000000000000000000');
  await page.getByRole('button', { name: /^Use this value/ }).click();
  await page
    .getByRole('button', { name: /by hand$/ })
    .first()
    .waitFor();
}

async function campaignPreview(page: Page): Promise<void> {
  await byPalette(page, 'rotate several', /Rotate several keys/);
  await page.getByRole('region', { name: 'Rotations' }).waitFor();
}

/** Rotations: the plan of each strategy, the stepper at every state, and campaigns. */
export const ROTATION_SCREENS: readonly ScreenUnderTest[] = [
  { name: 'rotate-plan-overlap', scenario: 'rotations', go: (page) => openPlan(page, NORRIX) },
  { name: 'rotate-plan-replace-delete', scenario: 'rotations', go: (page) => openPlan(page, BKEND) },
  {
    name: 'rotate-plan-regenerate',
    scenario: 'rotations',
    go: async (page) => {
      await board(page, 'mobile-app');
      await openPlan(page, /^PUSH_KEY, production/, 'This key leaked…');
      await page.getByText('Something stops working').waitFor();
    },
  },
  {
    name: 'rotate-plan-automatic',
    scenario: 'rotations',
    go: async (page) => {
      await openPlan(page, /^EXPERIMENT_BATCH_TOKEN, production/);
      await page.getByText('Something stops working').waitFor();
    },
  },
  {
    name: 'rotate-plan-cannot-deactivate',
    scenario: 'rotations',
    go: async (page) => {
      await openPlan(page, /^EXPERIMENT_TOKEN, staging/);
      await page.getByLabel('Kind of key').selectOption('default-key');
      await page.getByText('Have support end the old key').waitFor();
    },
  },
  {
    name: 'rotate-plan-leaked-small',
    scenario: 'rotations',
    go: async (page) => {
      await small(page);
      await openPlan(page, BKEND, 'This key leaked…');
      await page.getByRole('region', { name: 'What was exposed' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'rotation-long-name-small',
    scenario: 'rotations',
    go: async (page) => {
      await small(page);
      await openPlan(page, /^SIGNING_CERTIFICATE.*, production/);
      await start(page);
    },
  },
  {
    name: 'rotate-plan-error',
    scenario: 'rotations-broken',
    go: async (page) => {
      await page.getByRole('gridcell', { name: NORRIX }).first().click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Rotate…' }).click();
      await page.getByText('This key cannot be rotated now').waitFor();
    },
  },
  {
    name: 'rotation-value',
    scenario: 'rotations',
    go: async (page) => {
      await openPlan(page, NORRIX);
      await start(page);
      await page.locator('.rotation-value textarea').waitFor();
    },
  },
  {
    name: 'rotation-value-pasted',
    scenario: 'rotations',
    go: async (page) => {
      await openPlan(page, NORRIX);
      await start(page);
      await paste(page, 'nrx_MADEUP0000000000000000000000');
      await page.locator('.paste-held').waitFor();
    },
  },
  { name: 'rotation-places', scenario: 'rotations', go: toPlaces },
  {
    name: 'rotation-places-small',
    scenario: 'rotations',
    go: async (page) => {
      await small(page);
      await toPlaces(page);
    },
  },
  {
    name: 'rotation-end',
    scenario: 'rotations',
    go: async (page) => {
      await toPlaces(page);
      await page.getByRole('button', { name: 'It is there' }).click();
      await page.getByRole('button', { name: /^It is ended/ }).waitFor();
    },
  },
  {
    name: 'rotation-leave-out',
    scenario: 'rotations',
    go: async (page) => {
      await toPlaces(page);
      await page.getByRole('button', { name: 'Leave out…' }).click();
      await page.getByLabel('Why it is left out').waitFor();
    },
  },
  { name: 'rotation-running', scenario: 'rotations', go: (page) => openListed(page, /^EXPERIMENT_TOKEN/) },
  { name: 'rotation-failed', scenario: 'rotations', go: (page) => openListed(page, /^NATIVEMESSAGE_API_KEY/) },
  { name: 'rotation-yes', scenario: 'rotations', go: (page) => openListed(page, /^SSO_CLIENT.*production/) },
  { name: 'rotation-limited', scenario: 'rotations', go: (page) => openListed(page, /^SSO_CLIENT.*staging/) },
  { name: 'rotation-aborted', scenario: 'rotations', go: (page) => openListed(page, /^BKEND_SECRET_KEY/) },
  { name: 'rotation-done', scenario: 'rotations', go: (page) => openListed(page, /^NORRIX_DEPLOY_KEY/) },
  {
    name: 'rotation-undo-question',
    scenario: 'rotations',
    go: async (page) => {
      await openListed(page, /^SSO_CLIENT.*production/);
      await page.getByRole('button', { name: 'Take back: Check that it works' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'rotation-abort-question',
    scenario: 'rotations',
    go: async (page) => {
      await openListed(page, /^SSO_CLIENT.*production/);
      await page.getByRole('button', { name: 'Abort…' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'rotation-leaked-report',
    scenario: 'rotations',
    go: async (page) => {
      await openPlan(page, BKEND, 'This key leaked…');
      await start(page);
      await page.getByRole('button', { name: 'Copy the report' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'rotations-list',
    scenario: 'rotations',
    go: async (page) => {
      await byPalette(page, 'rotations', /^Rotations…/);
      await page.getByRole('list', { name: 'Open rotations' }).waitFor();
    },
  },
  {
    name: 'rotations-none',
    scenario: 'demo',
    go: async (page) => {
      await byPalette(page, 'rotations', /^Rotations…/);
      await page.getByText('No rotation yet').waitFor();
    },
  },
  { name: 'campaign-preview', scenario: 'rotations', go: campaignPreview },
  {
    name: 'campaign-preview-small',
    scenario: 'rotations',
    go: async (page) => {
      await small(page);
      await campaignPreview(page);
    },
  },
  {
    name: 'campaign-preview-known-by',
    scenario: 'rotations',
    go: async (page) => {
      await small(page);
      await campaignPreview(page);
      await page.getByRole('combobox', { name: 'Project' }).selectOption({ label: 'All projects' });
      await page.getByRole('combobox', { name: 'Environment' }).selectOption({ label: 'All environments' });
      await page.getByRole('textbox', { name: 'Known by' }).fill('deploy-bot');
      await page.getByRole('button', { name: /^Start 1 rotation/ }).waitFor();
    },
  },
  {
    name: 'campaign',
    scenario: 'rotations',
    go: async (page) => {
      await byPalette(page, 'rotations', /^Rotations…/);
      await page.getByRole('button', { name: /^Everything that Robin knew/ }).click();
      await page.getByRole('button', { name: 'Next that needs you' }).waitFor();
    },
  },
  {
    name: 'drawer-rotating',
    scenario: 'rotations',
    go: async (page) => {
      await page
        .getByRole('gridcell', { name: /^SSO_CLIENT, production/ })
        .first()
        .click();
      await page.getByText('Being rotated').waitFor();
    },
  },
];
