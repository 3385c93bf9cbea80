import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/pinned-node.mjs';
import { madeUpValue, nameOf } from '../fixtures/many-keys.ts';
import { type Program, runProgram } from './time-program.ts';

/** Only the benchmark uses it, so it is no dependency of the project. */
const PACKAGE = '@dotenvx/dotenvx';
const VERSION = '2.38.2';
/** Git ignores it; a later run finds it there. */
const INSTALLED = join(root, 'test-output', 'bench', `dotenvx-${VERSION}`);

export type Dotenvx =
  | { readonly ok: true; readonly program: string }
  | { readonly ok: false; readonly problem: string };

/** dotenvx's program, installed with npm unless an earlier run did. */
export async function findDotenvx(): Promise<Dotenvx> {
  const program = join(INSTALLED, 'node_modules', '.bin', process.platform === 'win32' ? 'dotenvx.cmd' : 'dotenvx');
  if (existsSync(program)) return { ok: true, program };
  mkdirSync(dirname(INSTALLED), { recursive: true });
  const staging = mkdtempSync(`${INSTALLED}-`);
  try {
    writeFileSync(join(staging, 'package.json'), '{ "private": true }\n');
    await runProgram({
      command: 'npm',
      args: ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', `${PACKAGE}@${VERSION}`],
      cwd: staging,
    });
    rmSync(INSTALLED, { recursive: true, force: true });
    renameSync(staging, INSTALLED);
    return { ok: true, program };
  } catch {
    return { ok: false, problem: `npm could not install ${PACKAGE} ${VERSION}` };
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** An encrypted .env with made-up values, its private key in .env.keys beside it, and a program that runs with them. */
export async function dotenvxRun(
  program: string,
  folder: string,
  values: number,
): Promise<(...command: string[]) => Program> {
  const cwd = join(folder, 'dotenvx');
  mkdirSync(cwd);
  const lines = Array.from({ length: values }, (_, index) => `${nameOf(index * 3)}=${madeUpValue(index * 3)}\n`);
  writeFileSync(join(cwd, '.env'), lines.join(''), { mode: 0o600 });
  await runProgram({ command: program, args: ['encrypt'], cwd });
  const encrypted = readFileSync(join(cwd, '.env'), 'utf8').match(/=\W?encrypted:/g)?.length ?? 0;
  if (encrypted !== values || !existsSync(join(cwd, '.env.keys')))
    throw new Error('dotenvx did not encrypt every value');
  return (...command) => ({ command: program, args: ['run', '--', ...command], cwd });
}
