import { type Browser, test as base, type ConsoleMessage, expect, type Page } from '@playwright/test';
import { type HarnessPage, type HarnessServer, serveHarness } from './serve-harness.ts';

export { expect } from '@playwright/test';

export const HARNESS_PAGES = ['harness', 'gallery'] as const satisfies readonly HarnessPage[];

const SETTINGS = { colorScheme: 'light', reducedMotion: 'reduce' } as const;
const VIEWPORT = { width: 1280, height: 800 };
/** Keys that a test may leave held down, since it ends while they are. */
const HELD = ['r', 'Shift', 'Control', 'Alt', 'Meta'];

/** What the tests of one worker share: a page most of all, which has the window's scripts compiled after the first. */
type Shared = {
  readonly browser: Browser;
  readonly servers: ReadonlyMap<HarnessPage, HarnessServer>;
  page: Page | undefined;
};
let shared: Shared | undefined;

export const test = base.extend<object, { readonly served: undefined }>({
  served: [
    async ({ browser }, use) => {
      const servers = new Map<HarnessPage, HarnessServer>();
      for (const page of HARNESS_PAGES) servers.set(page, await serveHarness(page));
      shared = { browser, servers, page: undefined };
      await use(undefined);
      await shared.page?.context().close();
      shared = undefined;
      for (const server of servers.values()) await server.close();
    },
    { scope: 'worker', auto: true },
  ],
});

/**
 * The window on the in-memory engine, or the gallery of its parts. Each test also holds that the page reported nothing, such
 * as what the CSP refused, and put no style element into itself.
 *
 * @returns what opens a scenario and runs a test on it. The page is the one of the test before, loaded anew and put back to
 *   its first size and theme; `ownPage` gives a test one that no other gets, for what a page cannot be rid of again
 */
export function serveWindow(kind: HarnessPage = 'harness') {
  return async (scenario: string, run: (page: Page) => Promise<void>, { ownPage = false } = {}): Promise<void> => {
    const server = shared?.servers.get(kind);
    if (shared === undefined || server === undefined) throw new Error('The browser is not open yet.');
    const reused = ownPage ? undefined : shared.page;
    const opened = reused ?? (await newPage(shared.browser));
    if (!ownPage) shared.page = opened;
    const problems: string[] = [];
    const unwatch = watch(opened, problems);
    try {
      await reset(opened);
      await opened.goto(server.url(scenario));
      await run(opened);
      expect(await opened.locator('style').count()).toBe(0);
      expect(problems).toEqual([]);
    } catch (error) {
      // What a failed test has left behind is no other's business. The runner takes its picture as it closes.
      await opened.context().close();
      if (!ownPage) shared.page = undefined;
      throw error;
    } finally {
      unwatch();
    }
    if (ownPage) await opened.context().close();
  };
}

function newPage(browser: Browser): Promise<Page> {
  return browser.newPage({ locale: 'en-GB', viewport: VIEWPORT, ...SETTINGS });
}

async function reset(page: Page): Promise<void> {
  await page.setViewportSize(VIEWPORT);
  await page.emulateMedia({ media: null, ...SETTINGS });
  for (const key of HELD) await page.keyboard.up(key);
  await page.mouse.move(0, 0);
}

/** Collects what the page reports as wrong while it is open: refused by the CSP, or thrown. */
function watch(page: Page, problems: string[]): () => void {
  const onConsole = (message: ConsoleMessage): void => {
    // The browser asks for an icon that the harness does not have.
    const isIcon = message.location().url.endsWith('/favicon.ico');
    if (!isIcon && (message.type() === 'error' || message.type() === 'warning')) problems.push(message.text());
  };
  const onError = (error: Error): void => {
    problems.push(String(error));
  };
  page.on('console', onConsole);
  page.on('pageerror', onError);
  return () => {
    page.off('console', onConsole);
    page.off('pageerror', onError);
  };
}
