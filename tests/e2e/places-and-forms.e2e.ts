import type { Locator, Page } from 'playwright-core';
import { must } from '../fixtures/test-vault.ts';
import type { App } from './support/app.ts';
import { PASSPHRASE, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';

import {
  answerSaveDialog,
  boardIsThere,
  cell,
  chosenIn,
  clipboardText,
  closeLayers,
  goTo,
  notice,
  onClipboard,
  paste,
  runCommand,
} from './support/window.ts';

test.describe.configure({ mode: 'serial' });

// Made-up values that only look real.
const FIRST = 'nrx_Ks7dF2xWmadeup0000000000000000001';
const SECOND = 'nrx_p0QmZ81amadeup0000000000000000002';
const THIRD = 'nrx_T3mNq0ssmadeup0000000000000000003';
const ONCE = 'nrx_Sh0wn0ncemadeup000000000000000004';

/** Twelve environments, the last with the longest name that there may be. */
const ENVIRONMENTS = [
  ...['development', 'staging', 'production', 'ci', 'preview', 'qa', 'load', 'demo', 'emea', 'apac', 'canary'],
  `zone ${'x'.repeat(195)}`,
];
const LONG_NAME = `LONG_${'N'.repeat(195)}`;

let app: App;
let page: Page;

test.beforeAll(async () => {
  const { home } = await seedVault(async ({ engine, addKey }) => {
    // "aaa" is the first project of the vault; nobody looks at it here.
    await addKey({ project: 'aaa', environment: 'development', name: 'OTHER_KEY', value: THIRD });
    await addKey({ project: 'storefront', environment: 'development', name: 'ALPHA_KEY', value: FIRST });
    must(await engine.projects.create({ name: 'empty' }));
    const projects = must(await engine.projects.list({})).projects;
    const shop = projects.find(({ name }) => name === 'storefront');
    if (shop === undefined) throw new Error('storefront');
    for (const name of ENVIRONMENTS.slice(3)) {
      must(await engine.environments.create({ projectId: shop.id, name }));
    }
    await addKey({ project: 'storefront', environment: 'canary', name: LONG_NAME, value: SECOND });
    const beta = await addKey({ project: 'storefront', environment: 'development', name: 'BETA_KEY', value: SECOND });
    for (const text of [THIRD, `${THIRD}b`]) {
      must(await engine.keys.setValue({ keyId: beta, value: { from: 'text', text } }));
    }
  });
  app = await openApp({ home, passphrase: PASSPHRASE, viewport: { width: 1000, height: 640 } });
  page = app.page;
  await boardIsThere(page);
  await showProject('storefront');
  await cell(page, 'ALPHA_KEY', 'development').waitFor();
});

test.beforeEach(async () => {
  await closeLayers(page);
});

async function showProject(name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Keyrail' }).getByRole('button', { name, exact: false }).first().click();
  await page.getByRole('heading', { level: 1, name: `Board of ${name}` }).waitFor();
}

/** The accessible name of what has the focus. */
const focused = (): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');

/** Whether the focus is on the screen, or where else it is. */
const inMain = (): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.closest('main') == null ? (activeElement?.outerHTML.slice(0, 200) ?? 'nowhere') : 'in main';
  });

const addDialog = (): Locator => page.getByRole('dialog', { name: 'Add a key' });

/** Where the open form would put things. */
async function proposed(within: Locator): Promise<readonly string[]> {
  await within.waitFor();
  return [await chosenIn(within, 'Project'), await chosenIn(within, 'Environment')];
}

/** Whether what has the focus is whole in sight, beside the names and below the titles. */
const focusInSight = (): Promise<boolean> =>
  page.evaluate(() => {
    const at = document.activeElement?.getBoundingClientRect();
    const board = document.querySelector('.board')?.getBoundingClientRect();
    const name = document.querySelector('.board-head .board-name')?.getBoundingClientRect();
    const head = document.querySelector('.board-head')?.getBoundingClientRect();
    if (at === undefined || board === undefined || name === undefined || head === undefined) return false;
    return (
      at.left >= name.right - 1 && at.right <= board.right + 1 && at.top >= head.bottom - 1 && at.bottom <= board.bottom
    );
  });

test.describe('every way of adding starts from where the person is', () => {
  test('by button, key, palette, paste and import, on the column that has the focus', async () => {
    await cell(page, 'ALPHA_KEY', 'development').click();
    await closeLayers(page);
    await page.keyboard.press('ArrowRight');
    await expect.poll(focused).toMatch(/^ALPHA_KEY, staging: /);
    const expected = ['storefront', 'staging'];

    await page.getByRole('button', { name: /^Add key/ }).click();
    expect(await proposed(addDialog())).toEqual(expected);
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+n');
    expect(await proposed(addDialog())).toEqual(expected);
    await closeLayers(page);
    await runCommand(page, 'Add key');
    expect(await proposed(addDialog())).toEqual(expected);
    await closeLayers(page);
    await page.getByRole('button', { name: 'Import' }).first().click();
    expect(await proposed(page.getByRole('dialog', { name: 'Import keys' }))).toEqual(expected);
    await closeLayers(page);
    await page.keyboard.press('ControlOrMeta+Shift+i');
    expect(await proposed(page.getByRole('dialog', { name: 'Import keys' }))).toEqual(expected);
    await closeLayers(page);
    await page.getByRole('grid').getByRole('gridcell', { name: 'ALPHA_KEY, qa: Missing' }).click();
    expect(await proposed(addDialog())).toEqual(['storefront', 'qa']);
    await closeLayers(page);
    await page.keyboard.press('n');
    expect(await proposed(addDialog())).toEqual(['storefront', 'qa']);
    await closeLayers(page);
    await paste(app, ONCE);
    expect(await proposed(addDialog())).toEqual(['storefront', 'qa']);
  });

  test('in an empty project, and in the one visited last from a screen without one', async () => {
    await showProject('empty');
    await page.getByRole('main').getByText('No keys in empty yet').waitFor();
    await paste(app, ONCE);
    expect(await proposed(addDialog())).toEqual(['empty', 'development']);
    await closeLayers(page);
    for (const screen of ['Inbox', 'All projects', 'Providers']) {
      await goTo(page, screen);
      await page.getByRole('heading', { level: 1, name: new RegExp(`^${screen}`) }).waitFor();
      await page.keyboard.press('ControlOrMeta+n');
      expect(await proposed(addDialog())).toEqual(['empty', 'development']);
      await closeLayers(page);
    }
    await showProject('storefront');
  });
});

test.describe('a form with something in it', () => {
  async function discardAllPasted(): Promise<void> {
    const discard = page.getByRole('main').getByRole('button', { name: 'Discard' });
    for (let left = await discard.count(); left > 0; left -= 1) {
      await discard.first().click();
      await expect.poll(() => discard.count()).toBe(left - 1);
    }
  }
  test.beforeEach(discardAllPasted);

  test('does not close by a click outside, and asks by Escape; to stay is what Enter does', async () => {
    await page.getByRole('button', { name: /^Add key/ }).click();
    const dialog = addDialog();
    const name = dialog.getByLabel('Name', { exact: true });
    await name.fill('HALF_TYPED');
    await page.mouse.click(8, 300);
    await page.keyboard.press('Escape');
    await dialog.getByText('Discard what you typed?').waitFor();
    await page.keyboard.press('Enter');
    expect(await name.inputValue()).toBe('HALF_TYPED');
    expect(await name.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog.getByText('Discard what you typed?').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.getByRole('button', { name: 'Discard' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByRole('main').getByText('not stored').count()).toBe(0);
  });

  test('closes as before where there is nothing in it', async () => {
    await page.getByRole('button', { name: /^Add key/ }).click();
    await addDialog().waitFor();
    await page.keyboard.press('Escape');
    await addDialog().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Add key/ }).click();
    await addDialog().waitFor();
    await page.mouse.click(8, 300);
    await addDialog().waitFor({ state: 'detached' });
  });

  test('gives back what was pasted, with how it was filled in, also after the page was loaded anew', async () => {
    await cell(page, 'ALPHA_KEY', 'staging').click();
    const dialog = addDialog();
    await dialog.locator('textarea').first().focus();
    await paste(app, ONCE);
    await dialog.getByText(/^Norrix/).waitFor();
    await dialog.getByLabel('Name', { exact: true }).fill('SHOWN_ONCE_KEY');
    await page.mouse.click(8, 300);
    await page.keyboard.press('Escape');
    await dialog.getByText(/^Close without storing the value\?/).waitFor();
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('You pasted a value that was not stored').waitFor();

    await page.reload();
    await boardIsThere(page);
    await showProject('storefront');
    await page.getByText('You pasted a value that was not stored').waitFor();
    expect(await page.content()).not.toContain(ONCE);
    await page.getByRole('main').getByRole('button', { name: 'Continue' }).click();
    expect(await proposed(dialog)).toEqual(['storefront', 'staging']);
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('SHOWN_ONCE_KEY');
    await dialog.getByRole('button', { name: /^Add key/ }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => page.getByText('You pasted a value that was not stored').count()).toBe(0);
    await cell(page, 'SHOWN_ONCE_KEY', 'staging').click();
    await closeLayers(page);
    await page.keyboard.press('c');
    await notice(page, 'Copied the value of SHOWN_ONCE_KEY').waitFor();
    expect(await clipboardText(app)).toBe(ONCE);
  });

  test('of a new value, an edit and a policy is kept as well, and the lock says what it takes', async () => {
    await cell(page, 'ALPHA_KEY', 'development').click();
    await page.getByRole('complementary').getByRole('button', { name: 'Set new value…' }).click();
    const setValue = page.getByRole('dialog', { name: 'Set a new value' });
    await setValue.locator('textarea').first().focus();
    await paste(app, ONCE);
    await setValue.getByText(/^Norrix/).waitFor();
    await page.mouse.click(8, 300);
    await page.keyboard.press('Escape');
    await setValue.getByRole('button', { name: 'Close', exact: true }).last().click();
    await page.getByText(/New value of ALPHA_KEY/).waitFor();

    await page.getByRole('complementary').getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit ALPHA_KEY' });
    await edit.getByLabel('Created').fill('2026-01-31');
    await page.mouse.click(8, 300);
    await page.keyboard.press('Escape');
    await edit.getByText('Discard what you typed?').waitFor();
    await edit.getByRole('button', { name: 'Discard' }).click();
    await closeLayers(page);

    await page.keyboard.press('ControlOrMeta+l');
    const question = page.getByRole('alertdialog', { name: 'Lock, and lose what you pasted?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    await discardAllPasted();
  });
});

test.describe('the keyboard on a wide board', () => {
  test('keeps the focused cell in sight, in every direction', async () => {
    await page.getByRole('grid').waitFor();
    await cell(page, 'ALPHA_KEY', 'development').click();
    await closeLayers(page);
    await page.keyboard.press('ControlOrMeta+Home');
    for (let column = 1; column < ENVIRONMENTS.length; column += 1) {
      await page.keyboard.press('ArrowRight');
      await expect.poll(focused).toContain(`, ${ENVIRONMENTS[column]}: `);
      expect([ENVIRONMENTS[column], await focusInSight()]).toEqual([ENVIRONMENTS[column], true]);
    }
    for (const keys of ['Home', 'End', 'ControlOrMeta+End', 'ControlOrMeta+ArrowLeft', 'End', 'ArrowLeft']) {
      await page.keyboard.press(keys);
      await expect.poll(focusInSight).toBe(true);
    }
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Key' }).or(addDialog()).first().waitFor();
  });

  test('goes on after a click on a name, between rows and on a title', async () => {
    const grid = page.getByRole('grid');
    await grid.getByRole('rowheader', { name: 'BETA_KEY' }).click();
    await expect.poll(focused).toMatch(/^BETA_KEY, /);
    await page.keyboard.press('ArrowUp');
    await expect.poll(focused).toMatch(/^ALPHA_KEY, /);
    await grid.getByRole('columnheader', { name: 'Key', exact: true }).click();
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toMatch(/^BETA_KEY, /);
    const box = await grid.boundingBox();
    if (box === null) throw new Error('The board has a place.');
    await page.mouse.click(box.x + 40, box.y + box.height - 20);
    await page.keyboard.press('ArrowUp');
    await expect.poll(focused).toMatch(/^ALPHA_KEY, /);
  });

  test('goes along to a screen, and back to where it was', async () => {
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    const place = await focused();
    for (const [keys, screen] of [
      ['2', 'Inbox'],
      ['4', 'All projects'],
      ['6', 'CI'],
    ] as const) {
      await page.keyboard.press(`ControlOrMeta+${keys}`);
      await page.getByRole('heading', { level: 1, name: new RegExp(`^${screen}`) }).waitFor();
      await expect.poll(async () => `${screen}: ${await inMain()}`).toBe(`${screen}: in main`);
      await page.keyboard.press('ControlOrMeta+1');
      await expect.poll(focused).toBe(place);
      expect(await focusInSight()).toBe(true);
    }
    await goTo(page, 'Inbox');
    await expect.poll(inMain).toBe('in main');
    await goTo(page, 'Board');
    await expect.poll(focused).toBe(place);
  });
});

test.describe('an earlier version', () => {
  const versions = (): Locator => page.getByRole('complementary').getByRole('listitem');

  test('is shown while held, copied, and made current again', async () => {
    await cell(page, 'BETA_KEY', 'development').click();
    const retired = versions().filter({ hasText: /^v1/ });
    await retired.getByRole('button', { name: 'Show version 1 while held' }).focus();
    await page.keyboard.down('Enter');
    await page.getByText(SECOND, { exact: true }).waitFor();
    await page.keyboard.up('Enter');
    await page.getByText(SECOND, { exact: true }).waitFor({ state: 'detached' });
    await retired.getByRole('button', { name: 'Show version 1 while held' }).hover();
    await page.mouse.down();
    await page.getByText(SECOND, { exact: true }).waitFor();
    await page.mouse.up();
    await page.getByText(SECOND, { exact: true }).waitFor({ state: 'detached' });
    await onClipboard(app, 'nothing');
    await retired.getByRole('button', { name: 'Copy version 1' }).click();
    await notice(page, 'Copied the value of BETA_KEY').waitFor();
    expect(await clipboardText(app)).toBe(SECOND);
    await retired.getByRole('button', { name: 'Actions of version 1' }).click();
    await page.getByRole('menuitem', { name: 'Make current' }).click();
    await notice(page, 'Made an earlier value of BETA_KEY current').waitFor();
    await versions()
      .filter({ hasText: /^v1current/ })
      .waitFor();
    await answerSaveDialog(app, null);
    expect(app.pageErrors).toEqual([]);
  });
});
