// `npm run dev`: the window's page from Vite's dev server with live reload; the host is rebuilt and restarted when it changes.
import { spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { hostCommand, refuseWithoutDisplay } from './launch.mjs';
import { continueOnPinnedNode, root } from './pinned-node.mjs';
import { run } from './processes.mjs';
import { setUp } from './setup.mjs';

/** Editors write a file in several steps; wait until they are done. */
const SETTLE_MS = 150;
const HOST_SOURCES = ['electron', 'chromium', 'core', 'shared'];

refuseWithoutDisplay('npm run dev');
await setUp('start');
await continueOnPinnedNode(import.meta.url);

const { createServer } = await import('vite');
const { renderer } = await import('../vite.config.ts');
const server = await createServer(renderer);
await server.listen();
const address = server.resolvedUrls?.local[0];
if (address === undefined) throw new Error('The dev server gave no address.');
process.stderr.write(`The page is served from ${address}\n`);

/** @type {import('node:child_process').ChildProcess | undefined} */
let host;
/** @type {NodeJS.Timeout | undefined} */
let settle;
let restarting = false;
let changedMeanwhile = false;

await restart();
for (const folder of HOST_SOURCES) {
  if (!existsSync(path.join(root, folder))) continue;
  watch(path.join(root, folder), { recursive: true }, (_event, name) => {
    if (name?.endsWith('.ts') && !name.endsWith('.test.ts')) scheduleRestart();
  });
}
process.once('SIGINT', () => void stop(0));
process.once('SIGTERM', () => void stop(0));

function scheduleRestart() {
  clearTimeout(settle);
  settle = setTimeout(() => void restart(), SETTLE_MS);
}

async function restart() {
  if (restarting) {
    changedMeanwhile = true;
    return;
  }
  restarting = true;
  // In a process of its own: the contract is imported by the build, and an import is read once in a process.
  const status = await run(process.execPath, [path.join(root, 'scripts', 'build.mjs'), 'host', 'chromium']);
  if (status === 0) {
    await endHost();
    startHost();
  }
  restarting = false;
  if (changedMeanwhile) {
    changedMeanwhile = false;
    scheduleRestart();
  }
}

function startHost() {
  const { command, args, env } = hostCommand(process.argv.slice(2));
  const child = spawn(command, args, { stdio: 'inherit', env: { ...env, KEYRAIL_DEV_SERVER: address } });
  host = child;
  // Ended by itself (the person quit the app), not by a restart.
  child.once('exit', (status) => {
    if (host === child) void stop(status ?? 1);
  });
}

async function endHost() {
  const child = host;
  host = undefined;
  if (child === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await ended;
}

/** @param {number} status */
async function stop(status) {
  await endHost();
  await server.close();
  process.exit(status);
}
