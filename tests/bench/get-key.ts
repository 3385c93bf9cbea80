import { madeUpValue, nameOf, projectOf } from '../fixtures/many-keys.ts';
import { type Bench, medianOf, notMeasured, row, type Target } from './bench-row.ts';
import { type BenchVault, createBenchVault } from './bench-vault.ts';
import { interleaved } from './interleaved.ts';
import { createKeepassxcDatabase, keepassxcShow, keepassxcVersion } from './keepassxc.ts';
import { keyrail, keyrailProblem } from './keyrail-command.ts';
import { type Program, timeProgram } from './time-program.ts';

const OVER_KEEPASSXC: Target = { kind: 'ratio', atMost: 0.06 };
const OVER_NODE: Target = { kind: 'ratio', atMost: 2.2 };
const GROWTH: Target = { kind: 'ratio', atMost: 1.15 };

/** `keyrail get` of one key, the vault opened by the keychain: a whole process each time. */
export const getKey: Bench = async ({ folder, quick, keychainProblem, progress }) => {
  const [few, many] = quick ? [500, 5_000] : [1_000, 50_000];
  const manyText = many.toLocaleString('en');
  const measure = `keyrail get, one of ${manyText} keys`;
  const problem = keychainProblem ?? keyrailProblem();
  if (problem !== null) return [notMeasured(measure, OVER_KEEPASSXC, problem)];

  progress(`making vaults of ${few} and ${many} keys`);
  const small = await createBenchVault(folder, { keychain: 'system', keys: few });
  const large = await createBenchVault(folder, { keychain: 'system', keys: many });
  const keepassxc = keepassxcVersion();
  let show: Program | null = null;
  if (keepassxc !== null) {
    progress(`importing ${many} entries into KeePassXC ${keepassxc}`);
    show = keepassxcShow(await createKeepassxcDatabase(folder, many), aboutTheMiddle(many));
  }
  try {
    progress('getting one key');
    const samples = await interleaved(quick ? 7 : 25, {
      large: () => timeProgram(get(large, many)),
      small: () => timeProgram(get(small, few)),
      node: () => timeProgram({ command: process.execPath, args: ['-e', '0'] }),
    });
    const ours = medianOf(samples.large, 'ms');
    const rows = [
      row(`${measure} / node -e 0`, { ours, baseline: medianOf(samples.node, 'ms') }, OVER_NODE),
      row(
        `keyrail get, ${manyText} / ${few.toLocaleString('en')} keys`,
        { ours, baseline: medianOf(samples.small, 'ms') },
        GROWTH,
      ),
    ];
    const against = `${measure} / keepassxc-cli show`;
    if (show === null) {
      const why = 'keepassxc-cli is not installed (Debian: apt install keepassxc)';
      return [notMeasured(against, OVER_KEEPASSXC, why), ...rows];
    }
    // In rounds of its own, since each takes long: the machine would have gone cold between the short ones.
    const theirs = show;
    progress('against keepassxc-cli show');
    const long = await interleaved(quick ? 3 : 9, {
      ours: () => timeProgram(get(large, many)),
      baseline: () => timeProgram(theirs),
    });
    const figures = { ours: medianOf(long.ours, 'ms'), baseline: medianOf(long.baseline, 'ms') };
    return [row(against, figures, OVER_KEEPASSXC, `keepassxc ${keepassxc}, its default KDF`), ...rows];
  } finally {
    await small.forget();
    await large.forget();
  }
};

function get({ home }: BenchVault, keys: number): Program {
  const index = aboutTheMiddle(keys);
  const args = ['get', nameOf(index), '--project', projectOf(index), '--env', 'development'];
  return keyrail(home, args, `${madeUpValue(index)}\n`);
}

/** A key of the middle project's development environment. */
function aboutTheMiddle(keys: number): number {
  const middle = Math.floor(keys / 2);
  return middle - (middle % 3);
}
