// Builds the Debian package with dpkg-deb alone, so that it needs nothing from the network and its files are listed here.
//
// It has no maintainer scripts: nothing runs as root when it is installed, and removing it removes its files and nothing else.
// Menus, icons and file types follow from dpkg's own triggers.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  globSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { root } from '../pinned-node.mjs';
import { writeWholeCommandLine } from './whole-command-line.mjs';

/** Debian's names for Node's. */
const ARCHITECTURES = new Map([
  ['x64', 'amd64'],
  ['arm64', 'arm64'],
]);

/** What Electron's binary is linked against or opens by name. The t64 names are those of Debian 13 and Ubuntu 24.04. */
const DEPENDS = [
  'libgtk-3-0t64 | libgtk-3-0',
  'libnotify4',
  'libnss3',
  'libxss1',
  'libxtst6',
  'libatspi2.0-0t64 | libatspi2.0-0',
  'libasound2t64 | libasound2',
  'libgbm1',
  'libsecret-1-0',
  'xdg-utils',
];

/**
 * @param {{ unpacked: string, output: string, version: string, arch?: string, compression?: 'xz' | 'none' }} options the
 *   unpacked app, the folder that gets the package, whose machine it is for, and how well it is packed
 * @returns {string} the package's path
 */
export function buildDeb({ unpacked, output, version, arch = process.arch, compression = 'xz' }) {
  const architecture = ARCHITECTURES.get(arch);
  if (architecture === undefined) throw new Error(`There is no Debian package for ${arch}`);
  const tree = path.join(output, 'deb');
  rmSync(tree, { recursive: true, force: true });
  const place = (/** @type {string} */ file) => {
    const full = path.join(tree, file);
    mkdirSync(path.dirname(full), { recursive: true });
    return full;
  };
  cpSync(unpacked, place('opt/Keyrail'), { recursive: true });
  writeWholeCommandLine(place('usr/lib/keyrail'), `linux-${arch}`);
  copyFileSync(path.join(root, 'packaging/deb/keyrail'), place('usr/bin/keyrail'));
  copyFileSync(path.join(root, 'packaging/deb/keyrail.desktop'), place('usr/share/applications/keyrail.desktop'));
  for (const icon of globSync('*.png', { cwd: path.join(root, 'resources/icons') })) {
    const size = path.basename(icon, '.png');
    copyFileSync(path.join(root, 'resources/icons', icon), place(`usr/share/icons/hicolor/${size}/apps/keyrail.png`));
  }
  copyFileSync(path.join(root, 'LICENSE'), place('usr/share/doc/keyrail/copyright'));
  writeFileSync(
    place('usr/share/doc/keyrail/changelog.gz'),
    gzipSync(readFileSync(path.join(root, 'CHANGELOG.md')), { level: 9 }),
  );
  setModes(tree);
  const files = globSync('**/*', { cwd: tree, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => path.relative(tree, path.join(file.parentPath, file.name)))
    .sort();
  writeFileSync(place('DEBIAN/control'), control(version, architecture, sizeInKib(tree, files)));
  writeFileSync(place('DEBIAN/md5sums'), files.map((file) => `${md5(path.join(tree, file))}  ${file}\n`).join(''));
  for (const file of ['control', 'md5sums']) chmodSync(place(`DEBIAN/${file}`), 0o644);
  chmodSync(path.join(tree, 'DEBIAN'), 0o755);
  const deb = path.join(output, `keyrail_${version}_${architecture}.deb`);
  execFileSync('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', tree, deb], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  rmSync(tree, { recursive: true, force: true });
  return deb;
}

/**
 * Modes do not follow from the umask of whoever builds. Chromium's helper is setuid root, as in the packages of its own
 * makers: where a system keeps user namespaces from programs, it is what makes a sandbox possible.
 *
 * @param {string} tree
 */
function setModes(tree) {
  chmodSync(tree, 0o755);
  for (const file of globSync('**/*', { cwd: tree, withFileTypes: true })) {
    const full = path.join(file.parentPath, file.name);
    if (file.isDirectory()) chmodSync(full, 0o755);
    else if (file.name === 'chrome-sandbox') chmodSync(full, 0o4755);
    else if (file.isFile()) chmodSync(full, lstatSync(full).mode & 0o111 ? 0o755 : 0o644);
  }
}

/**
 * @param {string} version
 * @param {string} architecture
 * @param {number} installedKib
 */
function control(version, architecture, installedKib) {
  // A hyphen would begin Debian's own revision; a tilde sorts a pre-release before its release.
  return `Package: keyrail
Version: ${version.replace('-', '~')}
Architecture: ${architecture}
Maintainer: The Keyrail authors <maintainers@keyrail.example>
Installed-Size: ${installedKib}
Depends: ${DEPENDS.join(', ')}
Recommends: gnome-keyring | kwalletmanager | keepassxc
Suggests: nodejs (>= 22)
Section: utils
Priority: optional
Homepage: https://github.com/keyrail/keyrail
Description: API keys per project and environment, on your own machine
 A secrets manager for developers. Keys are encrypted under the keychain of
 the system, a passphrase, or both. No server, no account, no telemetry.
 .
 The command line, /usr/bin/keyrail, runs on Node 22 or newer.
`;
}

/**
 * @param {string} tree
 * @param {readonly string[]} files
 */
function sizeInKib(tree, files) {
  return files.reduce((sum, file) => sum + Math.ceil(lstatSync(path.join(tree, file)).size / 1024), 0);
}

/** @param {string} file */
function md5(file) {
  return createHash('md5').update(readFileSync(file)).digest('hex');
}
