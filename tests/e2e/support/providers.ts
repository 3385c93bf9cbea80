import { expect } from '@playwright/test';
import type { Locator, Page } from 'playwright-core';
import { DEMO_ACCOUNTS } from '../../simulators/frame/demo-accounts.ts';
import type { App } from './app.ts';
import { goTo } from './window.ts';

/** What a person fills in to connect a provider; what is absent stays as the form has it. */
export type Connecting = {
  /** The provider's name in the catalogue. */
  readonly provider: string;
  readonly name: string;
  readonly dashboardUrl?: string;
  readonly baseUrl?: string;
  /** Which of the provider's ways to sign in, where there are several. */
  readonly signInWith?: string;
  /** More text fields by their label: parts of a credential, parameters. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly project?: string;
  readonly environment?: string;
};

/** Opens one of the two lists of the screen. */
export async function showList(page: Page, list: 'Connections' | 'Catalogue'): Promise<void> {
  await goTo(page, 'Providers');
  await page.getByRole('radiogroup', { name: 'View' }).getByText(list, { exact: true }).click();
}

/** Finds a provider in the catalogue and opens its page. */
export async function openInCatalogue(page: Page, provider: string): Promise<void> {
  await showList(page, 'Catalogue');
  await page.getByRole('searchbox', { name: 'Search providers' }).fill(provider);
  await page.getByRole('button', { name: provider, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: provider, exact: true }).waitFor();
}

/** Connects a provider from its page in the catalogue, up to the page of the new connection. */
export async function connect(page: Page, connecting: Connecting): Promise<void> {
  await openInCatalogue(page, connecting.provider);
  await page.getByRole('button', { name: 'Connect…' }).click();
  const form = await fillConnection(page, connecting);
  await form.getByRole('button', { name: 'Add connection' }).click();
  await form.waitFor({ state: 'detached' });
  await page.getByRole('heading', { level: 1, name: connecting.name }).waitFor();
}

/** Adds a connection and tests it at once; gives the form, which stays open with the result. */
export async function connectAndTest(page: Page, connecting: Connecting): Promise<Locator> {
  await openInCatalogue(page, connecting.provider);
  await page.getByRole('button', { name: 'Connect…' }).click();
  const form = await fillConnection(page, connecting);
  await form.getByRole('button', { name: 'Add and test' }).click();
  return page.getByRole('dialog', { name: `Edit ${connecting.provider}` });
}

/** Fills in the form of a new connection, and leaves it open. */
async function fillConnection(page: Page, connecting: Connecting): Promise<Locator> {
  const form = page.getByRole('dialog', { name: `Connect ${connecting.provider}` });
  await form.getByLabel('Name', { exact: true }).fill(connecting.name);
  for (const [label, text] of [
    ['Dashboard address', connecting.dashboardUrl],
    ['API address', connecting.baseUrl],
  ] as const) {
    if (text === undefined) continue;
    const field = form.getByLabel(label);
    if (!(await field.isVisible())) await form.getByRole('button', { name: 'Addresses' }).click();
    await field.fill(text);
  }
  if (connecting.signInWith !== undefined) await choose(form, 'Sign in with', connecting.signInWith);
  for (const [label, text] of Object.entries(connecting.fields ?? {})) await form.getByLabel(label).fill(text);
  if (connecting.project !== undefined) await choose(form, 'Project', connecting.project);
  if (connecting.environment !== undefined) await choose(form, 'Environment', connecting.environment);
  return form;
}

/** Chooses an option of a select by what it says. */
async function choose(within: Page | Locator, label: string, option: string): Promise<void> {
  await within.getByRole('combobox', { name: label, exact: true }).selectOption({ label: option });
}

/** A line of the list of connections. */
export function connectionLine(page: Page, name: string): Locator {
  return page
    .getByRole('list', { name: 'Connections' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name, exact: true }) });
}

/** Opens a connection's page from the list. */
export async function openConnection(page: Page, name: string): Promise<void> {
  await showList(page, 'Connections');
  await page.getByRole('list', { name: 'Connections' }).getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Opens the dashboard from the connection's page, and gives the provider's page as a person sees it there. */
export async function openDashboard(app: App): Promise<Page> {
  const before = new Set(app.webPages());
  await app.page.getByRole('button', { name: 'Open dashboard', exact: true }).click();
  const dashboard = await webPageBeside(app, before);
  await app.page.getByRole('button', { name: 'Capture…', exact: true }).waitFor();
  return dashboard;
}

/** The page of a window that was not there before. */
async function webPageBeside(app: App, before: ReadonlySet<Page>): Promise<Page> {
  const added = (): Page | undefined => app.webPages().find((page) => !before.has(page));
  await expect.poll(() => added() !== undefined, { timeout: 15_000 }).toBe(true);
  const page = added();
  if (page === undefined) throw new Error('The window of the dashboard is gone again.');
  return page;
}

/** Signs in at a simulator's dashboard as its owner does. */
export async function signIn(dashboard: Page): Promise<void> {
  const [owner] = DEMO_ACCOUNTS;
  await dashboard.getByLabel('User name').fill(owner.userName);
  await dashboard.getByLabel('Password').fill(owner.password);
  await dashboard.getByRole('button', { name: 'Sign in' }).click();
  await dashboard.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** Presses Capture, with the dashboard open, up to the preview. */
export async function capture(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Capture…', exact: true }).click();
  const reading = page.getByRole('dialog', { name: /^Read the keys of/ });
  await reading.getByRole('button', { name: /^Capture/ }).click();
  const preview = page.getByRole('dialog', { name: /^What was read at/ });
  await preview.waitFor();
  return preview;
}

/** What a column of a preview is taken for; give `field` to correct it. */
export function columnField(preview: Locator, title: string): Locator {
  return preview.getByRole('combobox', { name: `What the column “${title}” is` });
}

/** Keeps a preview. */
export async function keep(preview: Locator): Promise<void> {
  await preview.getByRole('button', { name: /^Keep/ }).click();
  await preview.waitFor({ state: 'detached' });
}

/**
 * A line of a connection's inventory, by what the provider calls the key, found as a person finds it: by the filter, since
 * only what is in sight is in the page.
 */
export async function findRemote(page: Page, name: string): Promise<Locator> {
  await page.getByRole('searchbox', { name: 'Filter keys' }).fill(name);
  return page
    .getByRole('grid', { name: /^Keys at/ })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader').getByText(name, { exact: true }) });
}

/** Opens a line's details. */
export async function openRemote(page: Page, name: string): Promise<Locator> {
  await (await findRemote(page, name)).getByRole('rowheader').click();
  const panel = page.getByRole('complementary', { name: /^Key at/ });
  await panel.getByRole('heading', { name, exact: true }).waitFor();
  return panel;
}
