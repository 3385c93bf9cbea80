// What `npm run package` is asked for.
import path from 'node:path';

/**
 * @typedef {object} PackageOptions
 * @property {string | null} electronDist a folder with Electron, where it is not to be downloaded; absolute
 * @property {boolean} offline leave out what needs a download
 * @property {boolean} unpackedOnly the app's folder, and no package of it
 * @property {string} output absolute
 */

export const USAGE = `npm run package -- [--electron-dist DIR] [--offline] [--dir] [--output DIR]

  --electron-dist DIR  takes Electron from a folder (the content of its release's archive) instead of downloading it
  --offline            leaves out the packages whose tools have to be downloaded, and says which
  --dir                the app's folder only
  --output DIR         release/, where nothing is said
`;

/**
 * @param {readonly string[]} words
 * @param {string} folder what paths are relative to
 * @returns {PackageOptions | { problem: string }}
 */
export function readPackageOptions(words, folder) {
  const options = {
    electronDist: /** @type {string | null} */ (null),
    offline: false,
    unpackedOnly: false,
    output: path.join(folder, 'release'),
  };
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--offline') options.offline = true;
    else if (word === '--dir') options.unpackedOnly = true;
    else if (word === '--electron-dist' || word === '--output') {
      const value = left.shift();
      if (value === undefined || value.startsWith('--')) return { problem: `${word} needs a folder.` };
      options[word === '--output' ? 'output' : 'electronDist'] = path.resolve(folder, value);
    } else return { problem: `There is no option ${word}.` };
  }
  return options;
}
