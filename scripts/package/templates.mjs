// Fills the templates of the package managers: node scripts/package/templates.mjs RELEASE_FOLDER [OUTPUT]
// RELEASE_FOLDER holds what was released, with SHA256SUMS. In a template @VERSION@ is the version and @SHA256:FILE@ the
// checksum of a released file.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { root } from '../pinned-node.mjs';

/** Under packaging/. */
export const TEMPLATES = [
  'homebrew/keyrail.rb',
  'winget/Keyrail.Keyrail.yaml',
  'flatpak/app.keyrail.desktop.yml',
  'aur/PKGBUILD',
];

/**
 * @param {string} template
 * @param {string} version
 * @param {ReadonlyMap<string, string>} checksums SHA-256 in hex by the file's name
 * @returns {string}
 * @throws Error where a file that it names was not released, or a mark of another kind is in it
 */
export function fillTemplate(template, version, checksums) {
  const filled = template.replaceAll('@VERSION@', version).replace(/@SHA256:([^@\s]+)@/g, (_mark, file) => {
    const checksum = checksums.get(file);
    if (checksum === undefined) throw new Error(`There is no ${file} among what was released.`);
    return checksum;
  });
  const left = /@[A-Z0-9]+[:@]/.exec(filled);
  if (left !== null) throw new Error(`Nothing is known to put in the place of ${left[0]}.`);
  return filled;
}

/**
 * Reads what `sha256sum` wrote.
 *
 * @param {string} text
 * @returns {Map<string, string>} by the file's name
 * @throws Error for a line of another shape
 */
export function readChecksums(text) {
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const found = /^([0-9a-f]{64}) [ *](.+)$/.exec(line);
        if (found === null) throw new Error(`This is no line of SHA256SUMS: ${line}`);
        const [, checksum = '', file = ''] = found;
        return [file, checksum];
      }),
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [released, output = released] = process.argv.slice(2);
  if (released === undefined || output === undefined) {
    process.stderr.write('usage: node scripts/package/templates.mjs RELEASE_FOLDER [OUTPUT]\n');
    process.exit(2);
  }
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const checksums = readChecksums(readFileSync(path.join(released, 'SHA256SUMS'), 'utf8'));
  for (const template of TEMPLATES) {
    const file = path.join(output, 'packaging', template);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, fillTemplate(readFileSync(path.join(root, 'packaging', template), 'utf8'), version, checksums));
  }
}
