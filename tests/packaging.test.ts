import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { FUSE_SENTINEL, makeStandInElectron } from '../scripts/package/stand-in-electron.mjs';

const root = path.dirname(import.meta.dirname);

/** Everything that may be in the app. A file that fits none of these is one that nobody decided to ship. */
const ALLOWED = [
  /^package\.json$/,
  /^dist\/host\/(main|preload)\.cjs$/,
  /^dist\/host\/chunks\/[\w-]+\.cjs$/,
  /^dist\/host\/work\/worker\.cjs$/,
  /^dist\/host\/wasm\/(web-tree-sitter|tree-sitter-groovy)\.wasm$/,
  /^dist\/(host|host\/work|renderer)\/licences\.txt$/,
  /^dist\/renderer\/index\.html$/,
  /^dist\/renderer\/assets\/[\w.-]+\.(js|css|woff2|svg|png)$/,
  /^resources\/(tray|icons)\/[\w@.-]+\.png$/,
  /^node_modules\/better-sqlite3\/(LICENSE|package\.json|lib\/[\w./-]+\.js)$/,
  /^node_modules\/better-sqlite3\/prebuilds\/[\w-]+\.node$/,
  /^node_modules\/@napi-rs\/keyring\/(LICENSE|package\.json|(index|keytar)\.js)$/,
  /^node_modules\/@napi-rs\/keyring-[\w-]+\/(package\.json|[\w.-]+\.node)$/,
  /^node_modules\/@node-rs\/argon2\/(LICENSE|package\.json|(index|browser)\.js)$/,
  /^node_modules\/@node-rs\/argon2-[\w-]+\/(package\.json|[\w.-]+\.node)$/,
];

/** Electron's fuses in the order of its fuse wire, version 1. */
const FUSES = {
  runAsNode: '0',
  cookieEncryption: '1',
  nodeOptions: '0',
  nodeCliInspect: '0',
  embeddedAsarIntegrity: '1',
  onlyLoadAppFromAsar: '1',
  browserSnapshot: 'r',
  fileProtocolExtraPrivileges: '0',
};

interface AsarEntry {
  readonly files?: Readonly<Record<string, AsarEntry>>;
  readonly unpacked?: boolean;
}

/**
 * The files of an asar archive: its header is JSON after four little-endian 32-bit numbers, the last of them the JSON's
 * length.
 */
function listAsar(archive: string): { file: string; unpacked: boolean }[] {
  const bytes = readFileSync(archive);
  const header: AsarEntry = JSON.parse(bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString('utf8'));
  const walk = (entry: AsarEntry, at: string): { file: string; unpacked: boolean }[] =>
    entry.files === undefined
      ? [{ file: at, unpacked: entry.unpacked === true }]
      : Object.entries(entry.files).flatMap(([name, child]) => walk(child, at === '' ? name : `${at}/${name}`));
  return walk(header, '');
}

const ONLY_ON_LINUX = 'the packaged files are checked on Linux, for which the stand-in for Electron is made';

describe('the packaged app', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kr-package-'));
  let packed: { file: string; unpacked: boolean }[];

  beforeEach(({ skip }) => skip(process.platform !== 'linux', ONLY_ON_LINUX));

  beforeAll(() => {
    if (process.platform !== 'linux') return;
    expect(existsSync(path.join(root, 'dist/host/main.cjs')), 'nothing is built; run npm run build first').toBe(true);
    const electronDist = path.join(folder, 'electron');
    makeStandInElectron(electronDist);
    execFileSync(
      process.execPath,
      [
        path.join(root, 'node_modules/electron-builder/cli.js'),
        ...['--config', 'electron-builder.yml', '--dir', '--linux', '--publish', 'never'],
        `-c.electronDist=${electronDist}`,
        `-c.directories.output=${path.join(folder, 'out')}`,
      ],
      {
        cwd: root,
        stdio: 'pipe',
        // An empty cache: what passes here needs nothing from the network.
        env: {
          ...process.env,
          ELECTRON_BUILDER_CACHE: path.join(folder, 'cache'),
          ELECTRON_CACHE: path.join(folder, 'cache'),
        },
      },
    );
    packed = listAsar(path.join(folder, 'out/linux-unpacked/resources/app.asar'));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds nothing that is not on the list', () => {
    const strangers = packed.map(({ file }) => file).filter((file) => !ALLOWED.some((allowed) => allowed.test(file)));
    expect(strangers).toEqual([]);
  });

  it('holds the host, the page and every native module', () => {
    const files = packed.map(({ file }) => file);
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/host/main.cjs',
        'dist/host/preload.cjs',
        'dist/host/work/worker.cjs',
        'dist/host/wasm/web-tree-sitter.wasm',
        'dist/host/wasm/tree-sitter-groovy.wasm',
        'dist/renderer/index.html',
        'resources/tray/trayTemplate.png',
        'node_modules/better-sqlite3/lib/index.js',
        `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`,
        'node_modules/@napi-rs/keyring/keytar.js',
        'node_modules/@node-rs/argon2/index.js',
      ]),
    );
    expect(files.some((file) => /@napi-rs\/keyring-linux-.*\.node$/.test(file))).toBe(true);
    expect(files.some((file) => /@node-rs\/argon2-linux-.*\.node$/.test(file))).toBe(true);
  });

  it('has its native modules beside the archive, where the system can load them', () => {
    const native = packed.filter(({ file }) => file.endsWith('.node'));
    expect(native).toHaveLength(3);
    for (const { file, unpacked } of native) {
      expect(unpacked, file).toBe(true);
      expect(existsSync(path.join(folder, 'out/linux-unpacked/resources/app.asar.unpacked', file)), file).toBe(true);
    }
  });

  it('has nothing outside the archive but the runtime and what was unpacked from it', () => {
    const outside = globSync('**/*', { cwd: path.join(folder, 'out/linux-unpacked'), withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(path.join(folder, 'out/linux-unpacked'), path.join(entry.parentPath, entry.name)))
      .filter((file) => !file.startsWith('resources/app.asar.unpacked/'));
    expect(outside.sort()).toEqual(['keyrail', 'resources/app.asar']);
    const unpackedRoot = path.join(folder, 'out/linux-unpacked/resources/app.asar.unpacked');
    const unpacked = globSync('**/*', { cwd: unpackedRoot, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(unpackedRoot, path.join(entry.parentPath, entry.name)));
    expect(unpacked.filter((file) => !ALLOWED.some((allowed) => allowed.test(file)))).toEqual([]);
  });

  it('loads its packages by require, which finds them in the archive', () => {
    const scripts = globSync('dist/host/**/*.cjs', { cwd: root }).map((file) =>
      readFileSync(path.join(root, file), 'utf8'),
    );
    expect(scripts.length).toBeGreaterThan(10);
    expect(scripts.flatMap((script) => script.match(/\bimport\("(?!node:)[^"]+"\)/g) ?? [])).toEqual([]);
  });

  it('has its fuses set', () => {
    const binary = readFileSync(path.join(folder, 'out/linux-unpacked/keyrail'), 'latin1');
    const wire = binary.slice(binary.indexOf(FUSE_SENTINEL) + FUSE_SENTINEL.length + 2);
    expect(wire.slice(0, 8)).toBe(Object.values(FUSES).join(''));
  });
});
