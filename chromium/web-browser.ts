import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from './launch-browser.ts';
import { prepareWebProfile } from './profile.ts';
import { openWebGate } from './web-gate.ts';
import type { WebSessionCore } from './web-session.ts';
import type { WebWindow } from './web-window.ts';

/** How long a browser may take to write what it holds and to end. */
const ENDING_LIMIT_MS = 15_000;

/** One browser process on the profile of a session, from its first window to its last. */
export class WebBrowser {
  readonly windows = new Set<WebWindow>();
  readonly #session: WebSessionCore;
  readonly #before: Promise<void>;
  #context: Promise<BrowserContext> | null = null;
  /** Pages that the host has asked for and that are not there yet. */
  #asked = 0;
  ended = false;
  /** Resolves when the process has ended and written what it holds. */
  gone: Promise<void> = Promise.resolve();

  /** @param before resolves when the browser that used the profile last has gone */
  constructor(session: WebSessionCore, before: Promise<void>) {
    this.#session = session;
    this.#before = before;
  }

  /** A page for a window that the host opens: the browser's own first one, or another. */
  async openPage(window: WebWindow): Promise<Page> {
    this.windows.add(window);
    if (this.#context !== null) {
      const context = await this.#context;
      this.#asked += 1;
      try {
        return await context.newPage();
      } finally {
        this.#asked -= 1;
      }
    }
    this.#context = this.#launch(window);
    const context = await this.#context;
    const [first] = context.pages();
    const page = first ?? (await context.waitForEvent('page'));
    context.on('page', (opened) => {
      this.#opened(opened).catch((error: unknown) => {
        if (!this.ended) this.#session.runtime.log(`A window that a page opened: ${String(error)}`);
      });
    });
    return page;
  }

  async #launch(window: WebWindow): Promise<BrowserContext> {
    // One that does not end keeps the profile, and launching then says so; waiting for it would say nothing.
    await Promise.race([this.#before, delay(ENDING_LIMIT_MS, undefined, { ref: false })]);
    const { runtime, path } = this.#session;
    prepareWebProfile(path);
    const context = await launchBrowser({
      kind: 'web',
      profile: path,
      bounds: window.place,
      headless: runtime.options.headless,
      browserPath: runtime.options.browserPath,
      viewport: runtime.options.viewport,
      switches: runtime.switches,
    });
    // Without a listener, questions of pages would be answered with "no" before the person sees them.
    context.on('dialog', () => undefined);
    context.on('close', () => {
      for (const open of [...this.windows]) open.closedByPerson();
      this.ended = true;
    });
    const control = await context.browser()?.newBrowserCDPSession();
    if (control === undefined) throw new Error('The browser cannot be controlled.');
    await openWebGate(runtime, this.#session, control);
    // For every origin: these, and a "no" without a prompt to all others. A page may do as much without asking
    // (`execCommand`), and the buttons that copy a new key need it.
    await control.send('Browser.grantPermissions', { permissions: ['clipboardSanitizedWrite'] });
    return context;
  }

  /** A page that came into being without the host: a sign-in window, a link to a new tab, a tab of the person's. */
  async #opened(page: Page): Promise<void> {
    if ([...this.windows].some((window) => window.page === page)) return;
    const openerPage = await page.opener();
    if (openerPage === null && this.#asked > 0) return;
    const all = [...this.windows];
    const opener = all.find((window) => window.page === openerPage) ?? all[0];
    if (opener === undefined || !opener.adopt(page)) await page.close();
  }

  /** Ends the process with its last window; otherwise closes that window's page. */
  async leave(window: WebWindow): Promise<void> {
    this.windows.delete(window);
    if (this.windows.size > 0) {
      await window.page?.close().catch(() => undefined);
      return;
    }
    this.ended = true;
    const context = this.#context;
    this.gone = (async () => {
      await (await context?.catch(() => null))?.close().catch(() => undefined);
    })();
    await this.gone;
  }
}
