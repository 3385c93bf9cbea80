// `npm run check`: format, lint, types and unit tests; quick enough to run before every commit.
import process from 'node:process';
import { continueOnPinnedNode, environment, root } from './pinned-node.mjs';
import { run } from './processes.mjs';
import { setUp } from './setup.mjs';

await setUp('packages');
await continueOnPinnedNode(import.meta.url);
const statuses = await Promise.all([program('biome', ['ci', '.']), program('tsc', ['--noEmit', '-p', '.'])]);
statuses.push(await program('vitest', ['run', '--project', 'unit', '--reporter=dot']));
process.exit(statuses.every((status) => status === 0) ? 0 : 1);

/**
 * @param {string} name
 * @param {readonly string[]} args
 */
function program(name, args) {
  // On Windows npm's programs are .cmd files, which only a shell starts.
  return run(name, args, { cwd: root, env: environment(), shell: process.platform === 'win32' });
}
