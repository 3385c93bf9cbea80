import process from 'node:process';
import { defineConfig } from '@playwright/test';
import { findBrowser } from './scripts/setup/runtimes.mjs';

/** A slow machine needs no more than this for one spec; what takes longer hangs. */
const TEST_LIMIT_MS = 120_000;
/** How long a wait for something in a page lasts before it counts as failed. */
const PATIENCE_MS = Number(process.env['KEYRAIL_E2E_PATIENCE_MS'] ?? 15_000);

/** Every screen of the real app in pictures: `npm run gallery`. */
const PICTURES = ['**/screens*.e2e.ts'];
const E2E = { testDir: 'tests/e2e', testMatch: '**/*.e2e.ts' };

/**
 * Everything that needs a browser: `window` is the renderer on an in-memory engine, `chromium` the built app on our own
 * runtime, `electron` the same specs and some more on Electron's binary. scripts/test.mjs gives them a session of their own.
 */
export default defineConfig({
  outputDir: 'test-output/playwright',
  timeout: TEST_LIMIT_MS,
  expect: { timeout: PATIENCE_MS },
  workers: 2,
  // What passes at the second attempt only is named at the end.
  retries: 1,
  forbidOnly: true,
  reporter: [
    [process.stdout.isTTY === true ? 'list' : 'line'],
    ['html', { outputFolder: 'test-output/report', open: 'never' }],
    ['./scripts/test/playwright-count-reporter.mjs'],
  ],
  use: {
    // An installed browser, as the app itself would take: nothing is downloaded.
    launchOptions: {
      executablePath: findBrowser() ?? 'chromium',
      chromiumSandbox: process.getuid?.() !== 0,
      args: ['--disable-background-networking', '--disable-quic', '--disable-component-update', '--no-first-run'],
    },
    // Keeping a trace takes half as long again as the specs themselves, so it is the second attempt that has one.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    actionTimeout: PATIENCE_MS,
  },
  projects: [
    { name: 'harness', testDir: 'tests/renderer', testMatch: 'build-harness.setup.ts' },
    {
      name: 'window',
      testMatch: '**/*.browser.test.ts',
      testIgnore: '**/node_modules/**',
      dependencies: ['harness'],
    },
    { name: 'chromium', ...E2E, testIgnore: [...PICTURES, '**/electron-*.e2e.ts'] },
    { name: 'electron', ...E2E, testIgnore: PICTURES },
    {
      name: 'gallery',
      testMatch: [...PICTURES, 'tests/renderer/screens.browser.test.ts', 'tests/renderer/memory.soak.ts'],
      dependencies: ['harness'],
      timeout: 5 * TEST_LIMIT_MS,
      // With the scroll bars that people have, which a browser without a window leaves out.
      use: { headless: false },
    },
  ],
});
