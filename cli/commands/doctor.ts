import { existsSync } from 'node:fs';
import { mendPermissions, permissionProblems } from '#core/database/file-permissions.ts';
import { type DoctorCheck, examine, type Patient } from '#core/engine/doctor.ts';
import { headerPath } from '#core/vault/paths.ts';
import { restoreHeaderCopy } from '#core/vault/vault-state.ts';
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
browser, and says how to mend what is wrong. It ends with status 0 unless there is a problem, and with 7 where the vault
is damaged. --mend first does what can be done without a risk: it puts the good copy of a damaged header in its place, and
takes the vault files' permissions from others.`,
  options: { mend: { type: 'flag', help: 'mend the header and the permissions first' }, json: JSON_OUTPUT },
  words: { min: 0, max: 0 },
  examples: [
    ['keyrail doctor', 'everything at once'],
    ['keyrail doctor --mend', 'the same, after mending what is safe to mend'],
  ],
} as const satisfies CommandSpec;

const DAMAGED_STATUS = 7;
const PROBLEM_STATUS = 1;

export const command = defineCommand(spec, async ({ options }, context) => {
  if (options.mend) await mend(context);
  let checks: DoctorCheck[] | null = null;
  let damage: string | null = null;
  if (existsSync(headerPath(context.home))) {
    // A vault that does not open is looked at from outside.
    const opened = await withStore(
      context,
      async (store) => {
        checks = await examine({ ...patient(context), store });
        return success(0);
      },
      { quiet: true },
    ).catch(() => null);
    if (opened?.ok === false) {
      context.output.say(`keyrail: The vault was not opened: ${opened.error.message}`);
      if (opened.error.code === 'vault-damaged') damage = opened.error.message;
    }
  }
  const found = checks ?? withDamage(await examine({ ...patient(context), store: null }), damage);
  print(context, found, options.json);
  const problems = found.filter(({ outcome }) => outcome === 'problem');
  if (problems.some(({ id }) => id === 'vault' || id === 'integrity')) return success(DAMAGED_STATUS);
  return success(problems.length > 0 ? PROBLEM_STATUS : 0);
});

async function mend({ home, output }: Context): Promise<void> {
  const restored = await restoreHeaderCopy(home);
  if (restored.ok) output.say('Put the good copy of the vault header in the place of the damaged one.');
  const problems = await permissionProblems(home);
  await mendPermissions(problems);
  if (problems.length > 0)
    output.say(
      `Took ${problems.length} ${problems.length === 1 ? 'file' : 'files'} from others: only you can read them now.`,
    );
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
