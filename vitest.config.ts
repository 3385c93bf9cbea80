import { defineConfig } from 'vitest/config';

const KEYCHAIN = '**/*.keychain.test.ts';
const BROWSER = ['chromium/**/*.test.ts', '**/*.browser.test.ts', 'tests/e2e/**/*.e2e.ts'];
const TOOLING = [
  'scripts/**/*.test.ts',
  'tests/packages/*.test.ts',
  'tests/packaging.test.ts',
  'tests/host-scan.test.ts',
];
const NEVER = ['**/node_modules/**', 'dist/**', 'release/**', 'test-output/**'];

/**
 * `unit` needs nothing but Node. `tooling` runs our own scripts and the packager over what was built. `keychain` needs a
 * Secret Service that answers and `browser` a display; scripts/test.mjs gives them both, in a session of their own. `packages`
 * runs what `npm run package` made; scripts/test-packages.mjs.
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
          exclude: [...NEVER, ...BROWSER, ...TOOLING, KEYCHAIN],
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
          exclude: NEVER,
          // One keychain, so one file at a time.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: BROWSER,
          exclude: NEVER,
          // Browsers on few cores starve each other, and a display has one clipboard.
          fileParallelism: false,
          // Chromium drops a message of its debugging protocol now and then. What passes at a second attempt only is named.
          retry: 1,
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
