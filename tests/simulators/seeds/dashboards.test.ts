import { afterEach, describe, expect, it } from 'vitest';
import { HOUR_MS, ManualClock } from '../frame/clock.ts';
import type { Dashboard } from '../frame/dashboard.ts';
import { PAGE_VARIANTS } from '../frame/listing.ts';
import type { Simulator, SimulatorOptions } from '../frame/server.ts';
import { Visitor } from '../frame/visitor.ts';
import { startBkend } from './bkend.ts';
import { startNativeBridge } from './nativebridge.ts';
import { startNativeMessage } from './nativemessage.ts';
import { startNorrix } from './norrix.ts';
import { startSdkKey } from './sdkkey.ts';

type Seed = (options?: SimulatorOptions) => Promise<Simulator<{ readonly dashboard: Dashboard }>>;

const SEEDS: readonly (readonly [string, Seed, { readonly name: string; readonly german: string }])[] = [
  ['nativebridge', startNativeBridge, { name: 'GitHub Actions', german: 'Zuletzt verwendet' }],
  ['norrix', startNorrix, { name: 'OTA deploys', german: 'Läuft ab' }],
  ['nativemessage', startNativeMessage, { name: 'newsletter', german: 'Bezeichnung' }],
  ['sdkkey', startSdkKey, { name: 'server_staging', german: 'Beschreibung' }],
  ['bkend', startBkend, { name: 'my-app-key', german: 'Umgebung' }],
];

let running: Simulator<unknown> | null = null;

afterEach(async () => {
  const bugs = running?.bugs ?? [];
  await running?.close();
  running = null;
  expect(bugs).toEqual([]);
});

describe.each(SEEDS)('the dashboard of %s', (_id, start, { name, german }) => {
  async function open(options: SimulatorOptions = {}) {
    const simulator = await start(options);
    running = simulator;
    return { simulator, visitor: new Visitor(simulator.url) };
  }

  it('shows its keys only to those who signed in', async () => {
    const { visitor } = await open();
    expect(await visitor.page('/')).not.toContain(name);
    expect((await visitor.signIn('dana', 'wrong')).status).toBe(401);
    expect(await visitor.page('/')).not.toContain(name);
    expect(await (await visitor.signIn()).text()).toContain(name);
    expect(await (await visitor.post('/sign-out')).text()).not.toContain(name);
    expect(await visitor.page('/')).not.toContain(name);
  });

  it('ends a session after its time, in the middle by a fault, and on the provider’s wish', async () => {
    const clock = new ManualClock(Date.UTC(2026, 6, 1));
    const { simulator, visitor } = await open({ now: clock.now });
    await visitor.signIn();
    clock.advance(9 * HOUR_MS);
    expect(await visitor.page('/')).toContain('type="password"');
    await visitor.signIn();
    simulator.state.dashboard.endSessions();
    expect(await visitor.page('/')).toContain('type="password"');
    await visitor.signIn();
    // A page is two requests: the redirect from / and the list.
    simulator.faults.add({ kind: 'session-expired' }, { after: 3, times: 1 });
    expect(await visitor.page('/')).toContain(name);
    expect(await visitor.page('/')).toContain('type="password"');
  });

  it('speaks German where that is chosen', async () => {
    const { visitor } = await open();
    await visitor.signIn();
    expect(await visitor.page('/')).not.toContain(german);
    expect(await visitor.page('/language/de')).toContain(german);
    expect(await visitor.page('/')).toContain('<html lang="de">');
  });

  it.each(PAGE_VARIANTS)('can be a page with %s', async (variant) => {
    const { simulator, visitor } = await open();
    await visitor.signIn();
    const documented = await visitor.page('/');
    simulator.state.dashboard.page.variant = variant;
    const page = await visitor.page('/');
    expect(page === documented).toBe(variant === 'documented');
    expect(page.includes(name) || page.includes('<b>') || page.includes('xxx')).toBe(variant !== 'no-list');
  });

  it('keeps no credential in its log', async () => {
    const { simulator, visitor } = await open();
    await visitor.signIn();
    await visitor.page('/');
    const log = JSON.stringify(simulator.requests.entries);
    expect(log).toContain('"cookie"');
    expect(log).not.toContain('made-up-password');
    expect(log).not.toContain('session=');
  });
});
