/**
 * A process of its own for tests of crashes and of two processes at once: `node vault-process.ts JSON`.
 * It kills itself (SIGKILL) where `killAt` says, and prints one JSON line otherwise.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { newRecoveryCode } from '../../crypto/recovery-code.ts';
import { createVault } from '../create-vault.ts';
import { rekey } from '../rekey.ts';
import { unlockVault } from '../unlock-vault.ts';
import { putNote, testPlace } from './test-place.ts';

type Order = {
  readonly home: string;
  /** A file that stands for the keychain, which outlives processes. */
  readonly keychainFile: string;
  readonly action: 'create' | 'rekey' | 'write';
  readonly passphrase: string;
  readonly killAt?: string;
  readonly notes?: number;
};

const order = JSON.parse(process.argv[2] ?? '{}') as Order;
const place = testPlace(order.home, { keychain: fileKeychain(order.keychainFile) });
const killHere = (step: string): void => {
  if (step === order.killAt) process.kill(process.pid, 'SIGKILL');
};
process.stdout.write(`${JSON.stringify(await run())}\n`);

async function run(): Promise<unknown> {
  switch (order.action) {
    case 'create': {
      const made = await createVault(place, { unlock: 'keychain+passphrase', passphrase: order.passphrase }, killHere);
      if (made.ok) made.value.session.lock();
      return made.ok ? { made: made.value.recoveryCode } : made;
    }
    case 'rekey': {
      const unlocked = await unlockVault(place, { kind: 'passphrase', passphrase: order.passphrase });
      if (!unlocked.ok) return unlocked;
      // As a person who wrote it down before anything happens.
      const recoveryCode = newRecoveryCode();
      process.stdout.write(`${JSON.stringify({ writtenDown: recoveryCode })}\n`);
      const request = { passphrase: order.passphrase, recoveryCode };
      const rotated = await rekey(place, unlocked.value.session, request, killHere);
      if (rotated.ok) rotated.value.lock();
      return rotated.ok ? { rotated: true } : rotated;
    }
    case 'write': {
      const unlocked = await unlockVault(place, { kind: 'passphrase', passphrase: order.passphrase });
      if (!unlocked.ok) return unlocked;
      const { session } = unlocked.value;
      for (let i = 0; i < (order.notes ?? 0); i += 1) {
        session.db.transaction(() => putNote(session, `${process.pid}-${i}`, `written by ${process.pid}`)).immediate();
        process.stdout.write(`${process.pid}-${i}\n`);
      }
      session.lock();
      return { written: order.notes };
    }
  }
}

function fileKeychain(path: string) {
  const read = (): Record<string, string> => {
    try {
      return JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      return {};
    }
  };
  return {
    get: async (account: string) => ({ ok: true, value: read()[account] ?? null }) as const,
    set: async (account: string, secret: string) => {
      writeFileSync(path, JSON.stringify({ ...read(), [account]: secret }));
      return { ok: true, value: undefined } as const;
    },
    delete: async (account: string) => {
      const { [account]: found, ...rest } = read();
      writeFileSync(path, JSON.stringify(rest));
      return { ok: true, value: found !== undefined } as const;
    },
  };
}
