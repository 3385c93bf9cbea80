import { appProblem, appProgram, blankProgram } from './app-program.ts';
import { type Bench, medianOf, notMeasured, row, type Target } from './bench-row.ts';
import { createBenchVault } from './bench-vault.ts';
import { buildPageWorker } from './build-page-worker.ts';
import { interleaved } from './interleaved.ts';
import { type Program, runProgram } from './time-program.ts';

const TARGET: Target = { kind: 'ratio', atMost: 1.4 };
const ONE_PROJECT: Target = { kind: 'ratio', atMost: 1.5 };
const USUAL_PROJECT = 600;
/** Three environments share a name, which is a row of the board. */
const KEYS_PER_NAME = 3;

/** From the start of the process to a board that can be used, against a page that is blank, both without a window. */
export const startUp: Bench = async ({ folder, quick, keychainProblem, progress }) => {
  const keys = quick ? 2_000 : 10_000;
  const keysText = keys.toLocaleString('en');
  const measure = `start to a board, ${keysText} keys in many projects / blank page`;
  const whole = `start to a board, ${keysText} keys in one project / blank page`;
  const problem = keychainProblem ?? appProblem();
  if (problem !== null) return [notMeasured(measure, TARGET, problem), notMeasured(whole, ONE_PROJECT, problem)];

  progress(`making two vaults of ${keys} keys, bundling what starts the app`);
  const worker = await buildPageWorker();
  const many = await createBenchVault(folder, { keychain: 'system', keys, keysPerProject: USUAL_PROJECT });
  const one = await createBenchVault(folder, { keychain: 'system', keys, keysPerProject: keys });
  try {
    progress('starting');
    const samples = await interleaved(quick ? 5 : 15, {
      many: () => paintedAfter(appProgram(worker, many.home, 'board', USUAL_PROJECT / KEYS_PER_NAME)),
      one: () => paintedAfter(appProgram(worker, one.home, 'board', Math.ceil(keys / KEYS_PER_NAME))),
      blank: () => paintedAfter(blankProgram(worker)),
    });
    const baseline = medianOf(samples.blank, 'ms');
    return [
      row(measure, { ours: medianOf(samples.many, 'ms'), baseline }, TARGET),
      row(whole, { ours: medianOf(samples.one, 'ms'), baseline }, ONE_PROJECT, 'with every key of the board there'),
    ];
  } finally {
    await many.forget();
    await one.forget();
  }
};

/** Milliseconds from before the process starts to the paint that it reports. */
async function paintedAfter(program: Program): Promise<number> {
  const startedAt = performance.timeOrigin + performance.now();
  const { output } = await runProgram(program);
  return Number(JSON.parse(output)) - startedAt;
}
