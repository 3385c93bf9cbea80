import type { Page } from 'playwright-core';
import { expect, serveWindow, test } from './harness-page.ts';

const onWindow = serveWindow();

/** Opens the Providers screen and runs a test on it. */
async function onProviders(run: (page: Page) => Promise<void>, scenario = 'providers') {
  await onWindow(scenario, async (page) => {
    await page.getByRole('gridcell').first().waitFor();
    await page.keyboard.press('Control+5');
    await page.getByRole('heading', { name: 'Providers' }).waitFor();
    await run(page);
  });
}

const row = (page: Page, name: string) =>
  page
    .getByRole('list', { name: 'Connections' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name, exact: true }) });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

test('each connection says how it is, in words', async () => {
  await onProviders(async (page) => {
    for (const [name, words] of [
      ['bkend', 'Captured 12 days ago'],
      ['Cloudflare', 'Syncing, page 9 of 25, 450 keys'],
      ['Datadog EU', 'Sync failed, last seen 2 days ago'],
      ['GitHub acme', '4,312 of 5,000 left, resets in 12 min'],
      ['NativeBridge', 'Not captured yet'],
      ['OpenAI', 'Never synced'],
      ['SendGrid', 'Needs a credential'],
      ['Vercel', 'Could not be reached'],
    ] as const) {
      await expect.poll(() => row(page, name).textContent()).toContain(words);
    }
    await expect.poll(() => row(page, 'Norrix').textContent()).toContain('3 drifts');
    // Two failed and two differ.
    await expect
      .poll(() => page.locator('.rail').getByRole('button', { name: 'Providers' }).textContent())
      .toContain('4');
  });
});

test('arrows move over the connections, Enter opens one, Escape comes back to it', async () => {
  await onProviders(async (page) => {
    await row(page, 'bkend').getByRole('button', { name: 'bkend', exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toBe('GitHub acme');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^GitHub acme/, level: 1 }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('list', { name: 'Connections' }).waitFor();
    await expect.poll(() => focused(page)).toBe('GitHub acme');
    await page.keyboard.press('End');
    await expect.poll(() => focused(page)).toBe('Vercel');
  });
});

test('a sync shows its progress, can be cancelled, and ends with what it found', async () => {
  await onProviders(async (page) => {
    const github = row(page, 'OpenAI');
    await github.getByRole('button', { name: 'Sync now OpenAI' }).click();
    await github.getByRole('progressbar').waitFor();
    await github.getByRole('button', { name: 'Cancel OpenAI' }).click();
    await page.getByText('Cancelled the sync of OpenAI').waitFor();
    await github.getByText('Sync cancelled').waitFor();
    // The same by its single key.
    await github.getByRole('button', { name: 'OpenAI', exact: true }).focus();
    await page.keyboard.press('s');
    await page.getByText('Synced OpenAI: 48 keys').waitFor();
    await github.getByText('Synced just now').waitFor();
  });
});

test('all connections that can be synced by themselves are, from the palette', async () => {
  await onProviders(async (page) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('sync all');
    await page.getByRole('option', { name: /^Sync all connections/ }).waitFor();
    await page.keyboard.press('Enter');
    // GitHub, Datadog, Vercel and OpenAI; Cloudflare runs already and SendGrid has no credential.
    await page.getByText('Syncing 4 connections').waitFor();
    await row(page, 'Datadog EU').getByText('Synced just now').waitFor();
  });
});

test('the palette goes to a connection by its name', async () => {
  await onProviders(async (page) => {
    await page.keyboard.press('Control+1');
    await page.getByRole('gridcell').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('connection datadog');
    await page.getByRole('option', { name: /Connection Datadog EU/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^Datadog EU/, level: 1 }).waitFor();
    await page.getByText('Datadog refused the credential (403)').waitFor();
  });
});

test('the catalogue is searched by typing, walked by arrows, and shows what is known with its source', async () => {
  await onProviders(async (page) => {
    await page.getByRole('radio', { name: 'Catalogue' }).click();
    const search = page.getByRole('searchbox', { name: 'Search providers' });
    await expect.poll(() => search.evaluate((field) => field === document.activeElement)).toBe(true);
    await expect.poll(() => page.getByRole('row').count()).toBeGreaterThan(20);
    await page.keyboard.type('nativ');
    await expect.poll(() => page.getByRole('row').count()).toBe(3);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toBe('NativeBridge');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => search.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'NativeBridge', level: 1 }).waitFor();
    await page.getByText('NATIVEBRIDGE_API_KEY', { exact: true }).first().waitFor();
    const source = page.getByRole('button', { name: 'Source of default variable' });
    await source.focus();
    await page.keyboard.press('Enter');
    await page.getByText('Store your API key as an environment variable').waitFor();
    await expect.poll(() => source.getAttribute('aria-expanded')).toBe('true');
    // What the document does not say is there, as unknown.
    const unknown = page.getByRole('region', { name: 'Unknown' });
    await expect.poll(() => unknown.textContent()).toContain('Deleting a key');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('NativeBridge');
    await expect.poll(() => search.inputValue()).toBe('nativ');
  });
});

test('a connection is added with a credential that the page forgets, tested, and synced', async () => {
  await onProviders(async (page) => {
    await page.getByRole('radio', { name: 'Catalogue' }).click();
    await page.getByRole('button', { name: 'GitHub', exact: true }).click();
    await page.getByRole('button', { name: 'Connect…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Connect GitHub' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('GitHub acme');
    await dialog.getByRole('button', { name: 'Add connection' }).click();
    await dialog.getByText('There is already a connection named').waitFor();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('GitHub own');
    const token = dialog.getByLabel('Token', { exact: true });
    await expect.poll(() => token.getAttribute('type')).toBe('password');
    await token.fill('madeup-wrong-token');
    await dialog.getByRole('button', { name: 'Add and test' }).click();
    await page.getByText('The provider refused').waitFor();
    const edited = page.getByRole('dialog', { name: 'Edit GitHub' });
    await edited.getByText('Stored, sealed in the vault.').waitFor();
    expect(await page.content()).not.toContain('madeup-wrong-token');

    await edited.getByRole('button', { name: 'Replace…' }).click();
    await edited.getByLabel('Token', { exact: true }).fill('madeup-token');
    await edited.getByRole('button', { name: 'Save and test' }).click();
    await page.getByText('It works').waitFor();
    await edited.getByRole('combobox', { name: 'Sync by itself' }).selectOption({ label: 'Daily' });
    await edited.getByRole('combobox', { name: 'Project' }).selectOption({ label: 'storefront' });
    await edited.getByRole('button', { name: 'Name an environment at the provider' }).click();
    await edited.getByRole('textbox', { name: 'The provider’s name' }).fill('prod');
    await edited.getByRole('button', { name: 'Save', exact: true }).click();
    await edited.getByText('Choose an environment.').waitFor();
    await edited.getByRole('combobox', { name: 'Environment for prod' }).selectOption({ label: 'production' });
    await edited.getByRole('button', { name: 'Save', exact: true }).click();
    await edited.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: /^GitHub own/, level: 1 }).waitFor();
    await page.getByText('Daily').waitFor();
    await page.getByRole('button', { name: 'Sync now' }).first().click();
    await page.getByText('Synced GitHub own').waitFor();
  });
});

test('a credential may be left for later, and half of one is refused at its field', async () => {
  await onProviders(async (page) => {
    await page.getByRole('button', { name: 'Add connection…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Provider' }).selectOption({ label: 'NativeMessage' });
    await dialog.getByRole('combobox', { name: 'Sign in with' }).selectOption({ index: 1 });
    await dialog.locator('.form-group input:not([type="password"])').first().fill('dana@example.test');
    await dialog.getByRole('button', { name: 'Add connection' }).click();
    await dialog.getByText(/is missing\.$/).waitFor();
    const password = dialog.locator('input[type="password"]');
    await expect.poll(() => password.evaluate((field) => field === document.activeElement)).toBe(true);
    await dialog.locator('.form-group input:not([type="password"])').first().fill('');
    await dialog.getByRole('button', { name: 'Add connection' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'NativeMessage', level: 1 }).waitFor();
  });
});

test('a dashboard without an address says so, with the way to give one', async () => {
  await onProviders(async (page) => {
    await row(page, 'NativeBridge').getByRole('button', { name: 'Open dashboard NativeBridge' }).click();
    await page.getByText('Nobody said where this dashboard is').waitFor();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit NativeBridge' });
    await dialog.getByRole('textbox', { name: 'Dashboard address' }).fill('nativebridge.example.test');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByText('That is no web address').waitFor();
    await dialog.getByRole('textbox', { name: 'Dashboard address' }).fill('https://nativebridge.example.test/keys');
    await dialog
      .getByRole('combobox', { name: 'Plan' })
      .selectOption({ label: 'Growth: 1000 requests per hour, 10 at a time' });
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await row(page, 'NativeBridge').getByRole('button', { name: 'Open dashboard NativeBridge' }).click();
    await row(page, 'NativeBridge').getByRole('button', { name: 'Capture… NativeBridge' }).waitFor();
  });
});

test('a connection is removed after a question, and its page goes with it', async () => {
  await onProviders(async (page) => {
    await row(page, 'Vercel').getByRole('button', { name: 'Vercel', exact: true }).click();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    const question = page.getByRole('alertdialog', { name: 'Remove Vercel?' });
    await expect.poll(() => question.textContent()).toContain('Its stored credential, 9 remote keys');
    await expect.poll(() => question.textContent()).toContain('Every key in the vault');
    await question.getByRole('button', { name: 'Remove connection' }).click();
    await page.getByRole('list', { name: 'Connections' }).waitFor();
    await expect.poll(() => row(page, 'Vercel').count()).toBe(0);
  });
});

test('locking leaves nothing of the connections on the page', async () => {
  await onProviders(async (page) => {
    await page.keyboard.press('Control+l');
    await page
      .getByRole('button', { name: /Unlock|Open/ })
      .first()
      .waitFor();
    expect(await page.content()).not.toContain('GitHub acme');
  });
});
