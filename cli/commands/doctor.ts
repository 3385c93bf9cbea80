import { mendPermissions, permissionProblems } from '#core/database/file-permissions.ts';
import { withStorageFailures } from '#core/database/storage-errors.ts';
import { type DoctorCheck, examine, type Patient } from '#core/engine/doctor.ts';
import { mendHeader, vaultState } from '#core/vault/vault-state.ts';
import { success } from '#shared/contract/result.ts';
import { clipboardPort, findClipboard } from '../clipboard.ts';
import { type CommandSpec, defineCommand, JSON_OUTPUT } from '../command.ts';
import type { Context } from '../context.ts';
import { findBrowser } from '../find-browser.ts';
import { writeJson } from '../output.ts';
import { type Colour, writeTable } from '../table.ts';
import { placeOf, withStore } from '../unlock.ts';
import { VERSION } from '../version.ts';

const spec = {
  name: 'doctor',
  usage: ['doctor [--mend] [--json]'],
  about: `Checks the vault, the keychain, file permissions, the database's integrity, backups, versions, the clipboard and the
browser, and says how to mend what is wrong. It ends with status 0 where all of it was looked at and no problem found, with 3
where the vault could not be opened to look at its content, and with 7 where the vault is damaged. --mend first does what can be
done without a risk: it puts the good copy of a damaged header in its place, or that of the newest backup whose database is
there, and makes the vault's files yours alone to read and write.`,
  options: { mend: { type: 'flag', help: 'mend the header and the permissions first' }, json: JSON_OUTPUT },
  words: { min: 0, max: 0 },
  examples: [
    ['keyrail doctor', 'everything at once'],
    ['keyrail doctor --mend', 'the same, after mending what is safe to mend'],
  ],
} as const satisfies CommandSpec;

const DAMAGED_STATUS = 7;
const LOCKED_STATUS = 3;
const PROBLEM_STATUS = 1;

export const command = defineCommand(spec, async ({ options }, context) => {
  if (options.mend) await mend(context);
  let checks: DoctorCheck[] | null = null;
  let damage: string | null = null;
  const isVault = (await vaultState(context.home)).state !== 'none';
  if (isVault) {
    // A vault that does not open is looked at from outside.
    const opened = await withStorageFailures(() =>
      withStore(
        context,
        async (store) => {
          checks = await examine({ ...patient(context), store });
          return success(0);
        },
        { quiet: true },
      ),
    );
    if (!opened.ok) {
      context.output.say(`keyrail: The vault was not opened: ${opened.error.message}`);
      if (opened.error.code === 'vault-damaged') damage = opened.error.message;
    }
  }
  const found = checks ?? withDamage(await examine({ ...patient(context), store: null }), damage);
  print(context, found, options.json);
  const problems = found.filter(({ outcome }) => outcome === 'problem');
  if (problems.some(({ id }) => id === 'vault' || id === 'integrity')) return success(DAMAGED_STATUS);
  if (problems.length > 0) return success(PROBLEM_STATUS);
  // Never 0 for what was not looked at.
  const unseen = isVault && found.some(({ id, outcome }) => id === 'integrity' && outcome === 'skipped');
  return success(unseen ? LOCKED_STATUS : 0);
});

async function mend({ home, output }: Context): Promise<void> {
  const mended = await mendHeader(home);
  if (mended.ok) output.say(`Put ${mended.value.from} in the place of the damaged or lost vault header.`);
  const { length } = await mendPermissions(await permissionProblems(home));
  if (length > 0) output.say(`Made ${length} ${length === 1 ? 'file' : 'files'} yours alone to read and write.`);
}

/** Damage that shows only when the vault is opened. */
function withDamage(checks: readonly DoctorCheck[], damage: string | null): DoctorCheck[] {
  return checks.map((check) =>
    check.id === 'integrity' && damage !== null
      ? { ...check, outcome: 'problem', message: damage, mend: 'Restore a backup: keyrail vault restore FILE' }
      : check,
  );
}

function patient(context: Context): Omit<Patient, 'store'> {
  return {
    home: context.home,
    version: VERSION,
    keychain: placeOf(context).keychain,
    clipboard: clipboardPort(findClipboard(context.env)),
    browser: findBrowser(context.env),
    now: context.now,
  };
}

const COLOURS: Readonly<Record<DoctorCheck['outcome'], Colour>> = {
  ok: 'green',
  warning: 'yellow',
  problem: 'red',
  skipped: 'dim',
};

function print(context: Context, checks: readonly DoctorCheck[], json: boolean): void {
  if (json) {
    writeJson(context.output, { checks });
    return;
  }
  writeTable<DoctorCheck>(
    context.output,
    [
      { title: 'CHECK', text: ({ title }) => title },
      { title: 'OUTCOME', text: ({ outcome }) => outcome, colour: ({ outcome }) => COLOURS[outcome] },
      { title: 'FOUND', text: ({ message }) => message },
    ],
    checks,
  );
  for (const { title, mend } of checks) {
    if (mend !== '') context.output.write(`\n${title}: ${mend}\n`);
  }
}
