import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, serveWindow, test } from './harness-page.ts';
import { SCREENS } from './screens.ts';

const root = path.join(import.meta.dirname, '../..');
const pictures = path.join(root, 'test-output/harness-screens');
const THEMES = ['light', 'dark'] as const;
/** The smallest window that there is, an ordinary one, and a whole screen. */
const SIZES = [
  { width: 1000, height: 640 },
  { width: 1280, height: 800 },
  { width: 1900, height: 1000 },
] as const;

const onWindow = serveWindow();

// They share nothing, so that any worker takes the next.
test.describe.configure({ mode: 'parallel' });

let axe: string;

test.beforeAll(async () => {
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
  const { violations } = await axe.run({ rules, resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
}

for (const screen of SCREENS) {
  test(screen.name, async () => {
    await onWindow(screen.scenario, async (page) => {
      await page.locator('main').first().waitFor();
      if (screen.name !== 'engine-gone' && screen.scenario === 'demo')
        await page.getByRole('gridcell').first().waitFor();
      await screen.go?.(page);
      await page.evaluate(() => document.fonts.ready);
      // As a debugger, not as a script of the page: its CSP would refuse it.
      await page.evaluate(axe);
      if (test.info().project.name !== 'gallery') {
        expect(await page.evaluate(scan)).toEqual([]);
        return;
      }
      // A page that is open follows the desktop's theme and its window: going to the state once is enough for all.
      for (const size of SIZES) {
        await page.setViewportSize(size);
        for (const theme of THEMES) {
          await page.emulateMedia({ colorScheme: theme });
          const name = `${screen.name}-${size.width}-${theme}`;
          await page.screenshot({ path: path.join(pictures, `${name}.png`) });
          expect.soft(await page.evaluate(scan), name).toEqual([]);
        }
      }
    });
  });
}
