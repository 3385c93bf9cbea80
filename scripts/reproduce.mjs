// `npm run package:reproduce`: builds and packs this commit twice and compares the app's archives byte by byte.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { continueOnPinnedNode, environment, root } from './pinned-node.mjs';
import { run } from './processes.mjs';
import { setUp } from './setup.mjs';

if (process.platform !== 'linux') {
  process.stdout.write('The archive is the same on every system but for its native modules; this is tried on Linux.\n');
  process.exit(0);
}
await setUp('packages');
await continueOnPinnedNode(import.meta.url);
const { build, orExit } = await import('./build.mjs');
const { makeStandInElectron } = await import('./package/stand-in-electron.mjs');
const { packageArguments } = await import('./package/electron-builder.mjs');

const folder = mkdtempSync(path.join(tmpdir(), 'kr-twice-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const electronDist = path.join(folder, 'electron');
makeStandInElectron(electronDist);
const [first, second] = [await archive('first'), await archive('second')];
process.stdout.write(`app.asar: ${first}\n          ${second}\n`);
if (first !== second) process.stderr.write('Two builds of one commit differ.\n');
process.exitCode = first === second ? 0 : 1;

/**
 * @param {string} name
 * @returns {Promise<string>} the SHA-256 of the archive and of what lies unpacked beside it
 */
async function archive(name) {
  await orExit(build());
  const output = path.join(folder, name);
  const args = packageArguments({ electronDist, output, offline: true, unpackedOnly: true }, process.env, [
    '--dir',
    '--linux',
  ]);
  const status = await run('electron-builder', args, { cwd: root, env: environment(), stdio: 'ignore' });
  if (status !== 0) process.exit(status);
  const unpacked = process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`;
  return createHash('sha256')
    .update(readFileSync(path.join(output, unpacked, 'resources/app.asar')))
    .digest('hex');
}
