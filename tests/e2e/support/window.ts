import type { Locator, Page } from 'playwright-core';
import type { App } from './app.ts';

/** A cell of the board. */
export function cell(page: Page, name: string, environment: string): Locator {
  return page.getByRole('gridcell', { name: new RegExp(`^${RegExp.escape(name)}, ${RegExp.escape(environment)}: `) });
}

/** The notices at the lower right that are there now. */
export function notice(page: Page, text: string | RegExp): Locator {
  return page.getByRole('region', { name: /^Notifications/ }).getByText(text);
}

/** Dismisses a notice that stays until somebody does. */
export async function dismissNotice(page: Page, text: string | RegExp): Promise<void> {
  const shown = page
    .getByRole('region', { name: /^Notifications/ })
    .getByRole('listitem')
    .filter({ hasText: text });
  await shown.getByRole('button', { name: 'Dismiss' }).click();
  await shown.waitFor({ state: 'detached' });
}

/** Opens one of the rail's screens. */
export async function goTo(page: Page, screen: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Keyrail' }).getByRole('button', { name: screen }).first().click();
}

/** Waits for the board of an unlocked vault. */
export async function boardIsThere(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: /^Board/ }).waitFor();
}

/** Puts text on the clipboard from outside, as another program would. */
export async function onClipboard(app: App, text: string): Promise<void> {
  await app.inHost(({ clipboard }, given) => clipboard.writeText(given), text);
}

/** What another program would get from the clipboard. */
export function clipboardText(app: App): Promise<string> {
  return app.inHost(async ({ clipboard }) => clipboard.readText(), null);
}

/** Pastes into what has the focus. */
export async function paste(app: App, text: string): Promise<void> {
  await onClipboard(app, text);
  await app.page.keyboard.press('ControlOrMeta+v');
}

const LAYERS = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox], aside';

/** Closes whatever lies on top of the screen, and the drawer. A tooltip takes an Escape for itself, so some are tried. */
export async function closeLayers(page: Page): Promise<void> {
  const layers = page.locator(LAYERS);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if ((await layers.count()) === 0) return;
    const question = page.locator('.leave-question');
    // A form with something in it asks: here it may go.
    if ((await question.count()) > 0) await question.locator('xpath=following-sibling::button[1]').click();
    else await page.keyboard.press('Escape');
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }
  await layers.first().waitFor({ state: 'detached' });
}

/** Puts the board's focus on a cell without opening it. */
export async function chooseCell(page: Page, name: string, environment: string): Promise<void> {
  const wanted = cell(page, name, environment);
  await wanted.click({ modifiers: ['ControlOrMeta'] });
  await wanted.click({ modifiers: ['ControlOrMeta'] });
  await page.getByRole('region', { name: 'Selected keys' }).waitFor({ state: 'detached' });
}

/** What the host's next dialogs for opening a file or a folder answer; null: the person cancelled. */
export async function answerOpenDialog(app: App, path: string | null): Promise<void> {
  await app.inHost(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: chosen === null, filePaths: chosen === null ? [] : [chosen] });
  }, path);
}

/** What the host's next dialogs for saving a file answer; null: the person cancelled. */
export async function answerSaveDialog(app: App, path: string | null): Promise<void> {
  await app.inHost(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: chosen === null, filePath: chosen ?? '' });
  }, path);
}

/** The label of what is chosen in a select. */
export function chosenIn(within: Page | Locator, label: string): Promise<string> {
  return within
    .getByRole('combobox', { name: label })
    .evaluate((select) => (select instanceof HTMLSelectElement ? (select.selectedOptions[0]?.label ?? '') : ''));
}

/** Chooses in a select what says so. Its list is not opened: older versions draw it outside of the page. */
export async function chooseIn(within: Page | Locator, label: string, option: string | RegExp): Promise<void> {
  const select = within.getByRole('combobox', { name: label });
  const value = await select.locator('option').filter({ hasText: option }).first().getAttribute('value');
  await select.selectOption(value);
}

/** Runs a command by its name in the palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await palette.waitFor();
  await palette.getByRole('combobox').fill(title);
  await palette.getByRole('option', { name: title, selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await palette.waitFor({ state: 'detached' });
}
