import { rmSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { TemporaryRepository } from '#core/scan/testing/temporary-repository.ts';
import { type GitHubCi, type GitHubRepository, startGitHubCi } from '../simulators/ci/github.ts';
import { type GitLabCi, type GitLabHome, startGitLabCi } from '../simulators/ci/gitlab.ts';
import type { Simulator } from '../simulators/frame/server.ts';
import { type App, electronVersion, runtime } from './support/app.ts';
import { addTarget, openTarget, placementLine, pushChosen, showCiList } from './support/ci.ts';
import { keyrail } from './support/cli.ts';
import { forgetKeychainEntry, noKeychainBecause } from './support/keychain.ts';
import { pageHeapHolds } from './support/page-heap.ts';
import { filesHolding } from './support/search-files.ts';
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
  notice,
  paste,
  runCommand,
} from './support/window.ts';

test.describe.configure({ mode: 'serial' });

// Made up, and unlike anything else, so that finding one anywhere means that it leaked.
const NPM = 'npm_CanaryQuokka7Zq4unusualMadeUp000001';
const NPM_NEXT = 'npm_CanaryNarwhal9Yt6unusualMadeUp00002';
const SENTRY = 'sntrys_CanaryAxolotl4Kd8unusualMadeUp03';
const UNRELATED = 'canary-of-somebody-else-made-up-000004';
const secrets: string[] = [NPM, NPM_NEXT, SENTRY, UNRELATED];

const GITHUB = 'web on GitHub';
const GITLAB = 'web on GitLab';
const BY_HAND = 'docs by hand';

let app: App;
let page: Page;
let vaultId: string | null = null;
let github: Simulator<GitHubCi>;
let web: GitHubRepository;
let docs: GitHubRepository;
let gitlab: Simulator<GitLabCi>;
let gitlabWeb: GitLabHome;
const repository = new TemporaryRepository();

test.beforeAll(async () => {
  github = await startGitHubCi();
  gitlab = await startGitLabCi();
  web = github.state.addRepository('acme/web');
  docs = github.state.addRepository('acme/docs');
  web.actions.set('UNRELATED', UNRELATED, Date.now() - 86_400_000);
  gitlabWeb = gitlab.state.addHome('projects', 'acme/web');
  repository.git('remote', 'add', 'origin', 'git@github.com:acme/web.git');
  repository.write(
    '.github/workflows/release.yml',
    `on: push\njobs:\n  release:\n    steps:\n      - run: npm publish\n        env:\n          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}\n`,
  );
  repository.write('.npmrc', `//registry.example.test/:_authToken=${NPM}\n`);
  repository.commit();
  rmSync(`${repository.root}/.npmrc`);
  repository.commit();
  const unlock = noKeychainBecause() === null ? 'keychain' : 'passphrase';
  const seed = await seedVault(
    async ({ addKey, engine }) => {
      const place = { project: 'shop', environment: 'staging' };
      await addKey({ ...place, name: 'NPM_TOKEN', value: NPM });
      await addKey({ ...place, name: 'SENTRY_AUTH_TOKEN', value: SENTRY });
      await engine.settings.update({ change: { clearClipboardAfterMs: 600_000 } });
    },
    { unlock },
  );
  if (unlock === 'keychain') ({ vaultId } = seed);
  app = await openApp({ home: seed.home, ...(unlock === 'keychain' ? {} : { passphrase: PASSPHRASE }) });
  page = app.page;
  await boardIsThere(page);
});

// After each: what was sent, typed and copied is nowhere in the page, its scripts' memory included.
test.afterEach(async () => {
  const shown = await page.content();
  expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  if (runtime() === 'chromium') expect(await pageHeapHolds(page, secrets)).toEqual([]);
});

test.afterAll(async () => {
  await github?.close();
  await gitlab?.close();
  repository.remove();
  if (vaultId !== null) await forgetKeychainEntry(vaultId);
});

test.describe('CI targets in the window', () => {
  test('are added with a token that is sealed and tested', async () => {
    const token = github.state.addToken();
    const noUse = github.state.addToken({ permissions: {} });
    const gitlabToken = gitlab.state.addToken();
    secrets.push(token.value, noUse.value, gitlabToken.value);

    const form = await addTarget(page, {
      ...{ system: 'GitHub', place: 'acme/web', name: GITHUB, baseUrl: github.url, token: noUse.value },
      ...{ project: 'shop', environment: 'staging' },
    });
    await form.getByRole('button', { name: 'Add and test' }).click();
    await form.getByText('The token is not enough').waitFor();
    await form.getByRole('button', { name: 'Replace…' }).click();
    await form.getByLabel('Access token', { exact: true }).fill(token.value);
    await form.getByRole('button', { name: 'Save and test' }).click();
    await form.getByText('It works').waitFor();
    await closeLayers(page);

    const other = await addTarget(page, {
      ...{ system: 'GitLab', place: 'acme/web', name: GITLAB, baseUrl: gitlab.url, token: gitlabToken.value },
    });
    await other.getByRole('button', { name: 'Add target', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: GITLAB }).waitFor();
  });

  test('get keys pushed after a preview, with a receipt, and nothing the second time', async () => {
    const preview = await pushChosen(page, ['NPM_TOKEN', 'SENTRY_AUTH_TOKEN'], [GITHUB, GITLAB]);
    await preview.getByText('4 to create.', { exact: false }).first().waitFor();
    expect([web.actions.secrets.size, gitlabWeb.variables.length]).toEqual([1, 0]);
    await page.keyboard.press('ControlOrMeta+Enter');
    const receipt = page.getByRole('dialog', { name: 'Push', exact: true });
    await receipt.getByText('All of it is there').waitFor();
    expect([web.actions.opened('NPM_TOKEN'), web.actions.opened('SENTRY_AUTH_TOKEN')]).toEqual([NPM, SENTRY]);
    const held = gitlabWeb.variables.map(({ key, value, masked }) => [key, value, masked]);
    expect(held.sort()).toEqual([
      ['NPM_TOKEN', NPM, true],
      ['SENTRY_AUTH_TOKEN', SENTRY, true],
    ]);
    await receipt.getByRole('button', { name: 'Done' }).click();

    const again = await pushChosen(page, ['NPM_TOKEN', 'SENTRY_AUTH_TOKEN'], [GITHUB, GITLAB]);
    await again.getByText('4 already current').first().waitFor();
    await again.getByRole('button', { name: /^Nothing to write/ }).waitFor();
    await closeLayers(page);
  });

  test('fall behind with a new value, which offers to push it', async () => {
    await goTo(page, 'Board');
    await cell(page, 'NPM_TOKEN', 'staging').click();
    const drawer = page.getByRole('complementary', { name: 'Key' });
    await drawer.getByText('2 CI targets').waitFor();
    await drawer.getByRole('button', { name: 'Set new value…' }).click();
    await page.getByRole('textbox', { name: /^New / }).focus();
    await paste(app, NPM_NEXT);
    await page.keyboard.press('ControlOrMeta+Enter');
    await notice(page, /2 CI targets hold the old value/).waitFor();
    await drawer.getByText('2 copies are not the current value').waitFor();
    await page
      .getByRole('region', { name: /^Notifications/ })
      .getByRole('button', { name: 'Push…' })
      .click();
    const preview = page.getByRole('dialog').filter({ hasText: '2 to replace' });
    await preview.getByRole('region', { name: 'What would be done' }).waitFor();
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByText('All of it is there').waitFor();
    expect(web.actions.opened('NPM_TOKEN')).toBe(NPM_NEXT);
    expect(gitlabWeb.variables.find(({ key }) => key === 'NPM_TOKEN')?.value).toBe(NPM_NEXT);
    await closeLayers(page);
  });

  test('show what somebody else changed there, once they were looked at', async () => {
    web.actions.set('SENTRY_AUTH_TOKEN', UNRELATED, Date.now() + 120_000);
    await openTarget(page, GITHUB);
    await placementLine(page, 'SENTRY_AUTH_TOKEN').getByText('Current').waitFor();
    await page.getByRole('button', { name: 'Check now' }).click();
    await placementLine(page, 'SENTRY_AUTH_TOKEN').getByText('Changed elsewhere').waitFor();
    await placementLine(page, 'NPM_TOKEN').getByText('Current').waitFor();
  });

  test('have a push put back from its receipt', async () => {
    await showCiList(page, 'Pushes');
    await page
      .getByRole('button', { name: /^Put back/ })
      .first()
      .click();
    const preview = page.getByRole('dialog', { name: 'Put the previous versions back' });
    await preview.getByText('2 to replace').first().waitFor();
    await page.keyboard.press('ControlOrMeta+Enter');
    await page
      .getByRole('dialog', { name: 'Putting previous versions back' })
      .getByText('All of it is there')
      .waitFor();
    expect(web.actions.opened('NPM_TOKEN')).toBe(NPM);
    expect(gitlabWeb.variables.find(({ key }) => key === 'NPM_TOKEN')?.value).toBe(NPM);
    await closeLayers(page);
    await openTarget(page, GITHUB);
    await placementLine(page, 'NPM_TOKEN').getByText('Behind').waitFor();
  });
});

test.describe('the copy assistant in the window', () => {
  test('brings a key to a target without a token, name first and then its value', async () => {
    const form = await addTarget(page, { system: 'GitHub', place: 'acme/docs', name: BY_HAND, baseUrl: github.url });
    await form.getByRole('button', { name: 'Add target', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: BY_HAND }).waitFor();
    await app.inHost(({ shell }) => {
      const seen = globalThis as { opened?: string[] };
      seen.opened = [];
      shell.openExternal = async (url) => {
        seen.opened?.push(url);
      };
    }, null);
    const requests = github.requests.entries.length;

    await goTo(page, 'Board');
    await chooseCell(page, 'SENTRY_AUTH_TOKEN', 'staging');
    await page.keyboard.press('p');
    const dialog = page.getByRole('dialog', { name: 'Place SENTRY_AUTH_TOKEN in CI' });
    // The target whose copy is not current comes first.
    await dialog.getByRole('option', { name: new RegExp(GITHUB), selected: true }).waitFor();
    await page.keyboard.press('ArrowDown');
    await dialog.getByRole('option', { name: new RegExp(BY_HAND), selected: true }).waitFor();
    await dialog.getByRole('list', { name: 'The settings page' }).waitFor();
    await page.keyboard.press('Enter');
    await dialog
      .getByText(/^The name is on the clipboard/)
      .first()
      .waitFor();
    const name = await clipboardText(app);
    expect(name).toBe('SENTRY_AUTH_TOKEN');
    expect(await app.inHost(() => (globalThis as { opened?: string[] }).opened, null)).toEqual([
      `${github.url}/acme/docs/settings/secrets/actions`,
    ]);
    await page.keyboard.press('Enter');
    await dialog.getByText(/^Cleared in \d+ s/).waitFor();
    const value = await clipboardText(app);
    expect(value).toBe(SENTRY);
    // A person pastes both on the page.
    docs.actions.set(name, value, Date.now());
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => clipboardText(app)).toBe('');
    await notice(page, `SENTRY_AUTH_TOKEN is placed in ${BY_HAND}`).waitFor();
    await openTarget(page, BY_HAND);
    await placementLine(page, 'SENTRY_AUTH_TOKEN').getByText('Presumed').waitFor();
    // By hand is by hand: nothing was asked of the system.
    expect(github.requests.entries.length).toBe(requests);
  });
});

test.describe('the scan of a repository in the window', () => {
  test('finds what its CI uses and a value in its history, and the drawer shows all of it', async () => {
    const version = await electronVersion(app);
    test.skip(
      version !== null && version < 29,
      'the worker threads of this Electron have Node 18, which the scan is too new for',
    );
    await goTo(page, 'Board');
    await answerOpenDialog(app, repository.root);
    await runCommand(page, 'Scan a repository for its secrets…');
    await page
      .getByRole('dialog', { name: 'Scan a repository' })
      .getByRole('button', { name: /^Choose/ })
      .click();
    const found = page.getByRole('dialog', { name: /^Scan of/ });
    await found.getByText('1 value of the vault lies in this repository').waitFor();
    await found.getByText('.github/workflows/release.yml:7').waitFor();
    await found.getByRole('button', { name: 'Show where' }).click();
    await found.getByText('.npmrc').first().waitFor();
    await closeLayers(page);

    await cell(page, 'NPM_TOKEN', 'staging').click();
    const reach = page.getByRole('region', { name: 'In CI and elsewhere' });
    await reach.getByText('2 CI targets · 2 files').waitFor();
    await reach.getByText('.github/workflows/release.yml:7').waitFor();
    await reach.getByText(/only in the history, commit/).waitFor();
    await closeLayers(page);
  });
});

test.describe('what was pushed, copied and scanned', () => {
  test('is in no file and no log, and the command line tells the same', async () => {
    expect(filesHolding(app.home, secrets)).toEqual([]);
    for (const secret of secrets) expect(app.log()).not.toContain(secret);
    expect(web.actions.opened('UNRELATED')).toBe(UNRELATED);
    const { output } = await keyrail(
      app.home,
      ['ci', 'status', '--offline', '--json'],
      vaultId === null ? { passphrase: PASSPHRASE } : {},
    );
    const { placements } = JSON.parse(output) as { placements: { key: string; target: string; state: string }[] };
    expect(placements.map(({ key, target, state }) => `${key} ${target} ${state}`).sort()).toEqual([
      `NPM_TOKEN ${GITHUB} behind`,
      `NPM_TOKEN ${GITLAB} behind`,
      `SENTRY_AUTH_TOKEN ${BY_HAND} presumed`,
      `SENTRY_AUTH_TOKEN ${GITHUB} changed-elsewhere`,
      `SENTRY_AUTH_TOKEN ${GITLAB} current`,
    ]);
    for (const { bugs } of [github, gitlab]) expect(bugs).toEqual([]);
    if (runtime() === 'chromium') expect(app.pageErrors).toEqual([]);
  });
});
