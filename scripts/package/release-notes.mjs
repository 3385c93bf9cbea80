// The notes of a release: node scripts/package/release-notes.mjs VERSION prints its part of CHANGELOG.md.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { root } from '../pinned-node.mjs';

/**
 * @param {string} changelog
 * @param {string} version
 * @returns {string} the lines under its heading
 * @throws Error where there is no such heading, or nothing under it
 */
export function releaseNotes(changelog, version) {
  const [, ...parts] = changelog.split(/^## /m);
  const part = parts.find((each) => each.split(/[\s(]/, 1)[0] === version);
  const notes = part?.slice(part.indexOf('\n')).trim() ?? '';
  if (notes === '') throw new Error(`CHANGELOG.md says nothing about ${version}.`);
  return `${notes}\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(releaseNotes(readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8'), process.argv[2] ?? ''));
}
