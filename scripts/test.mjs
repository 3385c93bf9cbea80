// `npm test`: sets up, builds, and runs every check and test. Its last line is `N passed, N failed, N skipped`.
//
//   node scripts/test.mjs [--only biome,types,unit,tooling,keychain,browser,electron,gallery] [--shard 1/3] [file filters …]
//
// A shard is a part of the specs that need a browser; what a filter names is a part of a file's path.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { continueOnPinnedNode, environment, root } from './pinned-node.mjs';
import { run } from './processes.mjs';
import { findElectron } from './setup/runtimes.mjs';
import { setUp } from './setup.mjs';
import { inSession } from './test/session.mjs';

/** @typedef {import('./test/count-reporter.mjs').Counts} Counts */

const RUNNERS = /** @type {const} */ (['biome', 'types', 'unit', 'tooling', 'keychain', 'browser', 'electron']);
/** What runs only where it is named: pictures of every screen take as long as all the rest. */
const NAMED_ONLY = /** @type {const} */ (['gallery']);
/** @typedef {(typeof RUNNERS)[number] | (typeof NAMED_ONLY)[number]} Runner */
/** What runs what was built. The others run from source, and so tell more when the build fails. @type {readonly string[]} */
const NEEDS_BUILD = ['tooling', 'keychain', 'browser', 'electron', 'gallery'];
/** A runner that takes longer hangs. */
const LIMIT_MS = 40 * 60_000;

await setUp('test');
await continueOnPinnedNode(import.meta.url);

const { chosen, shard, filters } = parseArguments(process.argv.slice(2));
/** Machines that set CI would get colours in a log that shows none. */
const inColour = process.stdout.isTTY === true && !process.env['NO_COLOR'];
const treeBefore = treeState();
// Short: the path of a socket inside it may have 108 bytes at most.
const temporary = mkdtempSync(path.join(tmpdir(), 'kr-'));
process.once('exit', () => {
  try {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // A browser that has not quite ended still writes there. It is the system's temporary folder; the count stands.
  }
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => process.exit(1));

/** @type {Counts} */
const total = { passed: 0, failed: 0, skipped: [], retried: [] };
const built = !chosen.some((runner) => NEEDS_BUILD.includes(runner)) || (await buildSucceeds());
if (!built) add({ passed: 0, failed: 1, skipped: [], retried: [] });
for (const runner of chosen) {
  if (built || !NEEDS_BUILD.includes(runner)) add(await runOne(runner));
}
if (process.env['CI'] && treeState() !== treeBefore) {
  process.stdout.write(`The tests changed the tree:\n${treeState()}\n`);
  add({ passed: 0, failed: 1, skipped: [], retried: [] });
}
finish();

/**
 * @param {Runner} runner
 * @returns {Promise<Counts>}
 */
async function runOne(runner) {
  process.stdout.write(`\n── ${runner}\n`);
  switch (runner) {
    case 'biome':
      return check('biome', ['ci', '--error-on-warnings', ...(inColour ? [] : ['--colors=off']), '.']);
    case 'types':
      return check('tsc', ['--noEmit', '-p', '.']);
    case 'unit':
    case 'tooling':
      return vitest(runner);
    case 'keychain':
      if (process.platform !== 'linux' && !process.env['CI']) {
        const reason = "outside Linux it would use your own login's keychain; CI machines run it";
        return { passed: 0, failed: 0, skipped: [{ name: 'keychain', reason }], retried: [] };
      }
      return vitest(runner);
    case 'browser':
      return playwright(runner, ['window', 'chromium']);
    case 'electron':
      if (findElectron() === undefined) {
        const reason = 'Electron is not installed (npx install-electron); its specs ran on the Chromium runtime';
        return { passed: 0, failed: 0, skipped: [{ name: 'electron', reason }], retried: [] };
      }
      return playwright(runner, ['electron']);
    case 'gallery':
      return playwright(runner, ['gallery']);
  }
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<Counts>} one check, passed or failed
 */
async function check(program, args) {
  const status = await run(program, args, {
    cwd: root,
    env: environment(),
    timeout: LIMIT_MS,
    shell: process.platform === 'win32',
  });
  return status === 0
    ? { passed: 1, failed: 0, skipped: [], retried: [] }
    : { passed: 0, failed: 1, skipped: [], retried: [] };
}

/**
 * @param {string} project of Vitest
 * @returns {Promise<Counts>}
 */
function vitest(project) {
  const command = [
    path.join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    ...['run', '--project', project, '--passWithNoTests', '--allowOnly=false'],
    ...(inColour ? [] : ['--no-color']),
    ...['--reporter=default', '--reporter=./scripts/test/count-reporter.mjs'],
    ...filters,
  ];
  return counted(project, command, { session: project === 'keychain' });
}

/**
 * @param {string} runner names the runner's files
 * @param {readonly string[]} projects of Playwright
 * @returns {Promise<Counts>}
 */
function playwright(runner, projects) {
  const command = [
    path.join(root, 'node_modules', '@playwright', 'test', 'cli.js'),
    ...['test', '--pass-with-no-tests', '--output', path.join('test-output', 'playwright', runner)],
    ...projects.map((project) => `--project=${project}`),
    ...(shard === undefined ? [] : [`--shard=${shard}`]),
    ...filters,
  ];
  return counted(runner, command, { session: true });
}

/**
 * Runs one of the test runners, which writes its counts into a file.
 *
 * @param {string} runner names the runner's files
 * @param {readonly string[]} script and its arguments
 * @param {{ session: boolean }} options `session`: with a keyring, a message bus and a display of its own
 * @returns {Promise<Counts>}
 */
async function counted(runner, script, { session }) {
  const countsFile = path.join(temporary, `${runner}.json`);
  const plain = [process.execPath, ...script];
  const plainEnv = { ...environment(), KEYRAIL_TEST_COUNTS: countsFile, TMPDIR: temporary };
  const { command, env } = session
    ? inSession(plain, path.join(temporary, runner), plainEnv)
    : { command: plain, env: plainEnv };
  const [program = '', ...args] = command;
  const status = await run(program, args, { cwd: root, env, timeout: LIMIT_MS });
  return readCounts(countsFile, status);
}

/**
 * @param {string} file
 * @param {number} status the runner's own
 * @returns {Counts}
 */
function readCounts(file, status) {
  /** @type {Counts} */
  let counts = { passed: 0, failed: 0, skipped: [], retried: [] };
  try {
    counts = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // The runner found no file to run, or died before it could report; its status tells which.
  }
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** @param {Counts} counts */
function add(counts) {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped.push(...counts.skipped);
  total.retried.push(...counts.retried);
}

/** Prints the skips, what needed a second attempt, and the count, and ends the process. */
function finish() {
  if (total.skipped.length > 0) process.stdout.write('\nSkipped:\n');
  for (const { name, reason } of total.skipped) {
    process.stdout.write(`  ${name}: ${reason ?? 'NO REASON GIVEN, which counts as a failure'}\n`);
  }
  if (total.retried.length > 0) process.stdout.write('\nPassed at the second attempt only:\n');
  for (const name of total.retried) process.stdout.write(`  ${name}\n`);
  const unexplained = total.skipped.filter(({ reason }) => reason === undefined || reason === '').length;
  const failed = total.failed + unexplained;
  const skipped = total.skipped.length - unexplained;
  if (total.passed === 0) process.stdout.write('No test ran.\n');
  process.stdout.write(`\n${total.passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exitCode = failed === 0 && total.passed > 0 ? 0 : 1;
}

/** @returns {Promise<boolean>} */
async function buildSucceeds() {
  try {
    const { buildIfStale } = await import('./build.mjs');
    await buildIfStale();
    return true;
  } catch (error) {
    process.stdout.write(`The build failed: ${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  }
}

/** @returns {string} what git sees as changed or new; empty outside a git checkout */
function treeState() {
  try {
    return execFileSync('git', ['status', '--porcelain'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}

/**
 * @param {readonly string[]} args
 * @returns {{ chosen: readonly Runner[], shard: string | undefined, filters: readonly string[] }}
 */
function parseArguments(args) {
  const filters = [...args];
  const only = option(filters, '--only');
  const shard = option(filters, '--shard');
  const names = only?.split(',');
  const known = [...RUNNERS, ...NAMED_ONLY];
  const chosen = names === undefined ? RUNNERS : known.filter((runner) => names.includes(runner));
  if (names !== undefined && chosen.length !== names.length) usage(`--only takes a list of: ${known.join(', ')}`);
  if (shard !== undefined && !/^[1-9]\d*\/[1-9]\d*$/.test(shard)) usage('--shard takes one of how many, such as 1/3');
  const unknown = filters.find((filter) => filter.startsWith('-'));
  if (unknown !== undefined) usage(`There is no option ${unknown}.`);
  return { chosen, shard, filters };
}

/**
 * Takes an option with its value out of the arguments.
 *
 * @param {string[]} args
 * @param {string} name
 * @returns {string | undefined}
 */
function option(args, name) {
  const at = args.indexOf(name);
  if (at === -1) return undefined;
  const [, value = ''] = args.splice(at, 2);
  return value;
}

/**
 * @param {string} message
 * @returns {never}
 */
function usage(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
