import { join } from 'node:path';
import { root } from '../../scripts/pinned-node.mjs';
import { findElectron } from '../../scripts/setup/runtimes.mjs';
import { appProblem } from './app-program.ts';
import { type Bench, medianOf, notMeasured, row, type Target } from './bench-row.ts';
import { createBenchVault } from './bench-vault.ts';
import { interleaved } from './interleaved.ts';
import { runProgram } from './time-program.ts';

const START: Target = { kind: 'ratio', atMost: 1.4 };
const IDLE: Target = { kind: 'ratio', atMost: 1.6 };
const KEYS_PER_PROJECT = 600;
/** Three environments share a name, which is a row of the board. */
const ROWS = KEYS_PER_PROJECT / 3;
const WORKER = join(import.meta.dirname, 'electron-worker.ts');
const BLANK = join(import.meta.dirname, 'blank-host');

/** The app on Electron against a blank window on it: until its board is painted, and what all its processes hold when idle. */
export const electronApp: Bench = async ({ folder, quick, keychainProblem, progress }) => {
  const keys = quick ? 2_000 : 10_000;
  const start = `on Electron: start to a board, ${keys.toLocaleString('en')} keys / blank window`;
  const idle = `on Electron: memory of all processes, idle with ${keys.toLocaleString('en')} keys / blank window`;
  const problem = electronProblem() ?? keychainProblem ?? appProblem();
  if (problem !== null) return [notMeasured(start, START, problem), notMeasured(idle, IDLE, problem)];

  const vault = await createBenchVault(folder, { keychain: 'system', keys, keysPerProject: KEYS_PER_PROJECT });
  const measure = async (mode: 'start' | 'idle', appFolder: string, rows: number): Promise<number> => {
    const startedAt = performance.timeOrigin + performance.now();
    const { output } = await runProgram({
      command: process.execPath,
      args: [WORKER, mode, appFolder, String(rows)],
      env: { ...process.env, KEYRAIL_HOME: vault.home },
    });
    return mode === 'start' ? Number(JSON.parse(output)) - startedAt : Number(JSON.parse(output));
  };
  try {
    progress('starting on Electron');
    const starts = await interleaved(quick ? 3 : 9, {
      ours: () => measure('start', root, ROWS),
      blank: () => measure('start', BLANK, 0),
    });
    progress('reading the memory of idle apps on Electron');
    const idles = await interleaved(quick ? 1 : 3, {
      ours: () => measure('idle', root, ROWS),
      blank: () => measure('idle', BLANK, 0),
    });
    return [
      row(start, { ours: medianOf(starts.ours, 'ms'), baseline: medianOf(starts.blank, 'ms') }, START),
      row(idle, { ours: medianOf(idles.ours, 'MB'), baseline: medianOf(idles.blank, 'MB') }, IDLE),
    ];
  } finally {
    await vault.forget();
  }
};

function electronProblem(): string | null {
  if (process.platform !== 'linux') return 'what several processes share is counted on Linux only';
  return findElectron() === undefined ? 'Electron is not installed (npx install-electron)' : null;
}
