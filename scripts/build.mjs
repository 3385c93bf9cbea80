// Builds dist/. Runs on the pinned Node.
//
//   node scripts/build.mjs [host] [chromium] [cli] [renderer]   (all, when none is named)
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { forgetBuild, isBuilt, recordBuild, sourcesState } from './build/freshness.mjs';
import { continueOnPinnedNode, root } from './pinned-node.mjs';
import { setUp } from './setup.mjs';

const TARGETS = /** @type {const} */ (['host', 'chromium', 'cli', 'renderer']);

/** @typedef {(typeof TARGETS)[number]} Target */

/**
 * Builds into a folder beside dist, then swaps whole folders: a failed build leaves the last good one, and a running
 * program never sees half of one.
 *
 * @param {readonly Target[]} targets
 * @returns {Promise<void>}
 */
export async function build(targets = TARGETS) {
  const state = sourcesState();
  const dist = path.join(root, 'dist');
  // Beside dist, as deep as dist: the sources' paths in the source maps stay right after the swap.
  const staging = mkdtempSync(path.join(root, '.build-'));
  try {
    const vite = await import('vite');
    for (const target of targets) {
      for (const config of await configsOf(target)) {
        await vite.build({
          ...config,
          logLevel: 'warn',
          build: { ...config.build, outDir: path.join(staging, target) },
        });
      }
    }
    mkdirSync(dist, { recursive: true });
    forgetBuild();
    // bin/launch.cjs keeps compiled code there; what it holds of an older build is never read again.
    rmSync(path.join(dist, '.compile-cache'), { recursive: true, force: true });
    for (const target of targets) {
      rmSync(path.join(dist, target), { recursive: true, force: true });
      renameSync(path.join(staging, target), path.join(dist, target));
    }
    if (targets.length === TARGETS.length) recordBuild(state);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** @returns {Promise<void>} */
export async function buildIfStale() {
  if (isBuilt()) return;
  process.stderr.write(existsSync(path.join(root, 'dist')) ? 'Building what changed …\n' : 'Building …\n');
  await build();
}

/**
 * Ends the process with status 1 when a build fails, after what the bundler says of the source; its own stack tells nothing.
 *
 * @param {Promise<void>} building
 * @returns {Promise<void>}
 */
export async function orExit(building) {
  try {
    await building;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/**
 * @param {Target} target
 * @returns {Promise<import('vite').InlineConfig[]>}
 */
async function configsOf(target) {
  const targets = await import('../vite.targets.config.ts');
  switch (target) {
    case 'host':
      return [targets.hostMain, targets.hostWorker, targets.hostPreload(await procedureNames())];
    case 'chromium':
      return [targets.chromiumRuntime];
    case 'cli':
      return [targets.cli, targets.cliWorker];
    case 'renderer':
      return [(await import('../vite.config.ts')).renderer];
  }
}

/** @returns {Promise<Record<string, string[]>>} the contract's procedures, by group */
async function procedureNames() {
  const { contract } = await import('../shared/contract/index.ts');
  return Object.fromEntries(Object.entries(contract).map(([group, procedures]) => [group, Object.keys(procedures)]));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await setUp('packages');
  await continueOnPinnedNode(import.meta.url);
  const named = TARGETS.filter((target) => process.argv.includes(target));
  const unknown = process.argv.slice(2).filter((word) => !TARGETS.some((target) => target === word));
  if (unknown.length > 0) {
    process.stderr.write(`No such target: ${unknown.join(', ')}. There are: ${TARGETS.join(', ')}.\n`);
    process.exit(2);
  }
  await orExit(build(named.length === 0 ? TARGETS : named));
}
