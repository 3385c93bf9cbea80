import { afterEach, describe, expect, it } from 'vitest';
import type { Keychain } from './keychain.ts';

/** What every keychain must do. `account` is unique to the run, since a real one outlives it. */
export function describeKeychain(name: string, create: () => Keychain, account: string): void {
  describe(name, () => {
    afterEach(async () => {
      await create().delete(account);
    });

    it('answers null for an entry that is not there', async () => {
      expect(await create().get(account)).toEqual({ ok: true, value: null });
    });

    it('keeps, replaces and deletes an entry', async () => {
      const keychain = create();
      expect(await keychain.set(account, 'v1:first')).toMatchObject({ ok: true });
      expect(await keychain.get(account)).toEqual({ ok: true, value: 'v1:first' });
      await keychain.set(account, 'v1:second,third=');
      expect(await keychain.get(account)).toEqual({ ok: true, value: 'v1:second,third=' });
      expect(await keychain.delete(account)).toEqual({ ok: true, value: true });
      expect(await keychain.delete(account)).toEqual({ ok: true, value: false });
      expect(await keychain.get(account)).toEqual({ ok: true, value: null });
    });

    it('keeps accounts apart', async () => {
      const keychain = create();
      await keychain.set(account, 'mine');
      expect(await keychain.get(`${account}-other`)).toEqual({ ok: true, value: null });
    });
  });
}
