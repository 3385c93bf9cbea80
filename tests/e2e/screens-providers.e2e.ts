import type { Page } from 'playwright-core';
import type { Simulator } from '../simulators/frame/server.ts';
import { type Norrix, startNorrix } from '../simulators/seeds/norrix.ts';
import type { App } from './support/app.ts';
import { seedDemo } from './support/demo.ts';
import { DEMO_CONNECTION } from './support/demo-connections.ts';
import { picturesIn } from './support/pictures.ts';
import {
  capture,
  connectionLine,
  findRemote,
  openConnection,
  openDashboard,
  openInCatalogue,
  openRemote,
  showList,
  signIn,
} from './support/providers.ts';
import { PASSPHRASE } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere, closeLayers, goTo, onClipboard, paste } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

const picture = picturesIn('e2e-providers');

let app: App;
let page: Page;
let norrix: Simulator<Norrix>;

test.beforeAll(async () => {
  norrix = await startNorrix();
  norrix.state.fill(8);
  const { home } = await seedDemo({ dashboardUrl: `${norrix.url}/dashboard/settings/api-keys` });
  app = await openApp({ home, passphrase: PASSPHRASE, viewport: { width: 1280, height: 800 } });
  page = app.page;
  await boardIsThere(page);
});
test.afterAll(async () => {
  await norrix?.close();
});

const dialog = (name: string | RegExp) => page.getByRole('dialog', { name });

test.describe('the screens of providers', () => {
  test('connections', async () => {
    await showList(page, 'Connections');
    await connectionLine(page, 'GitLab of the team').getByText('Needs a credential').waitFor();
    await connectionLine(page, DEMO_CONNECTION).getByText('4 drifts').waitFor();
    await picture(app, 'connections');
    await connectionLine(page, DEMO_CONNECTION)
      .getByRole('button', { name: /^More for/ })
      .click();
    await page.getByRole('menu').waitFor();
    await picture(app, 'connection-menu');
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    await page.getByRole('alertdialog').waitFor();
    await picture(app, 'remove-connection');
    await closeLayers(page);
    await page.getByRole('button', { name: 'Add connection…' }).click();
    await dialog('Add a connection').waitFor();
    await picture(app, 'add-connection');
    await closeLayers(page);
  });

  test('catalogue', async () => {
    await showList(page, 'Catalogue');
    await page.getByRole('button', { name: 'Norrix', exact: true }).waitFor();
    await picture(app, 'catalogue');
    await page.getByRole('searchbox', { name: 'Search providers' }).fill('no such provider');
    await page.getByRole('heading', { name: 'No provider fits' }).waitFor();
    await picture(app, 'catalogue-nothing-fits');
    await page.getByRole('button', { name: 'Show all' }).click();
    await openInCatalogue(page, 'Norrix');
    await page.getByRole('region', { name: 'All facts' }).waitFor();
    await picture(app, 'provider');
    await openInCatalogue(page, 'GitLab');
    await page.getByRole('button', { name: 'Connect…' }).click();
    await dialog('Connect GitLab').waitFor();
    await picture(app, 'connect-by-api');
    await closeLayers(page);
  });

  test('a connection whose dashboard was never captured, and one that lacks a credential', async () => {
    await openConnection(page, 'bkend, storefront');
    await page.getByRole('heading', { name: 'Nothing was read yet' }).waitFor();
    await picture(app, 'connection-not-captured');
    await openConnection(page, 'GitLab of the team');
    await page.getByText('Needs a credential').waitFor();
    await picture(app, 'connection-without-credential');
    await page.getByRole('button', { name: 'Add credential…' }).click();
    await dialog('Edit GitLab of the team').waitFor();
    await picture(app, 'edit-connection');
    await closeLayers(page);
  });

  test('a connection with its keys beside the vault', async () => {
    await openConnection(page, DEMO_CONNECTION);
    await (await findRemote(page, 'storefront')).waitFor();
    await page.getByRole('searchbox', { name: 'Filter keys' }).fill('');
    await page.getByText('Revoked at the provider').first().waitFor();
    await picture(app, 'connection');
    await openRemote(page, 'storefront');
    await page.getByRole('heading', { name: 'What changed there' }).waitFor();
    await picture(app, 'connection-key');
    await page
      .getByRole('complementary', { name: 'Key at Norrix' })
      .getByRole('button', { name: /^More/ })
      .first()
      .click();
    await page.getByRole('menu').waitFor();
    await picture(app, 'connection-key-menu');
    await closeLayers(page);
    await page.getByRole('searchbox', { name: 'Filter keys' }).fill('nothing like it');
    await page.getByRole('heading', { name: 'No key fits' }).waitFor();
    await picture(app, 'connection-nothing-fits');
    await page.getByRole('button', { name: 'Clear all filters' }).click();
    await page.getByText('Past syncs').click();
    await page.getByRole('list', { name: 'Past syncs' }).waitFor();
    await picture(app, 'past-syncs');
    await page.getByText('Past syncs').first().click();
  });

  test('adopting and linking a key', async () => {
    const line = await findRemote(page, 'laptop of Mia');
    await line.getByRole('button', { name: /^Adopt…/ }).click();
    const adopting = dialog('Adopt “laptop of Mia”');
    await adopting.getByRole('region', { name: 'What the provider says' }).waitFor();
    await picture(app, 'adopt');
    await adopting.locator('textarea').focus();
    await paste(app, 'nrx_Another1madeup0000000000000000099');
    await adopting.getByRole('button', { name: /^Adopt/ }).click();
    await adopting.getByText('That is the value of another key', { exact: false }).waitFor();
    await picture(app, 'adopt-wrong-value');
    await onClipboard(app, '');
    await closeLayers(page);
    await line.getByRole('button', { name: /^Link/ }).click();
    await page.getByRole('dialog').getByRole('option').first().waitFor();
    await picture(app, 'link');
    await closeLayers(page);
    await page.getByRole('searchbox', { name: 'Filter keys' }).fill('');
  });

  test('capturing', async () => {
    const dashboard = await openDashboard(app);
    await page.getByRole('button', { name: 'Capture…', exact: true }).click();
    const reading = dialog(`Read the keys of ${DEMO_CONNECTION}`);
    await reading.waitFor();
    await picture(app, 'capture');
    await reading.getByRole('button', { name: /^Capture/ }).click();
    await reading.getByText('The page asks to sign in').waitFor();
    await picture(app, 'capture-sign-in');
    await reading.getByRole('button', { name: 'Paste a table' }).click();
    await picture(app, 'capture-pasted');
    await reading.getByRole('button', { name: 'Cancel' }).click();
    await signIn(dashboard);
    const preview = await capture(page);
    await preview.getByText('The list goes on').waitFor();
    await picture(app, 'capture-preview');
    await preview.getByRole('button', { name: 'Cancel' }).click();
  });

  test('a key with what its provider says', async () => {
    await goTo(page, 'Board');
    await boardIsThere(page);
    await page.getByRole('gridcell', { name: /^NORRIX_API_KEY, production: / }).click();
    await page.getByRole('complementary', { name: 'Key' }).getByText('Revoked at the provider').waitFor();
    await picture(app, 'drawer-at-provider');
    await closeLayers(page);
  });

  test('without anything going wrong in the page', () => {
    expect(app.pageErrors).toEqual([]);
    expect(norrix.bugs).toEqual([]);
  });
});
