import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, medianOf, notMeasured, row, type Target } from './bench-row.ts';
import { createBenchVault } from './bench-vault.ts';
import { interleaved } from './interleaved.ts';
import { addTokenKeys } from './made-up-tokens.ts';
import { type Registry, startRegistry } from './registry.ts';
import { runProgram } from './time-program.ts';

const TARGET: Target = { kind: 'more', atMost: 80 };

const MEGABYTE = 1_000_000;
const IN_VAULT = 1_000;
const DELAY_MS = 20;

/** The most resident memory of a process until a sync of all keys has ended, over one whose provider lists a single key. */
export const syncMemory: Bench = async ({ folder, quick, keychainProblem, progress }) => {
  const tokens = quick ? 1_000 : 10_000;
  const measure = `most memory during a sync of ${tokens.toLocaleString('en')} remote keys, over a sync of one`;
  if (keychainProblem !== null) return [notMeasured(measure, TARGET, keychainProblem)];
  progress('syncing in a process and a vault of its own each time');
  const many = await startRegistry(tokens, DELAY_MS);
  const one = await startRegistry(1, DELAY_MS);
  try {
    const samples = await interleaved(quick ? 3 : 7, {
      ours: () => mostOf(folder, many, tokens),
      baseline: () => mostOf(folder, one, 1),
    });
    return [row(measure, { ours: medianOf(samples.ours, 'MB'), baseline: medianOf(samples.baseline, 'MB') }, TARGET)];
  } finally {
    many.close();
    one.close();
  }
};

async function mostOf(folder: string, { url, token }: Registry, tokens: number): Promise<number> {
  const vault = await createBenchVault(folder, {
    keychain: 'system',
    keys: 0,
    withKeys: (store) => addTokenKeys(store, IN_VAULT),
  });
  try {
    const worker = join(import.meta.dirname, 'sync-memory-worker.ts');
    const { output } = await runProgram({ command: process.execPath, args: [worker, vault.home, url, token] });
    const { mostBytes, seen } = JSON.parse(output) as { mostBytes: number; seen: number };
    if (seen !== tokens) throw new Error('The sync saw another number of keys');
    return mostBytes / MEGABYTE;
  } finally {
    await vault.forget();
    rmSync(vault.home, { recursive: true, force: true });
  }
}
