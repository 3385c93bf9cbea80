import type { Locator, Page } from 'playwright-core';
import { goTo } from './window.ts';

/** What a person fills in to add a CI target; what is absent stays as the form has it. */
export type AddingTarget = {
  /** The system's name as the form says it. */
  readonly system: string;
  /** Its repository or project. */
  readonly place: string;
  readonly name: string;
  readonly baseUrl: string;
  /** Absent: keys are placed there by hand. */
  readonly token?: string;
  readonly project?: string;
  readonly environment?: string;
};

/** Opens one of the lists of the CI screen. */
export async function showCiList(page: Page, list: 'Targets' | 'Placements' | 'Pushes'): Promise<void> {
  await goTo(page, 'CI');
  await page.getByRole('radiogroup', { name: 'View' }).getByText(list, { exact: true }).click();
}

/** Fills in the form of a new target, and leaves it open. */
export async function addTarget(page: Page, adding: AddingTarget): Promise<Locator> {
  await showCiList(page, 'Targets');
  await page
    .getByRole('button', { name: /^Add (CI )?target…/ })
    .first()
    .click();
  const form = page.getByRole('dialog');
  await form.getByRole('combobox', { name: 'System' }).selectOption({ label: adding.system });
  await form.getByRole('textbox', { name: /^(Repository|Project)/ }).fill(adding.place);
  await form.getByLabel('Name (optional)').fill(adding.name);
  if (adding.token !== undefined) await form.getByLabel('Access token', { exact: true }).fill(adding.token);
  for (const [label, chosen] of [
    ['Project', adding.project],
    ['Environment', adding.environment],
  ] as const) {
    if (chosen !== undefined) await form.getByRole('combobox', { name: label }).selectOption({ label: chosen });
  }
  await form.getByRole('button', { name: 'Addresses' }).click();
  await form.getByLabel('API address').fill(adding.baseUrl);
  return form;
}

/** Opens a target's page from the list. */
export async function openTarget(page: Page, name: string): Promise<void> {
  await showCiList(page, 'Targets');
  await page.getByRole('list', { name: 'CI targets' }).getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** A line of the placements, by the secret's name. */
export function placementLine(page: Page, secretName: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('rowheader').getByText(secretName, { exact: true }) });
}

/** Chooses keys of shop's staging and targets, up to the preview of the push. */
export async function pushChosen(page: Page, keys: readonly string[], targets: readonly string[]): Promise<Locator> {
  await showCiList(page, 'Pushes');
  await page.keyboard.press('ControlOrMeta+k');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await palette.getByRole('combobox').fill('push keys to');
  await palette.getByRole('option', { name: /^Push keys to/, selected: true }).waitFor();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Push to CI' });
  await dialog.getByRole('combobox', { name: 'Keys of' }).selectOption({ label: 'shop, staging' });
  for (const key of keys) await dialog.getByRole('option', { name: new RegExp(`^${RegExp.escape(key)}`) }).click();
  for (const target of targets) await choose(dialog, target);
  await page.keyboard.press('ControlOrMeta+Enter');
  await dialog.getByRole('region', { name: 'What would be done' }).waitFor();
  return dialog;
}

/** Chooses a target where it is not chosen already: those that are marked for the keys' environment are. */
async function choose(dialog: Locator, target: string): Promise<void> {
  const option = dialog.getByRole('option', { name: target });
  if ((await option.getAttribute('aria-selected')) !== 'true') await option.click();
}
