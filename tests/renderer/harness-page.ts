import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { serveHarness } from './serve-harness.ts';

const root = path.join(import.meta.dirname, '../..');

/**
 * A browser, and the window on the in-memory engine (or the gallery of its parts), for as long as the tests of one file run.
 * Each test also holds that the page reported nothing, such as what the CSP refused, and put no style element into itself.
 *
 * @param name of the folder in test-output that the page is built into; each file needs its own.
 */
export function serveWindow(name: string, page: 'harness' | 'gallery' = 'harness') {
  let server: Awaited<ReturnType<typeof serveHarness>> | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    server = await serveHarness(path.join(root, 'test-output', name), page);
    browser = await chromium.launch({
      executablePath: process.env['KEYRAIL_BROWSER'] ?? '/usr/bin/chromium',
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        '--disable-background-networking',
        '--disable-quic',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  /** Opens a scenario, runs a test on its page, and closes it. */
  return async (scenario: string, run: (page: Page) => Promise<void>) => {
    if (browser === undefined || server === undefined) throw new Error('The browser is not open yet.');
    const opened = await browser.newPage({
      colorScheme: 'light',
      locale: 'en-GB',
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 800 },
    });
    const problems = problemsOf(opened);
    try {
      await opened.goto(server.url(scenario));
      await run(opened);
      expect(await opened.locator('style').count()).toBe(0);
      expect(problems).toEqual([]);
    } finally {
      await opened.close();
    }
  };
}

/** What the page reports as wrong while it is open: refused by the CSP, or thrown. */
function problemsOf(page: Page): readonly string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    // The browser asks for an icon that the harness does not have.
    const isIcon = message.location().url.endsWith('/favicon.ico');
    if (!isIcon && (message.type() === 'error' || message.type() === 'warning')) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  return problems;
}
