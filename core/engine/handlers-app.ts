import { success } from '#shared/contract/result.ts';
import { findCommandLine, installCommand } from '../command-line.ts';
import { examine } from './doctor.ts';
import type { Handlers } from './handlers.ts';

const PAGES = {
  documentation: 'https://github.com/keyrail/keyrail#readme',
  'report-a-problem': 'https://github.com/keyrail/keyrail/issues',
  releases: 'https://github.com/keyrail/keyrail/releases/latest',
} as const;

export const appHandlers: Handlers<'app'> = {
  info: (engine) =>
    success({
      version: engine.version,
      runtime: engine.runtime,
      platform: platformOf(process.platform),
      home: engine.home,
      features: engine.features,
    }),
  doctor: async (engine) =>
    success({
      checks: await examine({
        home: engine.home,
        version: engine.version,
        keychain: engine.keychain,
        clipboard: engine.platform.clipboard,
        // A window that asks is running on one already.
        browser: null,
        store: engine.store(),
        now: engine.now,
      }),
    }),
  commandLine: (engine) =>
    success({ path: findCommandLine(process.env, process.platform), install: installCommand(engine.version) }),
  openPage: async (engine, { page }) => {
    await engine.platform.openUrl(PAGES[page]);
    return success({});
  },
};

/** Other Unixes look like Linux to a window. */
function platformOf(platform: NodeJS.Platform): 'darwin' | 'win32' | 'linux' {
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux';
}
