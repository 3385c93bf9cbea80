import { type Browser, chromium } from 'playwright-core';
import { readPage } from '#core/capture/read-page.ts';
import { findBrowser } from '../../chromium/find-browser.ts';
import { type Bench, medianOf, notMeasured, row, type Target } from './bench-row.ts';
import { interleaved } from './interleaved.ts';

const ROWS = 2_000;
const OVER_TEXT: Target = { kind: 'ratio', atMost: 2 };
const OVER_VISIBLE = textOfCells('innerText');
/** Faster, as it takes hidden text for shown. */
const OVER_ALL = textOfCells('textContent');
const OURS = `(() => { const started = performance.now(); const { tables } = (${String(readPage)})(document, {});
  if (tables[0].rows.length !== ${ROWS}) throw new Error('Other rows'); return performance.now() - started; })()`;

/**
 * The capture's reader in an isolated world of Chromium, against the text of every cell of the same page: the text that is
 * shown, which is what the reader has to tell, and all text.
 */
export const readCapturedPage: Bench = async ({ quick, progress }) => {
  const page = `read a page of ${ROWS.toLocaleString('en')} rows / querySelectorAll over its cells`;
  const measure = `${page} plus innerText`;
  const executablePath = findBrowser();
  if (executablePath === undefined) return [notMeasured(measure, OVER_TEXT, 'no Chrome or Chromium is installed')];
  progress('reading a page in Chromium');
  const browser = await chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-background-networking',
      '--disable-quic',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  try {
    const samples = await interleaved(quick ? 7 : 25, {
      ours: () => timeInPage(browser, OURS),
      visible: () => timeInPage(browser, OVER_VISIBLE),
      all: () => timeInPage(browser, OVER_ALL),
    });
    const ours = medianOf(samples.ours, 'ms');
    return [
      row(measure, { ours, baseline: medianOf(samples.visible, 'ms') }, OVER_TEXT, 'what is hidden is read by neither'),
      row(
        `${page} plus textContent`,
        { ours, baseline: medianOf(samples.all, 'ms') },
        null,
        'the baseline reads what is hidden as well',
      ),
    ];
  } finally {
    await browser.close();
  }
};

/** A page and a world of its own for each sample, since a second reading finds the page's objects made. */
async function timeInPage(browser: Browser, expression: string): Promise<number> {
  const page = await browser.newPage();
  await page.setContent(pageOfKeys());
  // A person reads a page that is already drawn.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const world = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'capture' });
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression,
    contextId: world.executionContextId,
    returnByValue: true,
  });
  await page.close();
  if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value as number;
}

function textOfCells(property: 'innerText' | 'textContent'): string {
  return `(() => { const started = performance.now(); const texts = [];
  for (const cell of document.querySelectorAll('td,th')) texts.push(cell.${property});
  if (texts.length !== ${(ROWS + 1) * 7}) throw new Error('Other cells'); return performance.now() - started; })()`;
}

function pageOfKeys(): string {
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const hex = (index * 7919).toString(16).padStart(8, '0');
    return `<tr class="row"><td class="cell">key_${index}</td><td class="cell"><code>nrx_${hex}…</code></td><td class="cell"><span class="badge">build</span> <span class="badge">submit</span></td><td class="cell">2 hours ago</td><td class="cell">Sep 1, 2027</td><td class="cell">ada@example.com</td><td class="cell"><button>Revoke</button></td></tr>`;
  });
  const titles = ['Key name', 'Key prefix', 'Scopes', 'Last used', 'Expiration', 'Created by', 'Actions'];
  const head = titles.map((title) => `<th>${title}</th>`).join('');
  return `<!doctype html><title>Keys</title><h1>API Keys</h1><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
