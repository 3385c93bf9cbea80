import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { contract } from '#shared/contract/index.ts';
import { startNorrix } from '../simulators/seeds/norrix.ts';
import { type App, type AppWindow, newHome, runtime } from './support/app.ts';
import { keyrail } from './support/cli.ts';
import { countFiles, filesHolding } from './support/search-files.ts';
import { PASSPHRASE, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import {
  answerOpenDialog,
  boardIsThere,
  cell,
  chooseCell,
  clipboardText,
  closeLayers,
  goTo,
  onClipboard,
  paste,
} from './support/window.ts';

test.describe.configure({ mode: 'serial' });

// Unusual on purpose, so that finding one of them anywhere means that it leaked. All made up.
const VALUES = [
  'nrx_Canary7Zq4unusualMadeUpValue00000001',
  'canary-value-quokka-8812-marmalade-made-up',
  'canary-imported-value-axolotl-4471-made-up',
  'canary-changed-value-narwhal-9034-made-up',
];
const [PASTED = '', FROM_CLI = '', IMPORTED = '', CHANGED = ''] = VALUES;
const NAMES = [
  'CANARY_QUOKKA_KEY',
  'CANARY_CLI_AXOLOTL',
  'CANARY_IMPORTED_LEMUR',
  'canary-project-wombat',
  'canary-environment-okapi',
];
const [PASTED_NAME = '', CLI_NAME = '', IMPORTED_NAME = '', PROJECT = '', ENVIRONMENT = ''] = NAMES;

let app: App;
let page: Page;
let home: string;
let recoveryCode = '';

test.beforeAll(async () => {
  home = newHome();
  app = await openApp({ home });
  page = app.page;
  await page.getByRole('radio', { name: /^Passphrase/ }).click();
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
  await page.getByLabel('The same again').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Create vault' }).click();
  const list = page.getByRole('list', { name: 'Recovery code' });
  await list.waitFor();
  recoveryCode = (await list.getByRole('listitem').allTextContents()).join('-');
  await page.getByRole('button', { name: 'I wrote it down' }).click();
  await page.getByLabel('Recovery code').fill(recoveryCode);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByLabel('Project name').fill(PROJECT);
  await page.getByRole('button', { name: 'Create project' }).click();
  await boardIsThere(page);
});

test.describe('the page', () => {
  test('has nothing but the named methods of the contract', async () => {
    const found = await page.evaluate(() => {
      const { keyrail } = window as unknown as AppWindow;
      const globals = window as unknown as Record<string, unknown>;
      return {
        node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'ipcRenderer', 'electron'].filter(
          (name) => globals[name] !== undefined,
        ),
        methods: Object.fromEntries(
          Object.entries(keyrail).map(([group, methods]) => [
            group,
            typeof methods === 'function' ? 'function' : Object.keys(methods).sort(),
          ]),
        ),
        frozen: Object.isFrozen(keyrail) || !Reflect.set(keyrail, 'vault', null),
      };
    });
    const declared = Object.entries(contract).map(([group, procedures]) => [group, Object.keys(procedures).sort()]);
    expect(found.methods).toEqual({ ...Object.fromEntries(declared), onEvent: 'function' });
    expect(found.node).toEqual([]);
    expect(found.frozen).toBe(true);
  });

  test('runs no text as code or markup and loads nothing from elsewhere', async () => {
    const outcome = await page.evaluate(async () => {
      const attempt = (run: () => unknown): string => {
        try {
          run();
          return 'done';
        } catch (error) {
          return error instanceof Error ? error.name : 'thrown';
        }
      };
      const script = document.createElement('script');
      const image = new Image();
      return {
        fetched: await fetch('https://example.org/').then(
          () => 'answered',
          () => 'refused',
        ),
        markup: attempt(() => {
          document.createElement('div').innerHTML = '<b>x</b>';
        }),
        scriptText: attempt(() => {
          script.text = 'window.injected = true';
        }),
        image: await new Promise((done) => {
          image.onload = () => done('loaded');
          image.onerror = () => done('refused');
          image.src = 'https://example.org/pixel.png';
        }),
        socket: await new Promise((done) => {
          try {
            const socket = new WebSocket('wss://example.org/');
            socket.onopen = () => done('open');
            socket.onerror = () => done('refused');
          } catch {
            done('refused');
          }
        }),
        worker: attempt(() => new Worker('data:text/javascript,1')),
      };
    });
    expect(outcome).toMatchObject({
      fetched: 'refused',
      markup: 'TypeError',
      scriptText: 'TypeError',
      image: 'refused',
      socket: 'refused',
    });
    expect(await page.evaluate(() => 'injected' in window)).toBe(false);
  });

  test('asks for nothing but its own files', () => {
    const origins = new Set(
      app.requests
        .filter((address) => !address.includes('example.org'))
        .map((address) => address.split('/').slice(0, 3).join('/')),
    );
    const own = page.url().split('/').slice(0, 3).join('/');
    expect([...origins].filter((origin) => origin !== own && !origin.startsWith('data:'))).toEqual([]);
  });
});

test.describe('what is put into the vault', () => {
  test('is used in every way that the window has', async () => {
    const file = join(home, '..', `import-${process.pid}.env`);
    await page.getByRole('button', { name: 'Add key' }).first().waitFor();
    await paste(app, `${PASTED_NAME}=${PASTED}`);
    const adding = page.getByRole('dialog', { name: 'Add a key' });
    await adding.getByText(/^Norrix/).waitFor();
    await adding.getByRole('button', { name: /^Add key/ }).click();
    await cell(page, PASTED_NAME, 'development').waitFor();
    await onClipboard(app, '');

    writeFileSync(file, `${IMPORTED_NAME}=${IMPORTED}\n`);
    await answerOpenDialog(app, file);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('button', { name: 'Choose a file…' }).click();
    await page.getByRole('button', { name: /^Import 1 key/ }).click();
    await cell(page, IMPORTED_NAME, 'development').waitFor();

    const added = await keyrail(home, ['add', CLI_NAME, '-p', PROJECT, '-e', 'staging'], {
      input: FROM_CLI,
      passphrase: PASSPHRASE,
    });
    expect(added.status).toBe(0);
    expect(added.output + added.messages).not.toContain(FROM_CLI);
    await cell(page, CLI_NAME, 'staging').waitFor();

    await cell(page, IMPORTED_NAME, 'development').click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Set new value/ }).click();
    const setting = page.getByRole('dialog', { name: 'Set a new value' });
    await setting.locator('textarea').focus();
    await paste(app, CHANGED);
    await setting.getByRole('button', { name: /^Set value/ }).click();
    await setting.waitFor({ state: 'detached' });

    await cell(page, PASTED_NAME, 'development').click();
    const drawer = page.getByRole('complementary', { name: 'Key' });
    await drawer.getByRole('button', { name: 'Reveal' }).click();
    await drawer.getByText(PASTED, { exact: true }).waitFor();
    await drawer.getByRole('button', { name: 'Hide' }).click();
    await closeLayers(page);
    await chooseCell(page, PASTED_NAME, 'development');
    await page.keyboard.press('c');
    await expect.poll(() => clipboardText(app)).toBe(PASTED);

    await page.keyboard.press('/');
    await page.keyboard.type('canary');
    await page.keyboard.press('Escape');
    await goTo(page, 'Activity');
    await page.getByText(PASTED_NAME).first().waitFor();
    await page.getByRole('navigation', { name: 'Keyrail' }).getByRole('button', { name: PROJECT }).first().click();
    await page.getByRole('menuitem', { name: 'Project settings' }).click();
    await page.getByRole('button', { name: 'Add environment' }).click();
    const environment = page.getByRole('dialog', { name: 'Add environment' });
    await environment.getByLabel('Name').fill(ENVIRONMENT);
    await environment.getByRole('button', { name: 'Add environment' }).click();
    await environment.waitFor({ state: 'detached' });
    await page.evaluate(async () => {
      const { keyrail } = window as unknown as AppWindow;
      // Requests that go wrong, with values in them: none may end up in a message.
      await keyrail.keys.recognise({ text: 'canary-value-quokka-8812-marmalade-made-up', extra: 1 } as never);
      await keyrail.keys.add({ value: 'canary-value-quokka-8812-marmalade-made-up' } as never);
    });
    rmSync(file);
  });

  test('is kept apart from a provider’s page, which is open beside it', async () => {
    const norrix = await startNorrix();
    const opened = await page.evaluate(async (dashboardUrl) => {
      const { keyrail } = window as unknown as AppWindow;
      const added = await keyrail.connections.add({ provider: 'norrix', dashboardUrl });
      if (!added.ok) return added;
      const { connectionId } = added.value;
      const answer = await keyrail.connections.openDashboard({ connectionId });
      const listed = await keyrail.connections.list({});
      return answer.ok && listed.ok ? { connectionId, ...listed.value.connections[0] } : { answer, listed };
    }, `${norrix.url}/dashboard/settings/api-keys`);
    expect(opened).toMatchObject({ dashboardOpen: true });
    expect(norrix.requests.entries.length).toBeGreaterThan(0);
    const profile = join(home, 'host', 'dashboards', String((opened as { connectionId?: string }).connectionId));
    expect(countFiles(profile)).toBeGreaterThan(5);
    // The page of the app is as it was: nothing of the dashboard's is in it.
    expect(app.requests.filter((address) => address.startsWith(norrix.url))).toEqual([]);
    await norrix.close();
  });

  test('is in no file while the app runs: vault, log, backups, browser profiles', () => {
    expect(countFiles(home)).toBeGreaterThan(5);
    expect(readdirSync(join(home, 'host', 'dashboards'))).toHaveLength(1);
    expect(existsSync(join(home, 'vault.json'))).toBe(true);
    if (runtime() === 'chromium') expect(existsSync(join(home, 'host', 'profile'))).toBe(true);
    expect(
      filesHolding(home, [...VALUES, ...NAMES, PASSPHRASE, recoveryCode, recoveryCode.replaceAll('-', '')]),
    ).toEqual([]);
  });

  test('is not in what the app logged', () => {
    for (const text of [...VALUES, ...NAMES, PASSPHRASE, recoveryCode]) expect(app.log()).not.toContain(text);
  });

  test('is in no store and nowhere in the page once the vault is locked', async () => {
    await page.keyboard.press('ControlOrMeta+l');
    await page.getByRole('heading', { name: 'Keyrail is locked' }).waitFor();
    const kept = await page.evaluate(() => [
      document.documentElement.outerHTML,
      document.title,
      JSON.stringify(history.state),
      location.href,
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
      document.cookie,
    ]);
    const databases = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
    for (const text of [...VALUES, ...NAMES]) expect(kept.join('\n')).not.toContain(text);
    expect(databases).toEqual([]);
  });

  test('is in no file after the app has ended', async () => {
    expect(await app.quit()).toBe(0);
    expect(filesHolding(home, [...VALUES, ...NAMES, PASSPHRASE, recoveryCode])).toEqual([]);
    for (const text of [...VALUES, ...NAMES]) expect(app.log()).not.toContain(text);
  });
});

test.describe('a page that tries to leave', () => {
  test('neither navigates nor opens windows', async () => {
    const seed = await seedVault(async ({ addKey }) => {
      await addKey({ project: PROJECT, environment: 'staging', name: 'SOME_KEY', value: 'made-up-value-0000' });
    });
    const { page: leaving } = await openApp({ home: seed.home, passphrase: PASSPHRASE });
    await boardIsThere(leaving);
    const address = leaving.url();
    for (const target of ['https://example.org/', 'file:///etc/hosts', 'data:text/html,x']) {
      expect(await leaving.evaluate((to) => window.open(to) === null, target)).toBe(true);
      await leaving.evaluate((to) => {
        window.location.href = to;
      }, target);
      expect(leaving.url()).toBe(address);
    }
    // Asked of the page itself: the driver may wait for the end of a navigation that was refused, which nobody tells it of.
    expect(await leaving.evaluate(() => document.querySelector('h1')?.textContent)).toMatch(/^Board/);
  });
});
