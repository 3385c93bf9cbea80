import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extractAll, getRawHeader } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDeb } from '../../scripts/package/deb.mjs';
import { drivableCopy, startDriven } from './support/driven-app.ts';

const root = path.join(import.meta.dirname, '..', '..');
const unpacked = process.env['KEYRAIL_TEST_UNPACKED'] ?? path.join(root, 'release', 'linux-unpacked');
const PICTURES = path.join(root, 'test-output', 'packages');
const PASSPHRASE = 'correct horse battery staple 9';
/** How a fuse stands in the wire; the package keeps the names of its own enumeration to itself. */
const FUSE = { off: '0'.charCodeAt(0), on: '1'.charCodeAt(0) };
const PATIENCE_MS = 60_000;

const folders: string[] = [];
const folder = (name: string): string => {
  const made = mkdtempSync(path.join(tmpdir(), `kr-${name}-`));
  folders.push(made);
  return made;
};
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});
beforeAll(() => {
  expect(existsSync(path.join(unpacked, 'keyrail')), `no packaged app in ${unpacked}; run npm run package first`).toBe(
    true,
  );
  mkdirSync(PICTURES, { recursive: true });
});

/** Makes a vault in the app's window, picks it up in a second start, and gives what the data directory then holds. */
async function useTwice(program: string, shots: string): Promise<void> {
  const env = { KEYRAIL_HOME: folder('home') };
  const first = await startDriven(program, env);
  first.page.setDefaultTimeout(PATIENCE_MS);
  await first.page.getByRole('heading', { name: 'Welcome to Keyrail' }).waitFor();
  await first.page.getByRole('radio', { name: /^Passphrase/ }).click();
  await first.page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
  await first.page.getByLabel('The same again').fill(PASSPHRASE);
  await first.page.getByRole('button', { name: 'Create vault' }).click();
  const list = first.page.getByRole('list', { name: 'Recovery code' });
  await list.waitFor();
  const code = (await list.getByRole('listitem').allTextContents()).join('-');
  await first.page.getByRole('button', { name: 'I wrote it down' }).click();
  await first.page.getByLabel('Recovery code').fill(code);
  await first.page.getByRole('button', { name: 'Confirm' }).click();
  await first.page.getByLabel('Project name').fill('storefront');
  await first.page.getByRole('button', { name: 'Create project' }).click();
  await first.page.getByRole('heading', { name: 'No keys in storefront yet' }).waitFor();
  await first.page.screenshot({ path: path.join(PICTURES, `${shots}-board.png`) });
  expect(await first.close()).toBe(0);
  expect(existsSync(path.join(env.KEYRAIL_HOME, 'vault.json'))).toBe(true);
  expect(existsSync(path.join(env.KEYRAIL_HOME, 'running.json'))).toBe(false);

  const again = await startDriven(program, env);
  again.page.setDefaultTimeout(PATIENCE_MS);
  await again.page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await again.page.keyboard.press('Enter');
  await again.page.getByRole('heading', { name: 'No keys in storefront yet' }).waitFor();
  await again.page.screenshot({ path: path.join(PICTURES, `${shots}-again.png`) });
  expect(await again.close()).toBe(0);
}

describe('the packaged app', () => {
  it('has its fuses', async () => {
    const wire = await getCurrentFuseWire(path.join(unpacked, 'keyrail'));
    expect({
      runAsNode: wire[FuseV1Options.RunAsNode],
      cookieEncryption: wire[FuseV1Options.EnableCookieEncryption],
      nodeOptions: wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
      inspect: wire[FuseV1Options.EnableNodeCliInspectArguments],
      asarIntegrity: wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
      onlyFromAsar: wire[FuseV1Options.OnlyLoadAppFromAsar],
      filePrivileges: wire[FuseV1Options.GrantFileProtocolExtraPrivileges],
    }).toEqual({
      runAsNode: FUSE.off,
      cookieEncryption: FUSE.on,
      nodeOptions: FUSE.off,
      inspect: FUSE.off,
      asarIntegrity: FUSE.on,
      onlyFromAsar: FUSE.on,
      filePrivileges: FUSE.off,
    });
  });

  it('runs no JavaScript that its environment brings along', () => {
    const planted = path.join(folder('planted'), 'planted.cjs');
    const trace = `${planted}.ran`;
    writeFileSync(planted, `require('fs').writeFileSync(${JSON.stringify(trace)}, '')`);
    const env = { ...process.env, KEYRAIL_HOME: folder('home'), NODE_OPTIONS: `--require ${planted}` };
    // Refused before there is a window, so that it ends by itself.
    for (const extra of [{}, { ELECTRON_RUN_AS_NODE: '1' }]) {
      const args = [planted, '--remote-debugging-port=0'];
      spawnSync(path.join(unpacked, 'keyrail'), args, { env: { ...env, ...extra }, timeout: 10_000 });
      expect(existsSync(trace)).toBe(false);
    }
  });

  it('starts, makes a vault and opens it again', async () => {
    const copy = await drivableCopy(unpacked);
    folders.push(copy);
    await useTwice(path.join(copy, 'keyrail'), 'unpacked');
  });

  it('does not start from an archive whose files were changed, where Electron checks that', async ({ skip }) => {
    skip(
      process.platform === 'linux',
      'Electron checks the archive on macOS and Windows only; on Linux the owner of the files and the checksums of the package protect it',
    );
    expect(getRawHeader(path.join(unpacked, 'resources/app.asar')).headerString).toContain('integrity');
  });
});

describe('the Debian package', () => {
  let deb: string;
  beforeAll(() => {
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    deb = buildDeb({ unpacked, output: folder('deb'), version, compression: 'none' });
  });

  /** dpkg as root of a namespace of its own, on a root folder of its own: this machine's packages are not touched. */
  const dpkg = (place: string, ...args: readonly string[]): string =>
    execFileSync(
      'unshare',
      ['--user', '--map-root-user', 'dpkg', `--root=${place}`, '--force-depends', '--force-unsafe-io', ...args],
      { encoding: 'utf8', stdio: 'pipe' },
    );
  const emptyRoot = (): string => {
    const place = folder('root');
    for (const each of ['info', 'updates', 'triggers', 'parts']) {
      mkdirSync(path.join(place, 'var/lib/dpkg', each), { recursive: true });
    }
    writeFileSync(path.join(place, 'var/lib/dpkg/status'), '');
    return place;
  };

  it('installs, starts from its menu entry, and leaves vaults alone when it is removed', async () => {
    const place = emptyRoot();
    dpkg(place, '--install', deb);
    const entry = readFileSync(path.join(place, 'usr/share/applications/keyrail.desktop'), 'utf8');
    expect(entry, 'nothing uses keyrail:// links, so none are registered').not.toMatch(/MimeType|x-scheme-handler/);
    const program = /^Exec=(\S+)/m.exec(entry)?.[1];
    expect(program).toBe('/opt/Keyrail/keyrail');
    expect(
      existsSync(path.join(place, `usr/share/icons/hicolor/256x256/apps/${/^Icon=(.*)$/m.exec(entry)?.[1]}.png`)),
    ).toBe(true);

    const copy = await drivableCopy(path.join(place, 'opt/Keyrail'));
    folders.push(copy);
    await useTwice(path.join(copy, 'keyrail'), 'deb');

    const vault = path.join(place, 'home/somebody/.local/share/keyrail/vault.json');
    mkdirSync(path.dirname(vault), { recursive: true });
    writeFileSync(vault, '{}');
    dpkg(place, '--purge', 'keyrail');
    expect(existsSync(vault)).toBe(true);
    for (const gone of [
      'opt/Keyrail',
      'usr/lib/keyrail',
      'usr/bin/keyrail',
      'usr/share/applications/keyrail.desktop',
    ]) {
      expect(existsSync(path.join(place, gone)), gone).toBe(false);
    }
  });

  it('holds the archive as it was packaged', () => {
    const place = folder('tree');
    execFileSync('dpkg-deb', ['-x', deb, place]);
    const [there, before] = [
      path.join(place, 'opt/Keyrail/resources/app.asar'),
      path.join(unpacked, 'resources/app.asar'),
    ];
    expect(readFileSync(there).equals(readFileSync(before))).toBe(true);
    const content = folder('content');
    extractAll(there, content);
    expect(existsSync(path.join(content, 'dist/host/main.cjs'))).toBe(true);
  });
});
