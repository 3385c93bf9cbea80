import { basename } from 'node:path';
import { type Failed, failure, success } from '#shared/contract/result.ts';
import type { ActivityKind } from '#shared/domain/activity.ts';
import type { VaultStatus } from '#shared/domain/vault.ts';
import { newRecoveryCode } from '../crypto/recovery-code.ts';
import { recordActivity } from '../store/activity-log.ts';
import { backUpVault } from '../vault/backups.ts';
import { createVault } from '../vault/create-vault.ts';
import {
  addKeychainSlot,
  checkRecoveryCode,
  removeSlot,
  replaceRecoveryCode,
  setPassphrase,
} from '../vault/manage-slots.ts';
import { rekey } from '../vault/rekey.ts';
import { restoreBackup } from '../vault/restore-backup.ts';
import type { VaultSession } from '../vault/session.ts';
import { unlockVault } from '../vault/unlock-vault.ts';
import { vaultState } from '../vault/vault-state.ts';
import type { EngineState } from './engine-state.ts';
import type { Handlers } from './handlers.ts';
import { cancelled } from './handlers-keys.ts';

const BACKUP_EXTENSION = 'keyrail-backup';

export const vaultHandlers: Handlers<'vault'> = {
  status: async (engine) => success(await statusOf(engine)),

  create: async (engine, request) => {
    const created = await createVault(engine.place, request);
    if (!created.ok) return created;
    const { session, recoveryCode } = created.value;
    engine.opened(session);
    note(engine, 'vault-created', request.unlock);
    return success({ vaultId: session.vaultId as NonNullable<VaultStatus['vaultId']>, recoveryCode });
  },

  checkRecoveryCode: (engine, { code }) =>
    whileUnlocked(engine, async () => {
      const checked = await checkRecoveryCode(engine.place, code);
      if (!checked.ok) return checked;
      note(engine, 'recovery-code-checked', '');
      return success({});
    }),

  unlock: async (engine, request) => {
    const opened = await unlockVault(engine.place, request.with);
    if (!opened.ok) {
      if (opened.error.code === 'vault-damaged') engine.foundDamage(opened.error.message);
      return opened;
    }
    const { session, newRecoveryCode } = opened.value;
    engine.opened(session);
    note(engine, 'unlocked', session.unlockedBy);
    return success({ unlockedBy: session.unlockedBy, newRecoveryCode });
  },

  lock: async (engine) => {
    await engine.lock();
    return success({});
  },

  setPassphrase: (engine, request) =>
    whileUnlocked(engine, async (session) => {
      const set = await setPassphrase(engine.place, session, request);
      if (!set.ok) return set;
      goOnWith(engine, set.value);
      return done(engine, 'passphrase-changed', request.withKeychain ? 'with the keychain' : '');
    }),

  addKeychain: (engine) =>
    whileUnlocked(engine, async (session) => {
      const added = await addKeychainSlot(engine.place, session);
      return added.ok ? done(engine, 'unlock-slot-added', 'keychain') : added;
    }),

  removeSlot: (engine, { slotId }) =>
    whileUnlocked(engine, async (session) => {
      const removed = await removeSlot(engine.place, session, slotId);
      if (!removed.ok) return removed;
      goOnWith(engine, removed.value);
      return done(engine, 'unlock-slot-removed', '');
    }),

  newRecoveryCode: (engine) =>
    whileUnlocked(engine, async () => {
      const recoveryCode = newRecoveryCode();
      engine.newCode.keep(recoveryCode);
      return success({ recoveryCode });
    }),

  replaceRecoveryCode: (engine, { typedBack }) =>
    whileUnlocked(engine, async (session) => {
      const code = engine.newCode.confirm(typedBack);
      if (!code.ok) return code;
      const replaced = await replaceRecoveryCode(engine.place, session, code.value);
      if (!replaced.ok) return replaced;
      engine.newCode.drop();
      goOnWith(engine, replaced.value);
      note(engine, 'recovery-code-replaced', '');
      return success({});
    }),

  rekey: (engine, { passphrase, typedBack }) =>
    whileUnlocked(engine, async (session) => {
      const code = engine.newCode.confirm(typedBack);
      if (!code.ok) return code;
      engine.emit({ type: 'rekey-progress', done: 0, total: 1 });
      try {
        const rekeyed = await rekey(engine.place, session, { passphrase, recoveryCode: code.value });
        if (!rekeyed.ok) return rekeyed;
        engine.newCode.drop();
        engine.opened(rekeyed.value);
        note(engine, 'vault-key-rotated', '');
        return success({});
      } finally {
        engine.emit({ type: 'rekey-progress', done: 1, total: 1 });
      }
    }),

  backUp: (engine) =>
    whileUnlocked(engine, async (session) => {
      const day = new Date(engine.now()).toISOString().slice(0, 10);
      const path = await engine.platform.files.saveFile({
        title: 'Save an encrypted backup',
        suggestedName: `keyrail-${day}.${BACKUP_EXTENSION}`,
        filters: [{ name: 'Keyrail backup', extensions: [BACKUP_EXTENSION] }],
      });
      if (path === null) return cancelled();
      const backedUp = await backUpVault(engine.place, session, path);
      if (!backedUp.ok) return backedUp;
      note(engine, 'backed-up', basename(path));
      return success({ fileName: basename(path) });
    }),

  restoreBackup: async (engine) => {
    const path = await engine.platform.files.openFile({
      title: 'Choose the backup to restore',
      filters: [{ name: 'Keyrail backup', extensions: [BACKUP_EXTENSION] }],
    });
    if (path === null) return cancelled();
    // That the database is damaged shows when it is opened, so the engine says it and not the files.
    const replace = engine.damage() === null ? 'damaged' : 'any';
    const restored = await restoreBackup(engine, path, { replace });
    if (!restored.ok) return restored;
    engine.foundDamage(null);
    engine.emit({ type: 'vault-status-changed' });
    return success(await statusOf(engine));
  },
};

async function statusOf(engine: EngineState): Promise<VaultStatus> {
  const state = await vaultState(engine.home);
  const session = engine.session();
  // A vault that the keychain has just opened needs no other proof of it, and asking takes time at every start.
  const proven = session?.unlockedBy.startsWith('keychain') === true;
  const probe = proven ? success(null) : await engine.keychain.get('availability');
  const found = state.state === 'locked' ? state : null;
  const damage = session === null ? engine.damage() : null;
  return {
    state: session !== null ? 'unlocked' : damage !== null ? 'damaged' : state.state,
    vaultId: found?.vaultId ?? null,
    slots: [...(found?.slots ?? [])],
    unlockedBy: session?.unlockedBy ?? null,
    keychain: probe.ok ? 'available' : 'unavailable',
    message: damage ?? ('message' in state ? state.message : probe.ok ? '' : probe.error.message),
    rekeyPending: found?.rekeyPending ?? false,
  };
}

function whileUnlocked<T>(
  engine: EngineState,
  use: (session: VaultSession) => Promise<T>,
): Promise<T> | Failed<'vault-locked'> {
  const session = engine.session();
  return session === null ? failure('vault-locked', 'The vault is locked. Unlock it first.') : use(session);
}

/** A way to open the vault was taken away, which gave it a new key. */
function goOnWith(engine: EngineState, session: VaultSession): void {
  if (session !== engine.session()) engine.opened(session);
}

function done(engine: EngineState, what: ActivityKind, detail: string) {
  note(engine, what, detail);
  engine.emit({ type: 'vault-status-changed' });
  return success({});
}

function note(engine: EngineState, what: ActivityKind, detail: string): void {
  const store = engine.store();
  if (store !== null) recordActivity(store, { what, detail });
}
