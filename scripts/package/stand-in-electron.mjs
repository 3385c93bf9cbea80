// Stands where Electron's binary would, for what is about our files and not about Electron: electron-builder copies it, renames it and
// sets the fuses in it.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Precedes the fuse wire in Electron's binary; from the documentation of @electron/fuses. */
export const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** @param {string} folder is made */
export function makeStandInElectron(folder) {
  mkdirSync(folder, { recursive: true });
  const wire = Buffer.concat([Buffer.from([1, 8]), Buffer.from('rrrrrrrr')]);
  writeFileSync(path.join(folder, 'electron'), Buffer.concat([Buffer.from(FUSE_SENTINEL), wire]), { mode: 0o755 });
}
