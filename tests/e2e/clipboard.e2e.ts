import type { App } from './support/app.ts';
import { PASSPHRASE, type Seed, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere, cell, chooseCell, clipboardText, closeLayers, notice, onClipboard } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

// Made-up values that only look real.
const STAGING = 'nrx_p0QmZ81amadeup0000000000000000002';
const PRODUCTION = 'nrx_77abCDefmadeup0000000000000000003';

function seed(clearClipboardAfterMs: number): Promise<Seed> {
  return seedVault(async ({ engine, addKey }) => {
    const key = { project: 'storefront', name: 'NORRIX_API_KEY', provider: 'norrix' };
    await addKey({ ...key, environment: 'staging', value: STAGING });
    await addKey({ ...key, environment: 'production', value: PRODUCTION });
    await engine.settings.update({ change: { clearClipboardAfterMs } });
  });
}

async function open(home: string): Promise<App> {
  const app = await openApp({ home, passphrase: PASSPHRASE });
  await boardIsThere(app.page);
  await cell(app.page, 'NORRIX_API_KEY', 'staging').waitFor();
  return app;
}

async function copy(app: App, environment = 'staging'): Promise<void> {
  await chooseCell(app.page, 'NORRIX_API_KEY', environment);
  await app.page.keyboard.press('c');
}

test.describe('a copied value', () => {
  let app: App;
  test.beforeAll(async () => {
    app = await open((await seed(5_000)).home);
  });
  test.beforeEach(() => closeLayers(app.page));

  test('is on the clipboard, and gone after the time that was set', async () => {
    await copy(app);
    await notice(app.page, 'The clipboard is cleared in 5 s.').waitFor();
    expect(await clipboardText(app)).toBe(STAGING);
    await expect.poll(() => clipboardText(app), { timeout: 20_000, intervals: [250] }).toBe('');
  });

  test('leaves alone what somebody else has copied meanwhile', async () => {
    await copy(app);
    await expect.poll(() => clipboardText(app)).toBe(STAGING);
    await onClipboard(app, 'something else');
    await app.page.keyboard.press('ControlOrMeta+l');
    await app.page.getByRole('heading', { name: 'Keyrail is locked' }).waitFor();
    expect(await clipboardText(app)).toBe('something else');
  });
});

test.describe('with a long time on the clipboard', () => {
  let app: App;
  let home: string;
  test.beforeAll(async () => {
    ({ home } = await seed(600_000));
    app = await open(home);
  });

  test('asks once about a protected environment, and not again until the vault locks', async () => {
    const { page } = app;
    const question = page.getByRole('alertdialog', { name: 'Use values from production?' });
    await copy(app, 'production');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await clipboardText(app)).not.toBe(PRODUCTION);
    await copy(app, 'production');
    await question.getByRole('button', { name: 'Copy the value' }).click();
    await expect.poll(() => clipboardText(app)).toBe(PRODUCTION);
    await onClipboard(app, '');
    await copy(app, 'production');
    await expect.poll(() => clipboardText(app)).toBe(PRODUCTION);
    await expect.poll(() => question.count()).toBe(0);
  });

  test('is cleared when the vault locks, which forgets the yes as well', async () => {
    const { page } = app;
    await page.keyboard.press('ControlOrMeta+l');
    await page.getByRole('heading', { name: 'Keyrail is locked' }).waitFor();
    await expect.poll(() => clipboardText(app)).toBe('');
    await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Unlock', exact: true }).click();
    await cell(page, 'NORRIX_API_KEY', 'production').waitFor();
    await copy(app, 'production');
    await page.getByRole('alertdialog', { name: 'Use values from production?' }).waitFor();
    await closeLayers(page);
  });

  test('is cleared when the app quits', async () => {
    await copy(app);
    await expect.poll(() => clipboardText(app)).toBe(STAGING);
    // The clipboard of a browser without a display ends with it, so what the host did to it is what counts.
    await app.inHost(({ clipboard }) => {
      const { clear } = clipboard;
      const seen = globalThis as { clearedAtQuit?: boolean };
      seen.clearedAtQuit = false;
      clipboard.clear = () => {
        seen.clearedAtQuit = true;
        clear.call(clipboard);
      };
    }, null);
    const cleared = app.inHost(
      ({ app: electronApp }) =>
        new Promise<boolean>((done) => {
          const { exit } = electronApp;
          electronApp.exit = (status) => {
            done((globalThis as { clearedAtQuit?: boolean }).clearedAtQuit === true);
            // After the answer had its chance to leave the process.
            setImmediate(() => exit.call(electronApp, status));
          };
        }),
      null,
    );
    expect(await app.quit()).toBe(0);
    expect(await cleared).toBe(true);
    expect(app.pageErrors).toEqual([]);
  });
});
