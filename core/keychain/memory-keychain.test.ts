import { expect, it } from 'vitest';
import { describeKeychain } from './keychain-suite.ts';
import { MemoryKeychain } from './memory-keychain.ts';
import { NoKeychain } from './no-keychain.ts';

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

it('is unavailable where none is used', async () => {
  const keychain = new NoKeychain();
  for (const answer of [await keychain.get(), await keychain.set(), await keychain.delete()]) {
    expect(answer).toMatchObject({ ok: false, error: { code: 'keychain-unavailable' } });
  }
});
