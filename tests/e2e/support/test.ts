// What every spec imports: Playwright's test runner with what the app needs around it.
import { type ChildProcess, spawn } from 'node:child_process';
import { test as base } from '@playwright/test';
import { findOnPath } from '../../../scripts/setup/runtimes.mjs';
import { type App, removeHome, type StartOptions, startApp } from './app.ts';

export { expect } from '@playwright/test';

/** The apps that the specs of one file have opened. */
const opened: App[] = [];
let openedBy: string | undefined;

/**
 * Starts the app for the specs of one file; it is ended and its data directory removed after the last of them.
 * Call it in a test or a hook.
 */
export async function openApp(options: StartOptions = {}): Promise<App> {
  const { file } = base.info();
  if (file !== openedBy) await endApps();
  openedBy = file;
  const app = await startApp(options);
  opened.push(app);
  return app;
}

async function endApps(): Promise<void> {
  for (const app of opened.splice(0)) {
    await app.kill();
    await removeHome(app.home);
  }
}

type WorkerFixtures = {
  /** A display of the worker's own: two workers on one would share its clipboard and its focus. */
  readonly ownDisplay: undefined;
  /** On which of the two runtimes `startApp` starts the app, and whether a display shows it: the project says. */
  readonly runtimeOfProject: undefined;
  /** Ends what the last file of the worker has opened. */
  readonly lastApps: undefined;
};

export const test = base.extend<object, WorkerFixtures>({
  ownDisplay: [
    async ({ playwright: _ }, use) => {
      const display =
        process.platform === 'linux' && findOnPath('Xvfb') !== undefined ? await startDisplay() : undefined;
      const before = process.env['DISPLAY'];
      if (display !== undefined) process.env['DISPLAY'] = display.name;
      await use(undefined);
      if (display === undefined) return;
      process.env['DISPLAY'] = before;
      display.server.kill();
    },
    { scope: 'worker', auto: true },
  ],
  runtimeOfProject: [
    async ({ ownDisplay: _ }, use, { project }) => {
      process.env['KEYRAIL_E2E_RUNTIME'] = project.name === 'electron' ? 'electron' : 'chromium';
      if (project.use.headless === false) process.env['KEYRAIL_E2E_HEADED'] = '1';
      await use(undefined);
    },
    { scope: 'worker', auto: true },
  ],
  lastApps: [
    async ({ runtimeOfProject: _ }, use) => {
      await use(undefined);
      await endApps();
    },
    { scope: 'worker', auto: true },
  ],
});

/** An X server that takes the first free display, and tells which by its third output. */
async function startDisplay(): Promise<{ readonly name: string; readonly server: ChildProcess }> {
  const args = ['-displayfd', '3', '-screen', '0', '2000x1100x24', '-nolisten', 'tcp', '-noreset'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise<string>((resolve, reject) => {
    let text = '';
    server.stdio[3]?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.endsWith('\n')) resolve(text.trim());
    });
    server.once('error', reject);
    server.once('exit', (status) => reject(new Error(`Xvfb ended with status ${status}.`)));
  });
  return { name: `:${number}`, server };
}
