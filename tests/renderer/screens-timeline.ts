import type { Page } from 'playwright-core';
import type { ScreenUnderTest } from './screens.ts';

/** Opens the timeline by its shortcut. */
export async function openTimeline(page: Page): Promise<void> {
  await page.locator('.rail').waitFor();
  await page.keyboard.press('Control+7');
  await page.getByRole('heading', { name: /^Timeline/, level: 1 }).waitFor();
}

/** Opens it on what there is. */
export async function openChart(page: Page): Promise<void> {
  await openTimeline(page);
  await page.getByRole('grid', { name: /^Timeline/ }).waitFor();
}

/** A mark of a key, by what is read of it. */
export function markOf(page: Page, name: string, words: RegExp) {
  return page.getByRole('button', { name: new RegExp(`^${name} in .*${words.source}`) });
}

async function zoom(page: Page, label: string): Promise<void> {
  await page.getByRole('radio', { name: label }).click();
}

/** The timeline as a chart and as a list, at every zoom, and what it asks. */
export const TIMELINE_SCREENS: readonly ScreenUnderTest[] = [
  { name: 'timeline', scenario: 'demo', go: openChart },
  {
    name: 'timeline-month',
    scenario: 'demo',
    go: async (page) => {
      await openChart(page);
      await zoom(page, '4 weeks');
    },
  },
  {
    name: 'timeline-year',
    scenario: 'demo',
    go: async (page) => {
      await openChart(page);
      await zoom(page, '1 year');
    },
  },
  {
    name: 'timeline-tip',
    scenario: 'demo',
    go: async (page) => {
      await openChart(page);
      await markOf(page, 'NORRIX_API_KEY', /expires/)
        .first()
        .hover();
      await page.locator('.tl-tip').waitFor();
    },
  },
  {
    name: 'timeline-folded',
    scenario: 'timeline-10000',
    go: async (page) => {
      await openChart(page);
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Fold all environments', exact: true }).click();
      // The button has the focus again, and its tooltip with it.
      await page.getByRole('heading', { level: 1 }).click();
      await page
        .getByRole('button', { name: /dates of production/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'timeline-cluster',
    scenario: 'timeline-10000',
    go: async (page) => {
      await openChart(page);
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Fold all environments', exact: true }).click();
      await page
        .getByRole('button', { name: /dates of development/ })
        .nth(2)
        .click();
      await page.getByRole('menuitem').first().waitFor();
    },
  },
  {
    name: 'timeline-menu',
    scenario: 'demo',
    go: async (page) => {
      await openChart(page);
      await markOf(page, 'BKEND_SECRET_KEY', /due for rotation/)
        .first()
        .click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'timeline-moving',
    scenario: 'demo',
    go: async (page) => {
      await openChart(page);
      await markOf(page, 'BKEND_SECRET_KEY', /is due for rotation: /)
        .first()
        .focus();
      await page.keyboard.press('Alt+Shift+ArrowRight');
      await page.getByText('Enter moves it there').waitFor();
    },
  },
  {
    name: 'timeline-planned',
    scenario: 'demo',
    go: async (page) => {
      await openChart(page);
      await markOf(page, 'BKEND_SECRET_KEY', /is due for rotation: /)
        .first()
        .focus();
      await page.keyboard.press('Alt+Shift+ArrowRight');
      await page.keyboard.press('Enter');
      await page.getByText('Planned the rotation of').waitFor();
      await page.getByRole('button', { name: /planned by you/ }).waitFor();
    },
  },
  {
    name: 'timeline-move-dialog',
    scenario: 'demo',
    go: async (page) => {
      await openChart(page);
      await markOf(page, 'BKEND_SECRET_KEY', /is due for rotation: /)
        .first()
        .focus();
      await page.keyboard.press('m');
      await page.getByRole('dialog').getByLabel('Day').fill('2020-01-01');
      await page.keyboard.press('Enter');
      await page.getByText('That day is over').waitFor();
    },
  },
  {
    name: 'timeline-drawer',
    scenario: 'demo',
    go: async (page) => {
      await openChart(page);
      await markOf(page, 'NORRIX_API_KEY', /expires/)
        .first()
        .click();
      await page.getByText('In other environments').waitFor();
    },
  },
  {
    name: 'timeline-list',
    scenario: 'demo',
    go: async (page) => {
      await openChart(page);
      await page.getByRole('radio', { name: 'List' }).click();
      await page.getByRole('grid', { name: 'Timeline as a list' }).waitFor();
    },
  },
  {
    name: 'timeline-nothing-fits',
    scenario: 'demo',
    go: async (page) => {
      await openChart(page);
      await page.getByLabel('Filter keys').fill('zzz');
      await page.getByText('No key fits').waitFor();
    },
  },
  {
    name: 'timeline-empty',
    scenario: 'timeline-empty',
    go: async (page) => {
      await openTimeline(page);
      await page.getByText('Nothing on the timeline yet').waitFor();
    },
  },
  {
    name: 'timeline-error',
    scenario: 'timeline-broken',
    go: async (page) => {
      await openTimeline(page);
      await page.getByText('The timeline could not be read').waitFor();
    },
  },
  { name: 'timeline-10000', scenario: 'timeline-10000', go: openChart },
];
