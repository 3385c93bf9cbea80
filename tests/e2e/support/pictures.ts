import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect } from 'vitest';
import { type App, ROOT } from './app.ts';
import { accessibilityProblems } from './axe.ts';

const THEMES = ['light', 'dark'] as const;

/** Takes a picture of the page in both themes, and has axe look at both. */
export type TakePicture = (app: App, name: string, options?: { readonly scan: boolean }) => Promise<void>;

/** For the specs of one file: their pictures, in a folder below test-output/screens that is emptied before the first. */
export function picturesIn(folder: string): TakePicture {
  const pictures = join(ROOT, 'test-output', 'screens', folder);
  beforeAll(async () => {
    await rm(pictures, { recursive: true, force: true });
    mkdirSync(pictures, { recursive: true });
  });
  return async (app, name, { scan } = { scan: true }) => {
    const problems: string[] = [];
    for (const theme of THEMES) {
      await switchTo(app.page, theme);
      await settled(app.page);
      await app.page.screenshot({ path: join(pictures, `${name}-${theme}.png`), animations: 'disabled' });
      if (!scan) continue;
      problems.push(...(await accessibilityProblems(app.page)).map((problem) => `${name}, ${theme}: ${problem}`));
    }
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
