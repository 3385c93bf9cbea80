// Makes a fresh clone ready: packages from the lockfile, and from the system what `npm start` or `npm test` needs.
// No dependency, runs on Node 20. A second run finds everything in place and does nothing.
//
//   node scripts/setup.mjs [start|test|packages]
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { nodeMajor } from './pinned-node.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { ensureSystemPackages } from './setup/system-packages.mjs';

const OLDEST_NODE_FOR_SET_UP = 20;

/**
 * Sets up, or ends the process with status 1 after saying what the person has to run.
 *
 * @param {'start' | 'test' | 'packages'} purpose `packages` is for what needs no window: build, check, bench
 * @returns {Promise<void>}
 */
export async function setUp(purpose) {
  if (nodeMajor() < OLDEST_NODE_FOR_SET_UP) {
    process.stderr.write(
      `Keyrail needs Node ${OLDEST_NODE_FOR_SET_UP} or newer, and this is ${process.version}. ` +
        'Install it from https://nodejs.org and run the same command again.\n',
    );
    process.exit(1);
  }
  if (!(await ensurePackages())) process.exit(1);
  if (purpose !== 'packages' && !(await ensureSystemPackages(purpose))) process.exit(1);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const purpose = process.argv[2] ?? 'start';
  if (purpose !== 'start' && purpose !== 'test' && purpose !== 'packages') {
    process.stderr.write('Usage: node scripts/setup.mjs [start|test|packages]\n');
    process.exit(2);
  }
  await setUp(purpose);
}
