import { expect, it } from 'vitest';
import { describeKeychain } from './keychain-suite.ts';
import { MemoryKeychain } from './memory-keychain.ts';

describeKeychain('a keychain in memory', () => new MemoryKeychain(), 'memory-test');

it('refuses while it is told to', async () => {
  const keychain = new MemoryKeychain();
  await keychain.set('a', 'kept');
  keychain.refuseWith('keychain-refused');
  expect(await keychain.get('a')).toMatchObject({ ok: false, error: { code: 'keychain-refused' } });
  expect(await keychain.set('a', 'b')).toMatchObject({ ok: false });
  keychain.refuseWith(null);
  expect(await keychain.get('a')).toEqual({ ok: true, value: 'kept' });
});
