import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CannotStart } from './launch-browser.ts';
import { startHost } from './start-host.ts';

/** The production entry, built to dist/chromium/run.mjs: the host is ../host/main.cjs, the package above both. */
async function main(): Promise<number> {
  const here = dirname(fileURLToPath(import.meta.url));
  const host = await startHost({
    mainFile: join(here, '..', 'host', 'main.cjs'),
    appPath: join(here, '..', '..'),
    headless: process.env['KEYRAIL_HEADLESS'] === '1',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => host.electron.app.quit());
  return host.exited;
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(
    `${error instanceof CannotStart ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exit(1);
}
