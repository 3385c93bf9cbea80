import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { App } from './support/app.ts';
import { PASSPHRASE, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import {
  answerOpenDialog,
  answerSaveDialog,
  boardIsThere,
  cell,
  closeLayers,
  notice,
  runCommand,
} from './support/window.ts';

test.describe.configure({ mode: 'serial' });

// Made-up values that only look real.
const SAME = 'nrx_Ks7dF2xWmadeup0000000000000000001';
const BEFORE = 'nrx_p0QmZ81amadeup0000000000000000002';
const AFTER = 'nrx_77abCDefmadeup0000000000000000003';
const FILE = `# A file of the shop
export NORRIX_API_KEY="${SAME}"
NORRIX_DEPLOY_KEY=${AFTER}
SENDGRID_API_KEY='SG.madeup0000000000000000.madeup00000000000000000000000000000000000000'
PORT=3000
NODE_ENV=development
`;

const DISAGREED = `WINDOWS_SECRET="C:\\\\new\\\\tmp-madeup"
HASHED_SECRET=madeup#behind
VARIABLE_SECRET=$2y$10$madeupmadeup
REFERENCE_SECRET=op://Dev/shop/credential
`;

let app: App;
let page: Page;

test.beforeAll(async () => {
  const { home } = await seedVault(async ({ addKey }) => {
    const key = { project: 'storefront', environment: 'development' };
    await addKey({ ...key, name: 'NORRIX_API_KEY', value: SAME });
    await addKey({ ...key, name: 'NORRIX_DEPLOY_KEY', value: BEFORE });
  });
  app = await openApp({ home, passphrase: PASSPHRASE });
  page = app.page;
  await boardIsThere(page);
  await cell(page, 'NORRIX_API_KEY', 'development').waitFor();
});
test.beforeEach(() => closeLayers(page));

test.describe('an import', () => {
  test('shows what is new, changed, the same and no secret, takes the choice in, and takes it back', async () => {
    const file = join(app.home, 'shop.env');
    writeFileSync(file, FILE);
    await answerOpenDialog(app, file);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('dialog', { name: 'Import keys' }).getByRole('button', { name: 'Choose a file…' }).click();
    const preview = page.getByRole('dialog', { name: 'Import from shop.env' });
    await preview.waitFor();
    for (const [group, count] of [
      ['New', 1],
      ['Changed', 1],
      ['Not a secret', 2],
      ['Same', 1],
    ] as const) {
      await preview.getByRole('checkbox', { name: new RegExp(`^${group} ?${count}$`) }).waitFor();
    }
    expect(await page.content()).not.toContain(AFTER);
    await preview.getByRole('option', { name: /^PORT/ }).click();
    await preview.getByRole('button', { name: /^Import 3 keys/ }).click();
    await preview.waitFor({ state: 'detached' });
    await cell(page, 'SENDGRID_API_KEY', 'development').waitFor();
    await cell(page, 'PORT', 'development').waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await cell(page, 'SENDGRID_API_KEY', 'development').waitFor({ state: 'detached' });
    await cell(page, 'PORT', 'development').waitFor({ state: 'detached' });
    await cell(page, 'NORRIX_DEPLOY_KEY', 'development').click();
    await page.getByRole('complementary', { name: 'Key' }).getByRole('button', { name: 'Reveal' }).click();
    await page.getByText(BEFORE, { exact: true }).waitFor();
  });

  test('shows where programs disagree, reveals one reading on demand, and takes the choice', async () => {
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    const source = page.getByRole('dialog', { name: 'Import keys' });
    await source.getByLabel('Or paste').fill(DISAGREED);
    await source.getByRole('button', { name: /^Preview/ }).click();
    const preview = page.getByRole('dialog', { name: 'Import from pasted text' });
    await preview.getByText('Programs read 3 of these values differently').waitFor();
    const readings = preview.getByRole('group', { name: 'WINDOWS_SECRET' });
    await readings
      .getByText(/characters/)
      .first()
      .waitFor();
    expect(await page.content()).not.toContain('C:\\new');
    const node = readings.getByRole('radio', { name: /^dotenv \(Node\.js\)/ });
    expect(await node.isChecked()).toBe(false);
    await readings.getByRole('button', { name: /^Show what bash/ }).click();
    await readings.getByText('C:\\new\\tmp-madeup', { exact: true }).waitFor();
    await node.click();
    expect(await readings.getByText('C:\\new\\tmp-madeup', { exact: true }).count()).toBe(1);
    await preview.getByRole('button', { name: 'Next of them' }).click();
    await preview.getByRole('group', { name: 'HASHED_SECRET' }).waitFor();
    await preview.getByRole('option', { name: /^REFERENCE_SECRET/ }).waitFor();
    await preview.getByLabel('Read as').selectOption('docker');
    await preview
      .getByRole('group', { name: 'WINDOWS_SECRET' })
      .getByRole('radio', { name: /^docker/, checked: true })
      .waitFor();
    await preview.getByLabel('Read as').selectOption('compose');
    await preview
      .getByRole('group', { name: 'WINDOWS_SECRET' })
      .getByRole('radio', { name: /Compose/, checked: true })
      .waitFor();
    const choice = preview
      .getByRole('group', { name: 'WINDOWS_SECRET' })
      .getByRole('radio', { name: /^dotenv \(Node\.js\)/ });
    await choice.click();
    await preview.getByRole('button', { name: /^Import 3 keys/ }).click();
    await preview.waitFor({ state: 'detached' });
    await cell(page, 'WINDOWS_SECRET', 'development').click();
    const drawer = page.getByRole('complementary', { name: 'Key' });
    await drawer.getByRole('button', { name: 'Reveal' }).click();
    // The dotenv package keeps both backslashes, and takes the second of each pair with what follows it.
    const shown = drawer.locator('code.selectable').first();
    await shown.waitFor();
    expect(await shown.textContent()).toBe('C:\\\new\\\\tmp-madeup');
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await cell(page, 'WINDOWS_SECRET', 'development').waitFor({ state: 'detached' });
  });

  test('imports nothing from a file with a broken line, and names the line', async () => {
    const file = join(app.home, 'broken.env');
    writeFileSync(file, 'GOOD_TOKEN=madeup-good-token-0000\nBROKEN_TOKEN="no end\n');
    await answerOpenDialog(app, file);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('dialog', { name: 'Import keys' }).getByRole('button', { name: 'Choose a file…' }).click();
    const preview = page.getByRole('dialog', { name: 'Import from broken.env' });
    await preview.getByText('One line could not be read. Nothing is imported until it is mended.').waitFor();
    await preview.getByText('Line 2').first().waitFor();
    await expect
      .poll(() => preview.getByRole('button', { name: /^Import/ }).getAttribute('aria-disabled'))
      .toBe('true');
  });

  test('is not begun when the file dialog is cancelled', async () => {
    await answerOpenDialog(app, null);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    const source = page.getByRole('dialog', { name: 'Import keys' });
    await source.getByRole('button', { name: 'Choose a file…' }).click();
    await source.getByRole('button', { name: 'Choose a file…' }).waitFor();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });
});

test.describe('an export', () => {
  test('says that the file is in the clear, and writes it where the person chose', async () => {
    const file = join(app.home, 'out.env');
    await answerSaveDialog(app, file);
    await runCommand(page, 'Export an environment to a file');
    const dialog = page.getByRole('dialog', { name: 'Export keys' });
    await dialog.getByText('The file holds every value in the clear').waitFor();
    await dialog.getByRole('button', { name: 'Choose where to save…' }).click();
    await dialog.waitFor({ state: 'detached' });
    await notice(page, /^Exported 2 keys to out\.env/).waitFor();
    const written = readFileSync(file, 'utf8');
    expect(written).toContain(SAME);
    expect(written).toContain('NORRIX_DEPLOY_KEY=');
    expect(app.pageErrors).toEqual([]);
  });
});
