import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build, mergeConfig } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channelOf, contract, EVENT_CHANNEL } from '#shared/contract/index.ts';
import { hostPreload } from '../vite.targets.config.ts';

const procedures = Object.fromEntries(
  Object.entries(contract).map(([group, declared]) => [group, Object.keys(declared)] as const),
);

type Exposed = Record<string, Record<string, (...args: unknown[]) => unknown>> & {
  onEvent: (listener: (event: unknown) => void) => () => void;
};

let folder: string;
let script: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyrail-preload-'));
  await build(
    mergeConfig(hostPreload(procedures), { logLevel: 'silent', build: { outDir: folder, sourcemap: false } }),
  );
  script = readFileSync(join(folder, 'preload.cjs'), 'utf8');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the built script as Electron's sandbox does: a function of `require`, with no Node around it. */
function run() {
  const required: string[] = [];
  const invoked: unknown[][] = [];
  const exposed = new Map<string, Exposed>();
  const receivers = new Map<string, (event: unknown, payload: unknown) => void>();
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, api: Exposed) => exposed.set(name, api) },
    ipcRenderer: {
      invoke: (...args: unknown[]) => {
        invoked.push(args);
        return Promise.resolve({ ok: true, value: {} });
      },
      on: (channel: string, receiver: (event: unknown, payload: unknown) => void) => receivers.set(channel, receiver),
    },
  };
  const require = (name: string) => {
    required.push(name);
    if (name !== 'electron') throw new Error(`module not found: ${name}`);
    return electron;
  };
  runInNewContext(`(function (require, module, exports) {${script}\n})`, { TypeError, Object })(
    require,
    { exports: {} },
    {},
  );
  const api = exposed.get('keyrail');
  const receive = receivers.get(EVENT_CHANNEL);
  if (api === undefined || receive === undefined) throw new Error('The preload exposed or received nothing.');
  return { api, required, invoked, names: [...exposed.keys()], send: (payload: unknown) => receive({}, payload) };
}

describe('the built preload', () => {
  it('is one small script that needs nothing but electron', () => {
    const { required, names } = run();
    expect(required).toEqual(['electron']);
    expect(names).toEqual(['keyrail']);
    expect(script.length).toBeLessThan(20_000);
  });

  it('has a method for each procedure and nothing generic beside them', () => {
    const { api } = run();
    const { onEvent, ...groups } = api;
    expect(typeof onEvent).toBe('function');
    const shape = Object.fromEntries(Object.entries(groups).map(([group, methods]) => [group, Object.keys(methods)]));
    expect(shape).toEqual(procedures);
  });

  it('calls each procedure on its own channel with one argument', async () => {
    const { api, invoked } = run();
    for (const [group, names] of Object.entries(procedures)) {
      for (const name of names) await api[group]?.[name]?.({ asked: name }, 'keyrail:vault.lock');
    }
    const expected = Object.entries(procedures).flatMap(([group, names]) =>
      names.map((name) => [channelOf(group, name), { asked: name }]),
    );
    expect(invoked).toEqual(expected);
  });

  it('keeps events for the first listener, then hands them on until it has had enough', () => {
    const { api, send } = run();
    const heard: unknown[] = [];
    send({ type: 'command', command: 'palette' });
    const stop = api.onEvent((event) => heard.push(event));
    send({ type: 'clipboard-cleared' });
    stop();
    send({ type: 'vault-status-changed' });
    expect(heard).toEqual([{ type: 'command', command: 'palette' }, { type: 'clipboard-cleared' }]);
  });

  it('hands on plain objects only', () => {
    const { api, send } = run();
    const heard: unknown[] = [];
    api.onEvent((event) => heard.push(event));
    for (const payload of [null, 'text', 1, ['list'], new Map(), Object.create({ inherited: true })]) send(payload);
    expect(heard).toEqual([]);
  });

  it('takes nothing but a function for a listener', () => {
    const { api } = run();
    expect(() => api.onEvent('text' as never)).toThrow(TypeError);
  });
});
