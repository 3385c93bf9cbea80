import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, type TestContext } from 'vitest';
import { type App, ROOT, removeHome, type StartOptions, startApp } from './app.ts';

const FAILURES = join(ROOT, 'test-output', 'failures');

const opened: App[] = [];

/** Starts the app for the specs of one file; it is ended and its data directory removed after the last of them. */
export async function openApp(options: StartOptions = {}): Promise<App> {
  const app = await startApp(options);
  opened.push(app);
  return app;
}

// What was in the window when a spec failed; its values are made up.
afterEach(async ({ task }: TestContext) => {
  if (task.result?.state !== 'fail') return;
  mkdirSync(FAILURES, { recursive: true });
  const name = task.name.replaceAll(/[^a-z0-9]+/gi, '-');
  for (const { page } of opened) {
    if (!page.isClosed()) await page.screenshot({ path: join(FAILURES, `${name}.png`) }).catch(() => undefined);
  }
});

afterAll(async () => {
  for (const app of opened.splice(0)) {
    await app.kill();
    await removeHome(app.home);
  }
});
