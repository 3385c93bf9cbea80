// Packs the command line for npm: the built bundle, a launcher and the three native modules as its dependencies.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root } from '../pinned-node.mjs';
import { shrinkwrapOf } from './lockfile.mjs';

/**
 * The manifest of the packed command line. The repository's own is private and has the desktop app's dependencies, too.
 *
 * @param {Readonly<Record<string, any>>} own the repository's package.json
 */
export function commandLineManifest({ version, license, author, dependencies }) {
  return {
    name: 'keyrail',
    version,
    description: 'The command line of Keyrail: API keys per project and environment, on your own machine.',
    license,
    author,
    homepage: 'https://github.com/keyrail/keyrail#readme',
    repository: { type: 'git', url: 'git+https://github.com/keyrail/keyrail.git' },
    bugs: { url: 'https://github.com/keyrail/keyrail/issues' },
    keywords: ['secrets', 'api-keys', 'dotenv', 'vault', 'cli'],
    engines: { node: '>=22' },
    bin: { keyrail: 'keyrail.cjs' },
    files: ['keyrail.cjs', 'lib/', 'npm-shrinkwrap.json'],
    dependencies,
  };
}

/**
 * Writes the command line's files into a folder, ready to be packed.
 *
 * @param {string} folder is made anew
 */
export function writeCommandLine(folder) {
  const built = path.join(root, 'dist', 'cli');
  if (!existsSync(path.join(built, 'keyrail.cjs'))) throw new Error('Nothing is built; run: npm run build');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Source maps would double the size, and stack traces are not shown.
  for (const file of globSync('**/*', { cwd: built, withFileTypes: true })) {
    const from = path.join(file.parentPath, file.name);
    if (!file.isFile() || file.name.endsWith('.map')) continue;
    cpSync(from, path.join(folder, 'lib', path.relative(built, from)));
  }
  cpSync(path.join(root, 'packaging', 'npm'), folder, { recursive: true });
  cpSync(path.join(root, 'LICENSE'), path.join(folder, 'LICENSE'));
  const manifest = commandLineManifest(readJson('package.json'));
  write(folder, 'package.json', manifest);
  write(folder, 'npm-shrinkwrap.json', shrinkwrapOf(readJson('package-lock.json'), manifest));
}

/**
 * @param {string} output the folder that gets `keyrail-VERSION.tgz`
 * @returns {string} its path
 */
export function packCommandLine(output) {
  const folder = path.join(output, 'npm');
  writeCommandLine(folder);
  const said = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', output], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  const [packed] = JSON.parse(said);
  return path.join(output, packed.filename);
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
}

/**
 * @param {string} folder
 * @param {string} file
 * @param {unknown} content
 */
function write(folder, file, content) {
  writeFileSync(path.join(folder, file), `${JSON.stringify(content, null, 2)}\n`);
}
