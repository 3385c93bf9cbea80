import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ALL_PAGES, NORRIX } from './fixtures/pages.ts';
import type { PageReading } from './page-table.ts';
import { readPage } from './read-page.ts';
import { parsePage } from './saved-document.ts';

const STYLED = `<!doctype html><style>.gone{display:none}.unseen{visibility:hidden}td:nth-child(3),th:nth-child(3){display:none}</style>
<table><tr><th>Name</th><th>Key</th><th>Hidden column</th></tr>
<tr><td>shown</td><td>sk_••••1111<span class="gone">UNSEEN</span></td><td>UNSEEN</td></tr>
<tr class="gone"><td>UNSEEN</td><td>sk_••••2222</td><td>UNSEEN</td></tr>
<tr class="unseen"><td>UNSEEN</td><td>sk_••••3333</td><td>UNSEEN</td></tr></table>`;
const BOXLESS = `<!doctype html><style>[role=grid]{display:grid}[role=row]{display:contents}.unseen{visibility:hidden}</style>
<div role="grid"><div role="row"><b role="columnheader">Name</b><b role="columnheader">Key</b></div>
<div role="row"><i role="gridcell">in a grid</i><i role="gridcell">sk_••••1111</i></div>
<div role="row" class="unseen"><i role="gridcell">UNSEEN</i><i role="gridcell">sk_••••2222</i></div>
<div style="display:none"><div role="row"><i role="gridcell">UNSEEN</i><i role="gridcell">sk_••••3333</i></div></div></div>`;
const SHADOW = `<!doctype html><key-list></key-list><script>document.querySelector('key-list').attachShadow({ mode: 'open' }).innerHTML =
  '<table><tr><th>Name</th><th>Key</th></tr><tr><td>in a shadow tree</td><td>sk_••••1111</td></tr></table>';</script>`;
/** A page that has replaced what a reader in its own world would call. */
const LYING = `${NORRIX}<script>
  Element.prototype.getAttribute = () => 'LIE'; Element.prototype.checkVisibility = () => false;
  Object.defineProperty(Node.prototype, 'textContent', { get: () => 'LIE' });
  String.prototype.replace = () => 'LIE'; Array.prototype.push = () => { throw new Error('LIE'); };</script>`;

const STRICT = "default-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

test.describe('the reader in a browser', () => {
  let browser: Browser;
  let server: Server;
  let page: Page;
  let origin = '';
  let body = '';
  let policy = STRICT;

  test.beforeAll(async () => {
    server = createServer((_, response) => {
      response
        .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy })
        .end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    browser = await chromium.launch({
      executablePath: process.env['KEYRAIL_BROWSER'] || '/usr/bin/chromium',
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        '--disable-background-networking',
        '--disable-quic',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    });
    page = await browser.newPage();
  });

  test.afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  /** As the host does it: the function's own source in a world of its own, whose objects the page cannot reach. */
  async function readInBrowser(html: string, csp = STRICT): Promise<PageReading> {
    body = html;
    policy = csp;
    await page.goto(origin);
    const session = await page.context().newCDPSession(page);
    const { frameTree } = await session.send('Page.getFrameTree');
    const world = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'capture' });
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: `(${String(readPage)})(document, {})`,
      contextId: world.executionContextId,
      returnByValue: true,
    });
    await session.detach();
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as PageReading;
  }

  function readInNode(html: string): PageReading {
    const parsed = parsePage(html);
    if (!parsed.ok) throw new Error(parsed.error.message);
    return readPage(parsed.value);
  }

  for (const [name, html] of Object.entries(ALL_PAGES))
    test(`sees the same on ${name} as in Node, under a strict policy`, async () => {
      // Styles of their own are the only thing that a page needs leave for to be shown as it says.
      const seen = await readInBrowser(html, html.includes('style=') ? `${STRICT}; style-src 'unsafe-inline'` : STRICT);
      expect(seen.tables).toEqual(readInNode(html).tables);
      expect(seen.outcomes).toEqual(readInNode(html).outcomes);
    });

  test('does not read what style sheets hide', async () => {
    // The page's own style sheet is inline.
    const { tables } = await readInBrowser(STYLED, "style-src 'unsafe-inline'; script-src 'none'");
    expect(JSON.stringify(tables)).not.toContain('UNSEEN');
    expect(tables).toMatchObject([{ columns: ['Name', 'Key'], rows: [['shown', 'sk_••••1111']] }]);
  });

  test('reads rows that have no box of their own, unless they are hidden', async () => {
    const { tables } = await readInBrowser(BOXLESS, "style-src 'unsafe-inline'; script-src 'none'");
    expect(JSON.stringify(tables)).not.toContain('UNSEEN');
    expect(tables).toMatchObject([{ columns: ['Name', 'Key'], rows: [['in a grid', 'sk_••••1111']] }]);
  });

  test('reads open shadow trees', async () => {
    const { tables } = await readInBrowser(SHADOW, "script-src 'unsafe-inline'");
    expect(tables).toMatchObject([{ rows: [['in a shadow tree', 'sk_••••1111']] }]);
  });

  test('is not fooled by a page that replaces what the DOM does', async () => {
    const { tables } = await readInBrowser(LYING, "script-src 'unsafe-inline'");
    expect(tables).toEqual(readInNode(NORRIX).tables);
  });

  test('changes nothing', async () => {
    await readInBrowser(NORRIX);
    const before = await page.content();
    await readInBrowser(NORRIX);
    expect(await page.content()).toBe(before);
  });
});
