// `npm run package`: builds, then makes what people install on this system: the app's packages and the command line.
// Nothing is published.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { readPackageOptions, USAGE } from './package/options.mjs';
import { continueOnPinnedNode, environment, root } from './pinned-node.mjs';
import { run } from './processes.mjs';
import { setUp } from './setup.mjs';

const options = optionsOrExit();
await setUp('packages');
await continueOnPinnedNode(import.meta.url);
const { build, orExit } = await import('./build.mjs');
const { packCommandLine } = await import('./package/command-line.mjs');
const { buildDeb } = await import('./package/deb.mjs');
const { packageArguments } = await import('./package/electron-builder.mjs');

await orExit(build());
const { output } = options;
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
if (options.electronDist !== null && !existsSync(options.electronDist)) {
  process.stderr.write(`There is no folder ${options.electronDist}.\n`);
  process.exit(2);
}

await electronBuilder(['--dir']);
if (!options.unpackedOnly) {
  if (process.platform === 'linux') await packForLinux();
  else await electronBuilder([]);
  packCommandLine(output);
  rmSync(path.join(output, 'npm'), { recursive: true, force: true });
}
const made = readdirSync(output).filter((name) => /\.(?:tgz|deb|AppImage|dmg|zip|exe|yml)$|-unpacked$/.test(name));
process.stdout.write(`\nIn ${output}:\n${made.map((name) => `  ${name}\n`).join('')}`);

function optionsOrExit() {
  const read = readPackageOptions(process.argv.slice(2), process.cwd());
  if (!('problem' in read)) return read;
  process.stderr.write(`${read.problem}\n\n${USAGE}`);
  process.exit(2);
}

async function packForLinux() {
  const unpacked = path.join(output, process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`);
  if (hasDpkg()) buildDeb({ unpacked, output, version });
  else process.stdout.write('No Debian package: dpkg-deb is not installed.\n');
  if (options.offline) process.stdout.write('No AppImage: its tools are downloaded, and --offline was given.\n');
  else await electronBuilder(['--linux', 'AppImage', '--prepackaged', unpacked]);
}

/** @param {readonly string[]} extra */
async function electronBuilder(extra) {
  const status = await run('electron-builder', packageArguments(options, process.env, extra), {
    cwd: root,
    env: environment(),
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status);
}

function hasDpkg() {
  try {
    execFileSync('dpkg-deb', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
