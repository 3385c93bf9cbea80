import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type App, runtime } from './support/app.ts';
import { keyrail } from './support/cli.ts';
import {
  capture,
  columnField,
  connect,
  connectionLine,
  findRemote,
  keep,
  openConnection,
  openDashboard,
  openRemote,
  showList,
  signIn,
} from './support/providers.ts';
import { PASSPHRASE, seedVault } from './support/seed.ts';
import { SEED_DASHBOARDS, SEED_IDS, type SeedDashboard, type SeedId } from './support/seed-dashboards.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere, chosenIn, closeLayers, notice, onClipboard, paste } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

const DAY_MS = 86_400_000;
const PROJECT = 'shop';
const ENVIRONMENT = 'staging';

let app: App;
let page: Page;
/** Where a person saves pages. */
const saved = mkdtempSync(join(tmpdir(), 'kr-saved-'));
const started = new Map<SeedId, SeedDashboard>();

function seedOf(id: SeedId): SeedDashboard {
  const seed = started.get(id);
  if (seed === undefined) throw new Error(`${id} did not start.`);
  return seed;
}

test.beforeAll(async () => {
  for (const id of SEED_IDS) started.set(id, await SEED_DASHBOARDS[id]());
  const { home } = await seedVault(async ({ addKey, setClock }) => {
    // Older than what changes at the providers today.
    setClock(Date.now() - 5 * DAY_MS);
    for (const [id, { known }] of started) {
      await addKey({
        project: PROJECT,
        environment: ENVIRONMENT,
        name: known.name,
        value: known.value,
        verbatim: true,
        provider: id,
      });
    }
  });
  app = await openApp({ home, passphrase: PASSPHRASE });
  page = app.page;
  await boardIsThere(page);
});

test.afterAll(async () => {
  for (const { simulator } of started.values()) await simulator.close();
  rmSync(saved, { recursive: true, force: true });
});

for (const id of SEED_IDS)
  test.describe(id, () => {
    let dashboard: Page;
    /** Every connection has a name of its own, as a person with two accounts gives it. */
    const name = `${id} of the shop`;

    /** Reads the whole list, page by page where it has some, up to the preview of all. */
    async function readAll() {
      const { nextPart, provider } = seedOf(id);
      const preview = await capture(page);
      if (nextPart === undefined) return preview;
      await preview.getByText('The list goes on').waitFor();
      await nextPart(dashboard);
      await preview.getByRole('button', { name: 'Add the page shown now' }).click();
      await preview.getByText(/, 2 pages/).waitFor();
      await expect.poll(() => preview.getByText('The list goes on').count(), { message: provider }).toBe(0);
      return preview;
    }

    test('is connected from the catalogue', async () => {
      const { provider, dashboardUrl } = seedOf(id);
      await connect(page, { provider, name, dashboardUrl, project: PROJECT, environment: ENVIRONMENT });
      await page.getByText('Not captured yet').waitFor();
      await page.getByRole('heading', { name: 'Nothing was read yet' }).waitFor();
    });

    test('is signed in to in a window of its own, and its list previewed and kept', async () => {
      const { columns, keyCount, listed, notListed } = seedOf(id);
      dashboard = await openDashboard(app);
      await signIn(dashboard);
      const preview = await readAll();
      for (const [title, field] of Object.entries(columns)) {
        expect(await chosenIn(preview, `What the column “${title}” is`)).toBe(field);
      }
      await preview.getByText(`${keyCount} keys: ${keyCount} new`).waitFor();
      if (id === 'sdkkey') {
        // What a person corrects is remembered, which the next capture shows.
        await columnField(preview, 'Description').selectOption({ label: 'Not kept' });
        await preview.getByText('as you said before').waitFor();
      }
      await keep(preview);
      await notice(page, new RegExp(`Read ${keyCount} keys of ${name}`)).waitFor();
      await expect.poll(() => dashboard.isClosed()).toBe(true);
      for (const each of listed) await (await findRemote(page, each)).waitFor();
      for (const each of notListed) {
        await findRemote(page, each);
        await page.getByText('No key fits').waitFor();
      }
    });

    test('has its key matched with the one in the vault, for a reason', async () => {
      const { known } = seedOf(id);
      const panel = await openRemote(page, known.remote);
      await panel.getByRole('button', { name: new RegExp(`^${known.name}`) }).waitFor();
      await panel.getByText(known.match).waitFor();
      const line = await findRemote(page, known.remote);
      await line.getByRole('gridcell').filter({ hasText: known.name }).waitFor();
      await closeLayers(page);
    });

    test('still knows the person, and shows as drift what has changed there, which one press settles', async () => {
      const { known, change } = seedOf(id);
      const { isMissing, drift, action, value, statusHere } = change();
      dashboard = await openDashboard(app);
      await dashboard.getByRole('button', { name: 'Sign out' }).waitFor();
      const preview = await readAll();
      // Nothing on the page says that it is the whole list: a person does.
      if (isMissing) await preview.getByRole('checkbox', { name: 'This is the whole list' }).click();
      await preview
        .getByRole('status')
        .filter({ hasText: /(changed|not listed)/ })
        .waitFor();
      if (id === 'sdkkey') {
        expect(await chosenIn(preview, 'What the column “Description” is')).toBe('Not kept');
        await preview.getByText('as you said before').waitFor();
      }
      await keep(preview);
      const row = await findRemote(page, known.remote);
      if (isMissing)
        await row
          .filter({ hasText: 'Not in the last list' })
          .getByRole('button', { name: /^It is gone/ })
          .click();
      const line = row.filter({ hasText: drift });
      await line.getByRole('button', { name: new RegExp(`^${action}`) }).click();
      if (value !== undefined) {
        const setting = page.getByRole('dialog', { name: 'Set a new value' });
        await setting.locator('textarea').focus();
        await paste(app, value);
        await setting.getByRole('button', { name: /^Set value/ }).click();
        await setting.waitFor({ state: 'detached' });
        await onClipboard(app, '');
      }
      await line.waitFor({ state: 'detached' });
      const { output } = await keyrail(app.home, ['show', known.name, '-p', PROJECT, '-e', ENVIRONMENT, '--json'], {
        passphrase: PASSPHRASE,
      });
      expect(JSON.parse(output)).toMatchObject({ status: statusHere.toLowerCase() });
    });

    test('lets a key that only the provider knows be adopted by its value', async () => {
      const { unknown, provider } = seedOf(id);
      const line = await findRemote(page, unknown.remote);
      await line.getByRole('button', { name: `Adopt… ${unknown.remote}` }).click();
      const adopting = page.getByRole('dialog', { name: `Adopt “${unknown.remote}”` });
      await adopting.locator('textarea').focus();
      await paste(app, unknown.value);
      await onClipboard(app, '');
      const adopted = `ADOPTED_FROM_${id.toUpperCase()}`;
      await adopting.getByRole('combobox', { name: 'Name' }).fill(adopted);
      await adopting.getByRole('button', { name: /^Adopt/ }).click();
      await adopting.waitFor({ state: 'detached' });
      await line.getByText(adopted).waitFor();
      await line.getByText('Agrees').waitFor();
      await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toContain(provider);
    });

    test('is synced from a saved page on the command line, which the window shows by itself', async () => {
      const { add } = seedOf(id);
      add(`made_later_at_${id}`);
      dashboard = await openDashboard(app);
      const files: string[] = [];
      const save = async (): Promise<void> => {
        const file = join(saved, `${id}-${files.length}.html`);
        writeFileSync(file, await dashboard.content());
        files.push(file);
      };
      await dashboard.getByRole('button', { name: 'Sign out' }).waitFor();
      await save();
      await seedOf(id).nextPart?.(dashboard);
      if (seedOf(id).nextPart !== undefined) await save();
      const { status, output, messages } = await keyrail(
        app.home,
        ['sync', name, ...files.flatMap((file) => ['--from', file]), '--json'],
        { passphrase: PASSPHRASE },
      );
      expect(messages).not.toContain(seedOf(id).known.value);
      expect(status).toBe(0);
      expect(JSON.parse(output)).toMatchObject({ connection: name, provider: id, status: 'done', new: 1, error: null });
      await (await findRemote(page, `made_later_at_${id}`)).waitFor();
      await page.getByText(/^Read from a file (just now|\d)/).waitFor();
    });
  });

test.describe('all of them', () => {
  test('stand in the list with their state, and open from it', async () => {
    await showList(page, 'Connections');
    for (const id of SEED_IDS)
      await connectionLine(page, `${id} of the shop`)
        .getByText(/^Read from a file/)
        .waitFor();
    await openConnection(page, 'norrix of the shop');
  });

  test('were asked for nothing that changes anything there', () => {
    for (const { simulator } of started.values()) {
      expect(simulator.bugs).toEqual([]);
      expect(simulator.requests.entries.filter(({ method, path }) => method !== 'GET' && path !== '/sign-in')).toEqual(
        [],
      );
    }
    if (runtime() === 'chromium') expect(app.pageErrors).toEqual([]);
  });
});
