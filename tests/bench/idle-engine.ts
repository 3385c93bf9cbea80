import { join } from 'node:path';
import { type Bench, medianOf, notMeasured, row, type Target } from './bench-row.ts';
import { createBenchVault } from './bench-vault.ts';
import { runProgram } from './time-program.ts';

/** Of one core. */
const TARGET: Target = { kind: 'ratio', atMost: 0.002 };
const KEYS = 10_000;

/** Processor time of an engine that nobody uses, with its reminders, over the time that passes meanwhile. */
export const idleEngine: Bench = async ({ folder, quick, keychainProblem, progress }) => {
  // Another length for a look in between: BENCH_IDLE_SECONDS.
  const seconds = Number(process.env['BENCH_IDLE_SECONDS'] ?? (quick ? 30 : 600));
  const measure = `processor time of an idle engine with reminders, ${seconds} s / the time that passes`;
  if (keychainProblem !== null) return [notMeasured(measure, TARGET, keychainProblem)];
  progress(`making a vault of ${KEYS} keys`);
  const vault = await createBenchVault(folder, { keychain: 'system', keys: KEYS });
  try {
    progress(`letting an engine rest for ${seconds} seconds`);
    const worker = join(import.meta.dirname, 'idle-engine-worker.ts');
    const { output } = await runProgram({ command: process.execPath, args: [worker, vault.home, String(seconds)] });
    const { usedMs, elapsedMs, looks } = JSON.parse(output) as { usedMs: number; elapsedMs: number; looks: number };
    if (looks === 0) throw new Error('The reminders never looked');
    return [
      row(
        measure,
        { ours: medianOf([usedMs], 'ms'), baseline: medianOf([elapsedMs], 'ms') },
        TARGET,
        `${((usedMs / elapsedMs) * 100).toFixed(3)} % of one core, ${KEYS.toLocaleString('en')} keys`,
      ),
    ];
  } finally {
    await vault.forget();
  }
};
