import { join } from 'node:path';
import { type Bench, medianOf, notMeasured, row, type Target } from './bench-row.ts';
import { createBenchVault } from './bench-vault.ts';
import { interleaved } from './interleaved.ts';
import { runProgram } from './time-program.ts';

const TARGET: Target = { kind: 'more', atMost: 60 };

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
    const samples = await interleaved(quick ? 3 : 7, {
      ours: () => residentMegabytes(full.home, keys),
      baseline: () => residentMegabytes(empty.home, 0),
    });
    const ours = medianOf(samples.ours, 'MB');
    return [row(measure, { ours, baseline: medianOf(samples.baseline, 'MB') }, TARGET)];
  } finally {
    await full.forget();
    await empty.forget();
  }
};

async function residentMegabytes(home: string, keys: number): Promise<number> {
  const worker = join(import.meta.dirname, 'engine-memory-worker.ts');
  const { output } = await runProgram({
    command: process.execPath,
    args: ['--expose-gc', worker, home, String(keys)],
  });
  return (JSON.parse(output) as { residentBytes: number }).residentBytes / 1_000_000;
}
