// Reads back from what was packaged for macOS or Windows that Electron will check the archive: the fuse is set, and the checksum of the
// archive's header is where Electron looks for it. node scripts/package/read-back.mjs RELEASE_FOLDER
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { getRawHeader } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

const ON = '1'.charCodeAt(0);
const release = process.argv[2] ?? 'release';
// The checksum is in Info.plist on macOS, and a resource of the program on Windows. Electron checks nothing on Linux.
const apps = [
  ...globSync('mac*/*.app', { cwd: release }).map((app) => ({
    archive: path.join(release, app, 'Contents/Resources/app.asar'),
    program: path.join(release, app, 'Contents/MacOS', path.basename(app, '.app')),
    stated: path.join(release, app, 'Contents/Info.plist'),
  })),
  ...globSync('win*-unpacked/Keyrail.exe', { cwd: release }).map((program) => ({
    archive: path.join(release, path.dirname(program), 'resources/app.asar'),
    program: path.join(release, program),
    stated: path.join(release, program),
  })),
];
if (apps.length === 0 && process.platform !== 'linux') throw new Error(`There is no packaged app in ${release}.`);
for (const { archive, program, stated } of apps) {
  const header = createHash('sha256').update(getRawHeader(archive).headerString).digest('hex');
  if (!readFileSync(stated).includes(header)) throw new Error(`${stated} does not state the checksum of ${archive}.`);
  const fuses = await getCurrentFuseWire(program);
  for (const fuse of [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, FuseV1Options.OnlyLoadAppFromAsar]) {
    if (fuses[fuse] !== ON) throw new Error(`The fuse ${FuseV1Options[fuse]} of ${program} is not set.`);
  }
  process.stdout.write(`${program}: its archive is checked.\n`);
}
if (apps.length === 0) process.stdout.write('Electron does not check the archive on Linux; nothing to read back.\n');
