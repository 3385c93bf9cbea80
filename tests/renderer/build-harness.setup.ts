import { test } from '@playwright/test';
import { HARNESS_PAGES } from './harness-page.ts';
import { buildHarness } from './serve-harness.ts';

// Once for all files and workers that show it.
for (const page of HARNESS_PAGES) {
  test(`the ${page} builds`, async () => {
    await buildHarness(page);
  });
}
