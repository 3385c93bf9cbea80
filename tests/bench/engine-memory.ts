import { join } from 'node:path';
import { type Bench, medianOf, notMeasured, row, type Target } from './bench-row.ts';
import { createBenchVault } from './bench-vault.ts';
import { interleaved } from './interleaved.ts';
import { median } from './statistics.ts';
import { runProgram } from './time-program.ts';

const TARGET: Target = { kind: 'more', atMost: 60 };

const MEGABYTE = 1_000_000;

/** Resident memory of an engine's process that has listed and searched everything, over one whose vault is empty. */
export const engineMemory: Bench = async ({ folder, quick, keychainProblem, progress }) => {
  const keys = quick ? 20_000 : 100_000;
  const measure = `engine memory with ${keys.toLocaleString('en')} keys, over an empty vault`;
  if (keychainProblem !== null) return [notMeasured(measure, TARGET, keychainProblem)];
  progress(`making a vault of ${keys} keys`);
  const full = await createBenchVault(folder, { keychain: 'system', keys });
  const empty = await createBenchVault(folder, { keychain: 'system', keys: 0 });
  try {
    progress('listing and searching in a process of its own each time');
    const before: number[] = [];
    const samples = await interleaved(quick ? 3 : 7, {
      ours: async () => {
        const { residentBytes, uncollectedBytes } = await memoryOf(full.home, keys);
        before.push(uncollectedBytes / MEGABYTE);
        return residentBytes / MEGABYTE;
      },
      baseline: async () => (await memoryOf(empty.home, 0)).residentBytes / MEGABYTE,
    });
    const figures = { ours: medianOf(samples.ours, 'MB'), baseline: medianOf(samples.baseline, 'MB') };
    const uncollected = Math.round(median(before));
    return [row(measure, figures, TARGET, `${uncollected} MB before V8 gives its spare pages back`)];
  } finally {
    await full.forget();
    await empty.forget();
  }
};

type Memory = { readonly residentBytes: number; readonly uncollectedBytes: number };

async function memoryOf(home: string, keys: number): Promise<Memory> {
  const worker = join(import.meta.dirname, 'engine-memory-worker.ts');
  const args = ['--expose-gc', worker, home, String(keys)];
  const { output } = await runProgram({ command: process.execPath, args });
  return JSON.parse(output) as Memory;
}
