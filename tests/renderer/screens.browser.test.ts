import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { serveWindow } from './harness-page.ts';
import { SCREENS } from './screens.ts';

const root = path.join(import.meta.dirname, '../..');
const pictures = path.join(root, 'test-output/harness-screens');
const only = process.env['KEYRAIL_SCREENS']?.split(',');

const onWindow = serveWindow('harness');

let axe: string;

beforeAll(async () => {
  axe = await readFile(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
});

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** Runs in the page. */
async function scan(): Promise<readonly string[]> {
  const { axe } = window as unknown as { axe: { run: (options: object) => Promise<AxeResult> } };
  // With a dialog or menu open the rest of the page is hidden from screen readers, its landmarks and headings with it.
  const layer = document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
  const ofThePage = ['region', 'landmark-one-main', 'page-has-heading-one'];
  const rules = layer ? Object.fromEntries(ofThePage.map((rule) => [rule, { enabled: false }])) : {};
  const { violations } = await axe.run({ rules });
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
}

for (const screen of SCREENS) {
  test(screen.name, async ({ skip }) => {
    skip(only !== undefined && !only.includes(screen.name), 'not among KEYRAIL_SCREENS');
    await onWindow(screen.scenario, async (page) => {
      await page.locator('main').first().waitFor();
      if (screen.name !== 'engine-gone' && screen.scenario === 'demo')
        await page.getByRole('gridcell').first().waitFor();
      await screen.go?.(page);
      await page.evaluate(() => document.fonts.ready);
      // As a debugger, not as a script of the page: its CSP would refuse it.
      await page.evaluate(axe);
      // A page that is open follows the desktop's theme: going to the state once is enough for both.
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        await page.screenshot({ path: path.join(pictures, `${screen.name}-${theme}.png`) });
        expect(await page.evaluate(scan), theme).toEqual([]);
      }
    });
  });
}
