import { statfs } from 'node:fs/promises';
import type { app } from '#shared/contract/app.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import { type PermissionProblem, permissionProblems } from '../database/file-permissions.ts';
import { checkIntegrity } from '../database/integrity.ts';
import type { Keychain } from '../keychain/keychain.ts';
import type { ClipboardPort } from '../platform.ts';
import { verifyActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { dailyBackups } from '../vault/backups.ts';
import { type VaultState, vaultState } from '../vault/vault-state.ts';

export type DoctorCheck = ResponseOf<typeof app.doctor>['checks'][number];

/** What the examination looks at; each of its parts works with the vault locked as well. */
export type Patient = {
  readonly home: string;
  readonly version: string;
  readonly keychain: Keychain;
  readonly clipboard: ClipboardPort;
  /** The browser that the app runs on, or why there is none; null inside Electron, which needs none. */
  readonly browser: { ok: true; path: string } | { ok: false; problem: string } | null;
  readonly store: Store | null;
  readonly now: () => number;
};

const LITTLE_SPACE_BYTES = 50 * 1024 * 1024;
const OLD_BACKUP_DAYS = 8;

/** Looks at everything that keeps a vault from being opened, kept and used, and says how to mend each. */
export async function examine(patient: Patient): Promise<DoctorCheck[]> {
  const state = await vaultState(patient.home);
  return [
    await vaultCheck(patient, state),
    await keychainCheck(patient, state),
    recoveryCheck(state),
    await permissionCheck(patient),
    integrityCheck(patient),
    await backupCheck(patient, state),
    versionCheck(patient),
    await clipboardCheck(patient),
    browserCheck(patient),
  ];
}

async function vaultCheck({ home, store }: Patient, state: VaultState): Promise<DoctorCheck> {
  const base = { id: 'vault', title: 'Vault' } as const;
  switch (state.state) {
    case 'none':
      return {
        ...base,
        outcome: 'warning',
        message: `There is no vault in ${home}.`,
        mend: 'Run keyrail init, or open the app.',
      };
    case 'newer':
      return { ...base, outcome: 'problem', message: state.message, mend: 'Update Keyrail. Nothing was changed.' };
    case 'damaged':
      return {
        ...base,
        outcome: 'problem',
        message: state.message,
        mend: state.headerMendable
          ? 'A good header is in its copy or in a backup: keyrail doctor --mend puts it in place.'
          : 'Restore a backup: keyrail vault restore FILE. What is there is set aside, not deleted.',
      };
    case 'locked': {
      const space = await statfs(home);
      if (space.bavail * space.bsize < LITTLE_SPACE_BYTES) {
        const message = 'The disk of the vault has less than 50 MB left.';
        return { ...base, outcome: 'warning', message, mend: 'Make room, so that changes and backups can be written.' };
      }
      const message = `${home}, ${store === null ? 'locked' : 'unlocked'}${state.rekeyPending ? '; a rotation of its key goes on at the next unlock' : ''}.`;
      return { ...base, outcome: 'ok', message, mend: '' };
    }
  }
}

async function keychainCheck({ keychain }: Patient, state: VaultState): Promise<DoctorCheck> {
  const base = { id: 'keychain', title: 'Keychain' } as const;
  const used = state.state === 'locked' && state.slots.some(({ kind }) => kind.startsWith('keychain'));
  const answer = await keychain.get(state.state === 'locked' ? state.vaultId : 'availability');
  if (!answer.ok) {
    const others = used
      ? 'Until then unlock with the passphrase or the recovery code.'
      : 'A passphrase works without it.';
    return { ...base, outcome: used ? 'problem' : 'warning', message: answer.error.message, mend: others };
  }
  if (used && answer.value === null) {
    return {
      ...base,
      outcome: 'problem',
      message: 'The keychain answers, but its entry for this vault is gone.',
      mend: 'Unlock with the passphrase or the recovery code, then add the keychain again in Settings.',
    };
  }
  return { ...base, outcome: 'ok', message: used ? 'It holds the entry of this vault.' : 'It answers.', mend: '' };
}

function recoveryCheck(state: VaultState): DoctorCheck {
  const base = { id: 'recovery', title: 'Recovery code' } as const;
  if (state.state !== 'locked') return { ...base, outcome: 'skipped', message: 'There is no vault to open.', mend: '' };
  if (state.slots.some(({ kind }) => kind === 'recovery')) {
    return {
      ...base,
      outcome: 'ok',
      message: 'The vault has one. Only you know whether it is still at hand.',
      mend: '',
    };
  }
  const mend = 'Make one: keyrail vault recovery-code.';
  return { ...base, outcome: 'problem', message: 'The vault has no recovery code.', mend };
}

async function permissionCheck({ home }: Patient): Promise<DoctorCheck> {
  const base = { id: 'file-permissions', title: 'File permissions' } as const;
  const problems = await permissionProblems(home);
  const [first] = problems;
  if (first === undefined) return { ...base, outcome: 'ok', message: 'Only you can read the vault files.', mend: '' };
  const same = problems.filter(({ what }) => what === first.what);
  const which = same.length === 1 ? first.path : `${same.length} files (${first.path} for one)`;
  return { ...base, outcome: 'problem', ...PERMISSION_TEXTS[first.what](which) };
}

const PERMISSION_TEXTS: Readonly<
  Record<PermissionProblem['what'], (which: string) => { message: string; mend: string }>
> = {
  foreign: (which) => ({
    message: `Of another user: ${which}. Keyrail was run as somebody else there, or the files were copied.`,
    mend: 'Run Keyrail as the user whose vault this is; as an administrator, give the files back (chown -R).',
  }),
  'read-only': (which) => ({
    message: `The disk takes no writes: ${which}. Values can be used; nothing can be changed, and their use is not noted.`,
    mend: 'Make the disk writable.',
  }),
  closed: (which) => ({
    message: `You may not read and write: ${which}.`,
    mend: 'keyrail doctor --mend gives you the right again.',
  }),
  open: (which) => ({
    message: `Others can read or write: ${which}.`,
    mend: 'keyrail doctor --mend takes that from them.',
  }),
};

function integrityCheck({ store }: Patient): DoctorCheck {
  const base = { id: 'integrity', title: 'Integrity' } as const;
  if (store === null)
    return { ...base, outcome: 'skipped', message: 'Unlock the vault to check its content.', mend: '' };
  const database = checkIntegrity(store.db, 'full');
  if (!database.intact) {
    const message = `The database is damaged: ${database.problems.slice(0, 3).join('; ')}.`;
    return { ...base, outcome: 'problem', message, mend: 'Restore a backup: keyrail vault restore FILE.' };
  }
  const chain = verifyActivity(store);
  if (!chain.intact) {
    return {
      ...base,
      outcome: 'problem',
      message: `The activity does not fit together from entry ${chain.firstBroken} on: it was changed from outside.`,
      mend: 'Find out who could write to this machine. The keys themselves open and are whole.',
    };
  }
  return {
    ...base,
    outcome: 'ok',
    message: `Database whole; ${chain.entries} activity entries fit together.`,
    mend: '',
  };
}

async function backupCheck({ home, now }: Patient, state: VaultState): Promise<DoctorCheck> {
  const base = { id: 'backup', title: 'Backups' } as const;
  if (state.state !== 'locked')
    return { ...base, outcome: 'skipped', message: 'There is no vault to back up.', mend: '' };
  const newest = (await dailyBackups(home)).toSorted().at(-1);
  const mend =
    'The open app makes one a day, and so does a command that changes something; or run keyrail vault backup FILE.';
  if (newest === undefined) return { ...base, outcome: 'warning', message: 'There is no daily backup yet.', mend };
  const ageDays = Math.floor((now() - Date.parse(newest)) / 86_400_000);
  return ageDays > OLD_BACKUP_DAYS
    ? { ...base, outcome: 'warning', message: `The newest daily backup is ${ageDays} days old.`, mend }
    : { ...base, outcome: 'ok', message: `The newest daily backup is of ${newest}.`, mend: '' };
}

function versionCheck({ version, store }: Patient): DoctorCheck {
  const sqlite = store?.db.prepare('SELECT sqlite_version() AS version').pluck().get();
  const parts = [`Keyrail ${version}`, `Node ${process.versions.node}`, sqlite === undefined ? [] : `SQLite ${sqlite}`];
  return { id: 'versions', title: 'Versions', outcome: 'ok', message: `${parts.flat().join(', ')}.`, mend: '' };
}

async function clipboardCheck({ clipboard }: Patient): Promise<DoctorCheck> {
  const base = { id: 'clipboard', title: 'Clipboard' } as const;
  const answer = await clipboard.check();
  return answer.ok
    ? { ...base, outcome: 'ok', message: `Reached by ${answer.tool}.`, mend: '' }
    : { ...base, outcome: 'warning', message: 'The clipboard cannot be reached.', mend: answer.problem };
}

function browserCheck({ browser }: Patient): DoctorCheck {
  const base = { id: 'browser', title: 'Browser' } as const;
  if (browser === null) return { ...base, outcome: 'skipped', message: 'Electron brings its own.', mend: '' };
  return browser.ok
    ? { ...base, outcome: 'ok', message: browser.path, mend: '' }
    : { ...base, outcome: 'warning', message: 'The window has no browser to run on.', mend: browser.problem };
}
