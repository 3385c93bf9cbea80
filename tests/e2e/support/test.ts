// What every spec imports: Playwright's test runner with what the app needs around it.
import { type ChildProcess, spawn } from 'node:child_process';
import { test as base, type TestInfo } from '@playwright/test';
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
  if (base.info().retry > 0) await app.page.context().tracing.start(RECORDED);
  return app;
}

/**
 * What is kept of a second attempt: each call, and pictures of the window as in a film. Not the page's elements: keeping them
 * would keep in the page's memory what some specs look for there.
 */
const RECORDED = { screenshots: true, snapshots: false, sources: true } as const;

/** Ends what was recorded of a spec's second attempt, and goes on with the next. Keeps it where the spec failed. */
async function endRecording(app: App, info: TestInfo, failed: boolean): Promise<void> {
  const { tracing } = app.page.context();
  const path = info.outputPath(`app-${opened.indexOf(app)}.zip`);
  try {
    await tracing.stopChunk(failed ? { path } : {});
    if (failed) await info.attach('trace', { path, contentType: 'application/zip' });
    await tracing.startChunk();
  } catch {
    // The app has ended, and its recording with it.
  }
}

async function endApps(): Promise<void> {
  for (const app of opened.splice(0)) {
    await app.kill();
    await removeHome(app.home);
  }
}

async function keepState(app: App, info: TestInfo): Promise<void> {
  for (const page of [app.page, ...app.webPages()]) {
    const body = page.isClosed() ? undefined : await page.screenshot().catch(() => undefined);
    if (body !== undefined) await info.attach('window', { body, contentType: 'image/png' });
  }
  await info.attach('log', { body: app.log(), contentType: 'text/plain' });
  await info.attach('page errors', { body: app.pageErrors.join('\n'), contentType: 'text/plain' });
}

type WorkerFixtures = {
  /** A display of the worker's own: two workers on one would share its clipboard and its focus. */
  readonly ownDisplay: undefined;
  /** On which of the two runtimes `startApp` starts the app, and whether a display shows it: the project says. */
  readonly runtimeOfProject: undefined;
  /** Ends what the last file of the worker has opened. */
  readonly lastApps: undefined;
};

type TestFixtures = {
  /** Keeps what was in the windows, and what the app logged, when a spec failed; all its values are made up. */
  readonly keptFailures: undefined;
};

export const test = base.extend<TestFixtures, WorkerFixtures>({
  keptFailures: [
    async ({ lastApps: _ }, use, info) => {
      await use(undefined);
      const failed = info.status !== info.expectedStatus;
      for (const app of opened) {
        if (failed) await keepState(app, info);
        if (info.retry > 0) await endRecording(app, info, failed);
      }
    },
    { auto: true },
  ],
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
