import { appProblem, appProgram } from './app-program.ts';
import { type Bench, notMeasured, row, type Target } from './bench-row.ts';
import { createBenchVault } from './bench-vault.ts';
import { buildPageWorker } from './build-page-worker.ts';
import { percentile } from './statistics.ts';
import { runProgram } from './time-program.ts';

const TARGET: Target = { kind: 'value', atMost: 12 };

/** Keystrokes in the filter over all keys, in the app's own page, from the keydown to the painted result, less the wait for a frame. */
export const filterKeys: Bench = async ({ folder, quick, keychainProblem, progress }) => {
  const keys = quick ? 10_000 : 100_000;
  const measure = `filter keystroke to painted result, ${keys.toLocaleString('en')} keys`;
  const problem = keychainProblem ?? appProblem();
  if (problem !== null) return [notMeasured(measure, TARGET, problem)];
  progress(`making a vault of ${keys} keys, bundling what starts the app`);
  const worker = await buildPageWorker();
  const vault = await createBenchVault(folder, { keychain: 'system', keys });
  try {
    progress('typing');
    const { output } = await runProgram(appProgram(worker, vault.home, 'filter', keys));
    const samples = JSON.parse(output) as number[];
    const ours = { value: percentile(samples, 95), unit: 'ms', of: '95th percentile', samples } as const;
    const median = percentile(samples, 50).toFixed(1);
    return [
      row(
        measure,
        { ours, baseline: null },
        TARGET,
        `${samples.length} keystrokes, median ${median} ms, without the wait for the next frame`,
      ),
    ];
  } finally {
    await vault.forget();
  }
};
