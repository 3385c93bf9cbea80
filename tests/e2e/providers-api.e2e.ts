import type { Page } from 'playwright-core';
import { DEMO_ACCOUNTS } from '../simulators/frame/demo-accounts.ts';
import type { Simulator } from '../simulators/frame/server.ts';
import { type GitHub, startGitHub } from '../simulators/providers/github.ts';
import { type GitLab, startGitLab } from '../simulators/providers/gitlab.ts';
import { type NativeMessage, startNativeMessage } from '../simulators/seeds/nativemessage.ts';
import { type App, runtime } from './support/app.ts';
import { keyrail } from './support/cli.ts';
import { connect, connectAndTest, connectionLine, findRemote, openConnection, showList } from './support/providers.ts';
import { filesHolding } from './support/search-files.ts';
import { PASSPHRASE, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere, cell, closeLayers, dismissNotice, goTo, notice } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

const [OWNER] = DEMO_ACCOUNTS;
const GITLAB = 'GitLab of the team';
const GITHUB = 'GitHub of the team';
const TOKENS = 250;

let app: App;
let page: Page;
let gitlab: Simulator<GitLab>;
let github: Simulator<GitHub>;
let nativemessage: Simulator<NativeMessage>;
/** Credentials that only the vault may hold, sealed. */
const credentials: string[] = [OWNER.password];

test.beforeAll(async () => {
  gitlab = await startGitLab();
  github = await startGitHub();
  nativemessage = await startNativeMessage();
  for (let index = 1; index <= TOKENS; index += 1) gitlab.state.add(`token-${index}`);
  github.state.addSshKey('laptop');
  const { issue } = nativemessage.state;
  nativemessage.state.issue = (...given) => {
    const token = issue.apply(nativemessage.state, given);
    credentials.push(token);
    return token;
  };
  const [billing] = nativemessage.state.keys;
  const { home } = await seedVault(async ({ addKey }) => {
    const place = { project: 'shop', environment: 'staging' };
    await addKey({ ...place, name: 'BILLING', value: billing?.value ?? '', provider: 'nativemessage' });
  });
  app = await openApp({ home, passphrase: PASSPHRASE });
  page = app.page;
  await boardIsThere(page);
});

test.afterAll(async () => {
  for (const simulator of [gitlab, github, nativemessage]) await simulator?.close();
});

const syncNow = (): Promise<void> => page.getByRole('button', { name: 'Sync now', exact: true }).click();

test.describe('a provider that is asked by its API', () => {
  test('is connected with an address and a credential, tested, and synced by itself', async () => {
    const inventory = gitlab.state.add('inventory');
    credentials.push(inventory.value);
    const form = await connectAndTest(page, {
      provider: 'GitLab',
      name: GITLAB,
      baseUrl: gitlab.url,
      fields: { 'Access token': inventory.value },
    });
    await form.getByText('It works').waitFor();
    await closeLayers(page);
    await openConnection(page, GITLAB);
    await page.getByText(/^Synced/).waitFor();
    await page.getByText(/ of 2,000 left/).waitFor();
    await (await findRemote(page, 'token-250')).waitFor();
  });

  test('shows how far a sync has come, and can be told to stop', async () => {
    gitlab.state.add('made-later');
    const quick = gitlab.faults.add({ kind: 'slow', delayMs: 2_000 });
    await syncNow();
    await page.getByText(/^Syncing, page [12] of 3, [12]00 keys/).waitFor();
    await expect.poll(() => page.getByRole('progressbar', { name: `Sync of ${GITLAB}` }).isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByText('Sync cancelled').first().waitFor();
    expect(await (await findRemote(page, 'made-later')).count()).toBe(0);
    quick();
    await syncNow();
    await (await findRemote(page, 'made-later')).waitFor();
  });

  for (const [what, fault, title, message] of [
    [
      'a credential that is refused',
      { kind: 'status', status: 401 },
      /^Sync failed, last seen/,
      /does not accept the credential/,
    ],
    [
      'too many requests',
      { kind: 'limited', retryAfterSeconds: 3_600 },
      /^Sync failed, last seen/,
      /takes no more requests for now/,
    ],
    [
      'a provider with a problem of its own',
      { kind: 'status', status: 500 },
      /^Could not be reached, last seen/,
      /has a problem of its own \(500\)/,
    ],
    [
      'an answer that is none',
      { kind: 'html-error', status: 200 },
      /^Sync failed, last seen/,
      /answers with a web page where JSON was due/,
    ],
  ] as const)
    test(`names ${what}, and keeps what was seen before`, async () => {
      const mended = gitlab.faults.add(fault);
      await syncNow();
      await page.getByText(title).waitFor();
      await page.getByRole('main').getByText(message).first().waitFor();
      await (await findRemote(page, 'token-250')).waitFor();
      await dismissNotice(page, `${GITLAB} was not synced`);
      mended();
    });

  test('stops no other one with its failure', async () => {
    const token = github.state.addToken('classic', { scopes: ['repo', 'read:public_key'] });
    credentials.push(token.value);
    await connect(page, { provider: 'GitHub', name: GITHUB, baseUrl: github.url, fields: { Token: token.value } });
    await page.getByText(/^Synced/).waitFor();
    gitlab.faults.add({ kind: 'status', status: 401 });
    await showList(page, 'Connections');
    await page.getByRole('button', { name: 'Sync all' }).click();
    await notice(page, 'Syncing 2 connections').waitFor();
    await connectionLine(page, GITLAB)
      .getByText(/^Sync failed, last seen/)
      .waitFor();
    await connectionLine(page, GITHUB)
      .getByText(/^Synced/)
      .waitFor();
    await connectionLine(page, GITLAB).getByText('252 keys').waitFor();
    gitlab.faults.clear();
    await connectionLine(page, GITLAB)
      .getByRole('button', { name: `Sync now ${GITLAB}` })
      .click();
    await connectionLine(page, GITLAB)
      .getByText(/^Synced/)
      .waitFor();
  });
});

test.describe('NativeMessage, which is signed in to by user name and password', () => {
  const asked = (): readonly string[] =>
    nativemessage.requests.entries.map(({ path, status }) => `${path.split('/').at(-1)} ${status}`);

  test('is signed in to, and kept signed in past the end of its access token', async () => {
    nativemessage.faults.add({ kind: 'session-expired' }, { path: '/api/v1/messages', times: 1 });
    const form = await connectAndTest(page, {
      provider: 'NativeMessage',
      name: 'NativeMessage',
      baseUrl: `${nativemessage.url}/api/v1`,
      dashboardUrl: `${nativemessage.url}/settings/api-keys`,
      signInWith: 'User name and Password',
      fields: { 'User name': OWNER.userName, Password: OWNER.password },
    });
    await form.getByText('It works').waitFor();
    expect(asked()).toEqual(['login 200', 'messages 401', 'refresh 200', 'messages 200']);

    // The refresh token has ended as well: the stored user name and password sign in again.
    nativemessage.requests.clear();
    nativemessage.faults.add({ kind: 'session-expired' }, { path: '/api/v1/messages', times: 1 });
    nativemessage.faults.add({ kind: 'session-expired' }, { path: '/api/v1/auth/refresh', times: 1 });
    await form.getByRole('button', { name: 'Save and test' }).click();
    await expect.poll(() => asked().length, { timeout: 15_000 }).toBe(5);
    await form.getByText('It works').waitFor();
    expect(asked()).toEqual(['login 200', 'messages 401', 'refresh 401', 'login 200', 'messages 200']);
    await closeLayers(page);
  });

  test('says so when the password is another one', async () => {
    await openConnection(page, 'NativeMessage');
    await page.getByRole('button', { name: 'Edit connection' }).click();
    const form = page.getByRole('dialog', { name: 'Edit NativeMessage' });
    await form.getByRole('button', { name: 'Replace…' }).click();
    await form.getByRole('combobox', { name: 'Sign in with' }).selectOption({ label: 'User name and Password' });
    await form.getByLabel('User name').fill(OWNER.userName);
    await form.getByLabel('Password').fill('made-up-and-wrong');
    await form.getByRole('button', { name: 'Save and test' }).click();
    await form.getByText('The provider refused').waitFor();
    await closeLayers(page);
  });

  test('checks a key by its documented request, in the window and on the command line', async () => {
    await goTo(page, 'Board');
    await cell(page, 'BILLING', 'staging').click();
    const drawer = page.getByRole('complementary', { name: 'Key' });
    await drawer.getByRole('button', { name: 'Check the value' }).click();
    await drawer.getByText('It works').waitFor();
    const [billing] = nativemessage.state.keys;
    nativemessage.state.revoke(billing?.id ?? '');
    await drawer.getByRole('button', { name: 'Check the value' }).click();
    await drawer.getByText('The provider refuses it').waitFor();
    const { status, output } = await keyrail(app.home, ['check', 'BILLING', '-p', 'shop', '-e', 'staging', '--json'], {
      passphrase: PASSPHRASE,
    });
    expect(status).toBe(6);
    expect(JSON.parse(output)).toMatchObject({ result: 'refused' });
    await closeLayers(page);
  });
});

test.describe('credentials of connections', () => {
  test('are in no file, no log, nowhere in the page and in no request but to their provider', async () => {
    expect(credentials.length).toBeGreaterThan(6);
    expect(filesHolding(app.home, credentials)).toEqual([]);
    const shown = await page.content();
    for (const credential of credentials) {
      expect(app.log()).not.toContain(credential);
      expect(shown).not.toContain(credential);
    }
    for (const { bugs } of [gitlab, github, nativemessage]) expect(bugs).toEqual([]);
    if (runtime() === 'chromium') expect(app.pageErrors).toEqual([]);
  });
});
