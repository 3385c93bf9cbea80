import { defineConfig } from 'vitest/config';

const KEYCHAIN = '**/*.keychain.test.ts';
/** Playwright's, see playwright.config.ts. */
const BROWSER = '**/*.browser.test.ts';
const TOOLING = [
  'scripts/**/*.test.ts',
  'tests/packages/*.test.ts',
  'tests/packaging.test.ts',
  'tests/host-scan.test.ts',
];
const CLI_FOR_TESTS = './tests/fixtures/cli-for-tests.ts';
const NEVER = ['**/node_modules/**', 'dist/**', 'release/**', 'test-output/**'];

/**
 * `unit` needs nothing but Node. `tooling` runs our own scripts and the packager over what was built. `keychain` needs a
 * Secret Service that answers; scripts/test.mjs gives it one. What needs a browser runs in Playwright. `packages` runs what
 * `npm run package` made; scripts/test-packages.mjs.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    env: { NODE_ENV: 'test' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...NEVER, BROWSER, ...TOOLING, KEYCHAIN],
          globalSetup: CLI_FOR_TESTS,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'tooling',
          include: TOOLING,
          exclude: NEVER,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'packages',
          include: ['tests/packages/*.package.ts'],
          exclude: NEVER,
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'keychain',
          include: [KEYCHAIN],
          globalSetup: CLI_FOR_TESTS,
          exclude: NEVER,
          // One keychain, so one file at a time.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
