import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type App, ROOT } from './app.ts';
import { accessibilityProblems } from './axe.ts';

const THEMES = ['light', 'dark'] as const;
/** The smallest window that there is, an ordinary one, and a whole screen. */
const SIZES = [
  { width: 1000, height: 640 },
  { width: 1280, height: 800 },
  { width: 1900, height: 1000 },
] as const;
/** In which a spec goes on after its pictures. */
const ORDINARY = SIZES[1];

/** Takes pictures of the page in each size and theme, and has axe look at all of them. */
export type TakePicture = (app: App, name: string, options?: { readonly scan: boolean }) => Promise<void>;

/** For the specs of one file: their pictures, in a folder below test-output/screens that is emptied before the first. */
export function picturesIn(folder: string): TakePicture {
  const pictures = join(ROOT, 'test-output', 'screens', folder);
  test.beforeAll(async () => {
    await rm(pictures, { recursive: true, force: true });
    mkdirSync(pictures, { recursive: true });
  });
  return async (app, name, { scan } = { scan: true }) => {
    const problems: string[] = [];
    for (const theme of THEMES) {
      await switchTo(app.page, theme);
      for (const size of SIZES) {
        await app.page.setViewportSize(size);
        await settled(app.page);
        const picture = `${name}-${size.width}-${theme}`;
        await app.page.screenshot({ path: join(pictures, `${picture}.png`), animations: 'disabled' });
        if (!scan) continue;
        problems.push(...(await accessibilityProblems(app.page)).map((problem) => `${picture}: ${problem}`));
      }
    }
    await app.page.setViewportSize(ORDINARY);
    expect.soft(problems).toEqual([]);
  };
}

/** The host says which theme it wants in the same way, last when the vault opened: whoever speaks last is heard. */
async function switchTo(page: Page, theme: (typeof THEMES)[number]): Promise<void> {
  const isOn = () => page.evaluate((wanted) => matchMedia(`(prefers-color-scheme: ${wanted})`).matches, theme);
  await expect
    .poll(async () => {
      await page.emulateMedia({ colorScheme: null });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      return isOn();
    })
    .toBe(true);
}

/** Waits until colours have finished changing. Spinners never do. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(({ effect, playState }) => playState !== 'running' || effect?.getComputedTiming().iterations === Infinity),
  );
}
