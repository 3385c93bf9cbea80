// The command line with its native modules beside it, for packages that bring both and install nothing from elsewhere.
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root } from '../pinned-node.mjs';
import { writeCommandLine } from './command-line.mjs';

/** What a native module's package has and a running program does not read. */
const NOT_READ = /(?:\.md|\.d\.ts|\.gyp)$|\/(?:deps|src)\//;

/**
 * @param {string} folder is made anew
 * @param {string} machine as in `linux-x64`: whose binaries are taken
 * @throws Error where the checkout does not have them
 */
export function writeWholeCommandLine(folder, machine = `${process.platform}-${process.arch}`) {
  writeCommandLine(folder);
  const shrinkwrap = path.join(folder, 'npm-shrinkwrap.json');
  /** @type {{ packages: Record<string, { optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }> }} */
  const { packages } = JSON.parse(readFileSync(shrinkwrap, 'utf8'));
  for (const [at, { optional = false, os, cpu, libc = ['glibc'] }] of Object.entries(packages)) {
    // node-addon-api is headers, for compiling only.
    if (at === '' || at === 'node_modules/node-addon-api') continue;
    const [system = '', processor = ''] = machine.split('-');
    const fits = (os?.includes(system) ?? true) && (cpu?.includes(processor) ?? true) && libc.includes('glibc');
    if (!fits) continue;
    if (!existsSync(path.join(root, at))) {
      if (optional) continue;
      throw new Error(`${at} is not installed; run npm ci`);
    }
    copyRead(path.join(root, at), path.join(folder, at), machine);
  }
  rmSync(shrinkwrap);
}

/**
 * @param {string} from
 * @param {string} to
 * @param {string} machine
 */
function copyRead(from, to, machine) {
  for (const file of globSync('**/*', { cwd: from, withFileTypes: true })) {
    const source = path.join(file.parentPath, file.name);
    const relative = path.relative(from, source);
    const foreign = relative.startsWith(`prebuilds${path.sep}`) && file.name !== `${machine}.node`;
    if (!file.isFile() || foreign || NOT_READ.test(`/${relative.split(path.sep).join('/')}`)) continue;
    mkdirSync(path.dirname(path.join(to, relative)), { recursive: true });
    cpSync(source, path.join(to, relative));
  }
}
