import { afterEach, describe, expect, it } from 'vitest';
import { DEMOS } from '../../tests/simulators/demo.ts';
import type { Simulator } from '../../tests/simulators/frame/server.ts';
import { startCloudflare } from '../../tests/simulators/providers/cloudflare.ts';
import { startNativeMessage } from '../../tests/simulators/seeds/nativemessage.ts';
import { findProvider } from '../providers/catalogue.ts';
import { checkKey, fittingCheck } from './check-key.ts';

const running: Simulator<unknown>[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});

function definitionOf(id: string) {
  const definition = findProvider(id);
  if (definition === null) throw new Error(`no ${id}`);
  return definition;
}
async function check(id: string, baseUrl: string, value: string, parameters: Record<string, string> = {}) {
  const checked = await checkKey({ definition: definitionOf(id), value, baseUrl, parameters });
  if (!checked.ok) throw new Error(checked.error.message);
  expect(JSON.stringify(checked)).not.toContain(value.trim());
  return checked.value;
}

/** Demo access by provider: the key that its check is good for. */
const KEYS = {
  github: ['token', `ghp_${'madeUp'.repeat(6)}`],
  gitlab: ['token', 'glpat-madeUpWrong00000000'],
  openai: ['adminKey', 'sk-admin-madeUpWrong0000000000000000'],
  anthropic: ['adminKey', 'sk-ant-admin01-madeUpWrong'],
  sendgrid: ['key', 'SG.madeUpWrong'],
  supabase: ['accessToken', `sbp_${'0'.repeat(40)}`],
  npm: ['token', `npm_${'0'.repeat(36)}`],
  vercel: ['token', `vcp_${'x'.repeat(56)}`],
  'hugging-face': ['token', `hf_${'madeUp'.repeat(5)}xxxx`],
} as const;

describe('a key, by the documented request', () => {
  it.each(Object.entries(KEYS))('of %s works, is refused, limited or cannot be reached', async (id, [name, wrong]) => {
    const demo = await DEMOS[id]?.({});
    if (demo === undefined) throw new Error('no demo');
    running.push(demo.simulator);
    const base = demo.simulator.url + demo.path;
    const value = demo.access[name] ?? '';
    const parameters = id === 'supabase' ? { ref: demo.access['ref'] ?? '' } : {};
    expect(await check(id, base, value, parameters)).toMatchObject({ result: 'works', hints: [] });
    expect(await check(id, base, wrong, parameters)).toMatchObject({ result: 'refused' });
    const off = demo.simulator.faults.add({ kind: 'limited', retryAfterSeconds: 9 });
    expect(await check(id, base, value, parameters)).toMatchObject({ result: 'limited', retryAfterMs: 9_000 });
    off();
    demo.simulator.faults.add({ kind: 'html-error', status: 200 });
    expect(await check(id, base, value, parameters)).toMatchObject({ result: 'unreachable' });
    await demo.simulator.close();
    expect(await check(id, base, value, parameters)).toMatchObject({ result: 'unreachable' });
  });

  it('of NativeMessage goes into X-API-Key to the messages request', async () => {
    const simulator = await startNativeMessage();
    running.push(simulator);
    const key = simulator.state.create('worker');
    const base = `${simulator.url}/api/v1`;
    expect(await check('nativemessage', base, key.value)).toMatchObject({ result: 'works' });
    simulator.state.revoke(key.id);
    expect(await check('nativemessage', base, key.value)).toMatchObject({ result: 'refused' });
    expect(simulator.requests.entries.map(({ path, credentials }) => [path, credentials])).toEqual([
      ['/api/v1/messages', ['x-api-key']],
      ['/api/v1/messages', ['x-api-key']],
    ]);
  });

  it('of Cloudflare is not alive where a good answer says that it is disabled', async () => {
    const simulator = await startCloudflare();
    running.push(simulator);
    const token = simulator.state.add('dns');
    expect(await check('cloudflare', `${simulator.url}/client/v4`, token.value)).toMatchObject({ result: 'works' });
  });

  it('is told of spaces and of "Bearer " in it', async () => {
    const simulator = await startNativeMessage();
    running.push(simulator);
    const { value } = simulator.state.create('worker');
    const { result, hints } = await check('nativemessage', `${simulator.url}/api/v1`, `${value}\n`);
    expect([result, hints]).toEqual(['works', [expect.stringMatching(/space/i)]]);
  });

  it('cannot be checked where no document says how', async () => {
    const definition = definitionOf('norrix');
    expect(await checkKey({ definition, value: 'nrx_madeUp', baseUrl: null, parameters: {} })).toMatchObject({
      error: { code: 'unsupported' },
    });
    expect(fittingCheck(definitionOf('openai'), 'sk-proj-madeUp')).toBeNull();
    const supabase = await checkKey({
      ...{ definition: definitionOf('supabase'), value: `sbp_${'0'.repeat(40)}`, baseUrl: null, parameters: {} },
    });
    expect(supabase).toMatchObject({ error: { code: 'parameter-missing' } });
  });
});
