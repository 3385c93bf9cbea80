import { nameOf, projectOf } from '../fixtures/many-keys.ts';
import { type Bench, medianOf, notMeasured, row, type Target } from './bench-row.ts';
import { createBenchVault } from './bench-vault.ts';
import { dotenvxRun, findDotenvx } from './dotenvx.ts';
import { interleaved } from './interleaved.ts';
import { keyrail, keyrailProblem } from './keyrail-command.ts';
import { type Program, runProgram, timeProgram } from './time-program.ts';

const TARGET: Target = { kind: 'ratio', atMost: 0.4 };
const VALUES = 20;
/** Three environments share a name, so one of them has a third of the keys. */
const KEYS = VALUES * 3;

/** `keyrail run -- true` with an environment of 20 keys, against dotenvx with an encrypted file of 20 values. */
export const runCommand: Bench = async ({ folder, quick, keychainProblem, progress }) => {
  const measure = `keyrail run -- true with ${VALUES} keys / dotenvx run -- true`;
  const problem = keychainProblem ?? keyrailProblem();
  if (problem !== null) return [notMeasured(measure, TARGET, problem)];
  progress('looking for dotenvx, or installing it');
  const dotenvx = await findDotenvx();
  if (!dotenvx.ok) return [notMeasured(measure, TARGET, dotenvx.problem)];

  const theirs = await dotenvxRun(dotenvx.program, folder, VALUES);
  const vault = await createBenchVault(folder, { keychain: 'system', keys: KEYS });
  const ours = (...command: string[]): Program =>
    keyrail(vault.home, ['run', '--project', projectOf(0), '--env', 'development', '--', ...command]);
  try {
    await provesValues(ours);
    await provesValues(theirs);
    progress('running');
    const samples = await interleaved(quick ? 5 : 15, {
      ours: () => timeProgram(ours('true')),
      baseline: () => timeProgram(theirs('true')),
    });
    return [row(measure, { ours: medianOf(samples.ours, 'ms'), baseline: medianOf(samples.baseline, 'ms') }, TARGET)];
  } finally {
    await vault.forget();
  }
};

/** What is measured has to give the program every value. */
async function provesValues(run: (...command: string[]) => Program): Promise<void> {
  const { output } = await runProgram(run('env'));
  for (let index = 0; index < VALUES; index += 1) {
    if (!output.includes(`${nameOf(index * 3)}=nrx_madeUp`)) throw new Error('The program got no such value');
  }
}
