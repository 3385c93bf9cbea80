import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_ACCOUNTS } from '../../tests/simulators/frame/demo-accounts.ts';
import type { Simulator } from '../../tests/simulators/frame/server.ts';
import { type NativeMessage, startNativeMessage } from '../../tests/simulators/seeds/nativemessage.ts';
import type { ProviderClient } from '../http/provider-client.ts';
import { findProvider } from '../providers/catalogue.ts';
import { openClient } from './open-client.ts';
import { MovedClock } from './testing/moved-clock.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const { userName, password } = DEMO_ACCOUNTS[0] ?? { userName: '', password: '' };

let clock: MovedClock;
let simulator: Simulator<NativeMessage>;
let client: ProviderClient;
beforeEach(async () => {
  clock = new MovedClock();
  simulator = await startNativeMessage({ now: clock.now });
  client = open(password);
});
afterEach(async () => {
  expect(simulator.bugs).toEqual([]);
  await simulator.close();
});

function open(secret: string): ProviderClient {
  const definition = findProvider('nativemessage');
  if (definition === null) throw new Error('no definition');
  return openClient({
    definition,
    baseUrl: `${simulator.url}/api/v1`,
    plan: null,
    credential: { method: 'sign-in', fields: { userName, password: secret } },
    clock,
  });
}
const read = async () => (await client.json(client.address('/messages'))).json;
const paths = () => simulator.requests.entries.map(({ path }) => path.replace('/api/v1', ''));

describe('a NativeMessage sign-in', () => {
  it('signs in once and uses the token again', async () => {
    await read();
    clock.at += 11 * MINUTE_MS;
    await read();
    expect(paths()).toEqual(['/auth/login', '/messages', '/messages']);
  });

  it('renews ahead of time: after 12 of 15 minutes, again and again with one refresh token', async () => {
    await read();
    for (let times = 0; times < 3; times += 1) {
      clock.at += 12 * MINUTE_MS + 1;
      await read();
    }
    expect(paths()).toEqual([
      ...['/auth/login', '/messages'],
      ...['/auth/refresh', '/messages', '/auth/refresh', '/messages', '/auth/refresh', '/messages'],
    ]);
    expect(simulator.requests.entries.every(({ status }) => status === 200)).toBe(true);
  });

  it('signs in again after the refresh token ended', async () => {
    await read();
    clock.at += 7 * DAY_MS + 1;
    await read();
    expect(paths()).toEqual(['/auth/login', '/messages', '/auth/login', '/messages']);
  });

  it('goes on where tokens end before their time', async () => {
    await read();
    simulator.state.invalidateTokens();
    await read();
    expect(paths().slice(2)).toEqual(['/messages', '/auth/refresh', '/auth/login', '/messages']);
  });

  it('renews once for requests that come together', async () => {
    await Promise.all([read(), read(), read()]);
    expect(paths().filter((path) => path === '/auth/login')).toHaveLength(1);
  });

  it('names a wrong password and never tells it', async () => {
    client = open('made-up-wrong-password');
    const error: unknown = await read().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'provider-refused' });
    expect(String(error)).not.toContain('made-up-wrong');
    expect(paths()).toEqual(['/auth/login']);
  });

  it('does not take an expired session for a reason to ask for ever', async () => {
    simulator.faults.add({ kind: 'session-expired' }, { path: '/api/v1/messages' });
    await expect(read()).rejects.toMatchObject({ code: 'provider-refused' });
    expect(paths()).toEqual(['/auth/login', '/messages', '/auth/refresh', '/messages']);
  });

  it('keeps to 200 requests a minute by itself', async () => {
    for (let index = 0; index < 260; index += 1) await read();
    expect(simulator.requests.entries.every(({ status }) => status === 200)).toBe(true);
    expect(clock.slept.length).toBeGreaterThan(0);
    expect(client.gate.budget).toMatchObject({ limit: 200 });
  });
});
