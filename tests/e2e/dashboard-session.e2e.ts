import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { DEMO_ACCOUNTS } from '../simulators/frame/demo-accounts.ts';
import type { Simulator } from '../simulators/frame/server.ts';
import { type Norrix, startNorrix } from '../simulators/seeds/norrix.ts';
import { type App, electronVersion, runtime } from './support/app.ts';
import {
  capture,
  connect,
  connectionLine,
  findRemote,
  keep,
  openConnection,
  openDashboard,
  showList,
  signIn,
} from './support/providers.ts';
import { countFiles, filesHolding } from './support/search-files.ts';
import { PASSPHRASE, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere, notice } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

// Made up, and unusual on purpose: found anywhere, it leaked.
const VAULT_VALUE = 'canary-of-the-vault-pangolin-5520-made-up';
const VAULT_NAME = 'CANARY_PANGOLIN_KEY';
const [OWNER] = DEMO_ACCOUNTS;
const FIRST = 'Norrix, the shop';
const SECOND = 'Norrix, a client';

let norrix: Simulator<Norrix>;
let app: App;
let page: Page;
/** What the provider gave for the sign-in, which is nobody's but the profile's. */
const sessionTokens: string[] = [];

test.beforeAll(async () => {
  norrix = await startNorrix();
  const { home } = await seedVault(async ({ addKey }) => {
    await addKey({ project: 'shop', environment: 'staging', name: VAULT_NAME, value: VAULT_VALUE });
  });
  app = await openApp({ home, passphrase: PASSPHRASE });
  page = app.page;
  await boardIsThere(page);
  const dashboardUrl = `${norrix.url}/dashboard/settings/api-keys`;
  for (const name of [FIRST, SECOND]) await connect(page, { provider: 'Norrix', name, dashboardUrl });
});

test.afterAll(async () => {
  await norrix?.close();
});

const profiles = (): string => join(app.home, 'host', 'dashboards');

/** Electron keeps the files of an emptied profile open until it ends; the next start removes what is marked. */
function profilesInUse(): readonly string[] {
  const names = readdirSync(profiles());
  return names.filter((name) => !name.endsWith('.forgotten') && !names.includes(`${name}.forgotten`));
}

test.describe('the sign-in at a dashboard', () => {
  test('is asked for before there is a list to capture', async () => {
    await openConnection(page, FIRST);
    const dashboard = await openDashboard(app);
    await dashboard.getByLabel('Password').waitFor();
    await page.getByRole('button', { name: 'Capture…', exact: true }).click();
    const reading = page.getByRole('dialog', { name: `Read the keys of ${FIRST}` });
    await reading.getByRole('button', { name: /^Capture/ }).click();
    await reading.getByText('The page asks to sign in').waitFor();
    await signIn(dashboard);
    await reading.getByRole('button', { name: /^Capture/ }).click();
    const preview = page.getByRole('dialog', { name: 'What was read at Norrix' });
    await preview.getByText('4 keys: 4 new').waitFor();
    await keep(preview);
  });

  test('outlives the window', async () => {
    let dashboard = await openDashboard(app);
    await dashboard.getByRole('button', { name: 'Sign out' }).waitFor();
    sessionTokens.push(...(await sessionTokensOf(dashboard)));
    expect(sessionTokens.length).toBeGreaterThan(0);
    // Closed as a person closes it.
    await dashboard.close();
    await page.getByRole('button', { name: 'Open dashboard', exact: true }).waitFor();
    dashboard = await openDashboard(app);
    await dashboard.getByRole('button', { name: 'Sign out' }).waitFor();
  });

  test('is that of one connection, whatever others the provider has', async () => {
    await openConnection(page, SECOND);
    const dashboard = await openDashboard(app);
    await dashboard.getByLabel('Password').waitFor();
    expect(readdirSync(profiles())).toHaveLength(2);
    expect(app.webPages()).toHaveLength(2);
    await showList(page, 'Connections');
    await connectionLine(page, SECOND)
      .getByRole('button', { name: `Capture… ${SECOND}` })
      .waitFor();
  });

  test('is closed, and kept, when Keyrail is locked', async () => {
    await page.keyboard.press('ControlOrMeta+l');
    await page.getByRole('heading', { name: 'Keyrail is locked' }).waitFor();
    await expect.poll(() => app.webPages().length).toBe(0);
    expect(await page.content()).not.toContain(FIRST);
    await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Unlock', exact: true }).click();
    await openConnection(page, FIRST);
    await (await findRemote(page, 'OTA deploys')).waitFor();
    const dashboard = await openDashboard(app);
    await dashboard.getByRole('button', { name: 'Sign out' }).waitFor();
  });

  test('that ended at the provider is named, and what was seen before stays', async () => {
    norrix.state.dashboard.endSessions();
    const [dashboard] = app.webPages();
    await dashboard?.reload();
    await dashboard?.getByLabel('Password').waitFor();
    await page.getByRole('button', { name: 'Capture…', exact: true }).click();
    const reading = page.getByRole('dialog', { name: `Read the keys of ${FIRST}` });
    await reading.getByRole('button', { name: /^Capture/ }).click();
    await reading.getByText('The page asks to sign in').waitFor();
    await reading.getByRole('button', { name: 'Cancel' }).click();
    await (await findRemote(page, 'OTA deploys')).waitFor();
    await page.getByText(/^Captured/).waitFor();
    if (dashboard === undefined) throw new Error('The dashboard was closed.');
    await signIn(dashboard);
    await keep(await capture(page));
  });

  test('is in its profile alone, and nothing of the vault is there', async () => {
    expect(countFiles(profiles())).toBeGreaterThan(5);
    expect(filesHolding(profiles(), [VAULT_VALUE, VAULT_NAME, PASSPHRASE])).toEqual([]);
    expect(filesHolding(app.home, sessionTokens, { outside: profiles() })).toEqual([]);
    // The browser of a dashboard offers to remember no password.
    expect(filesHolding(app.home, [OWNER.password])).toEqual([]);
    for (const text of [VAULT_VALUE, OWNER.password, ...sessionTokens]) expect(app.log()).not.toContain(text);
    expect(norrix.requests.entries.some(({ path }) => path.includes('canary'))).toBe(false);
  });

  test('goes with its profile when a person signs out of the dashboard', async () => {
    const version = await electronVersion(app);
    test.skip(
      version !== null && version < 32,
      'this Electron cannot clear a session whole: Session.clearData is newer',
    );
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Sign out of dashboard' }).click();
    await notice(page, `Signed out of ${FIRST}’s dashboard`).waitFor();
    expect(profilesInUse()).toHaveLength(1);
    const dashboard = await openDashboard(app);
    await dashboard.getByLabel('Password').waitFor();
  });

  test('leaves nothing elsewhere after the app has ended', async () => {
    if (runtime() === 'chromium') expect(app.pageErrors).toEqual([]);
    expect(await app.quit()).toBe(0);
    expect(filesHolding(app.home, [OWNER.password, VAULT_VALUE, VAULT_NAME])).toEqual([]);
    expect(filesHolding(app.home, sessionTokens, { outside: profiles() })).toEqual([]);
    expect(norrix.bugs).toEqual([]);
  });
});

/** What a provider's page was given for the sign-in, and sends with every request. */
async function sessionTokensOf(dashboard: Page): Promise<readonly string[]> {
  const [request] = await Promise.all([dashboard.waitForRequest(/api-keys/), dashboard.reload()]);
  const { cookie = '' } = await request.allHeaders();
  return [...cookie.matchAll(/\bsession=([^;]+)/g)].map(([, token]) => token ?? '');
}
