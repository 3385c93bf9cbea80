import { afterEach, expect, it } from 'vitest';
import { SystemKeychain } from './system-keychain.ts';

const bus = process.env['DBUS_SESSION_BUS_ADDRESS'];

afterEach(() => {
  if (bus === undefined) delete process.env['DBUS_SESSION_BUS_ADDRESS'];
  else process.env['DBUS_SESSION_BUS_ADDRESS'] = bus;
});

// Elsewhere than on Linux the keychain cannot be taken away from a process.
it('is unavailable without a session bus, and keeps nothing elsewhere', async ({ skip }) => {
  skip(process.platform !== 'linux', "the Secret Service is Linux's keychain");
  process.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent/keyrail-test-bus';
  const keychain = new SystemKeychain();
  expect(await keychain.set('keyrail-test', 'v1:x')).toMatchObject({
    ok: false,
    error: { code: 'keychain-unavailable' },
  });
  expect(await keychain.get('keyrail-test')).toMatchObject({ ok: false, error: { code: 'keychain-unavailable' } });
});
