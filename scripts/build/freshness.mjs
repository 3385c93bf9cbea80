// Tells cheaply whether dist was built from the sources that are there now.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../pinned-node.mjs';

/** Everything that a build reads. */
const SOURCES = [
  'shared',
  'core',
  'electron',
  'chromium',
  'cli',
  'renderer',
  'scripts/build.mjs',
  'scripts/build',
  'vite.config.ts',
  'vite.targets.config.ts',
  'package.json',
  'package-lock.json',
];
const NOT_BUILT = /\.test\.tsx?$|\.md$/;
const STAMP = path.join(root, 'dist', '.built-from');

/** @returns {string} changes when a source is added, removed or written */
export function sourcesState() {
  const hash = createHash('sha256');
  for (const source of SOURCES) add(hash, source);
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} relative
 */
function add(hash, relative) {
  const absolute = path.join(root, relative);
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (stats.isDirectory()) {
    for (const name of readdirSync(absolute).sort()) add(hash, `${relative}/${name}`);
    return;
  }
  if (!NOT_BUILT.test(relative)) hash.update(`${relative}\0${stats.size}\0${stats.mtimeMs}\n`);
}

/** @returns {boolean} whether dist was built, whole, from the sources in this state */
export function isBuilt() {
  try {
    return readFileSync(STAMP, 'utf8') === sourcesState();
  } catch {
    return false;
  }
}

/** @param {string} state what sourcesState() gave before the build began, so that a change during it counts as newer */
export function recordBuild(state) {
  writeFileSync(STAMP, state);
}

/** Forgets the last whole build, since a part of dist is now of another age. */
export function forgetBuild() {
  rmSync(STAMP, { force: true });
}
