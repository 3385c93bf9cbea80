import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionId, PreviewId } from '#shared/domain/ids.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import { openTestWindow, type TestWindow } from '../../tests/fixtures/test-window.ts';
import type { Simulator } from '../../tests/simulators/frame/server.ts';
import { Visitor } from '../../tests/simulators/frame/visitor.ts';
import { type Norrix, startNorrix } from '../../tests/simulators/seeds/norrix.ts';

const HOME = '/dashboard/settings/api-keys';
const NOBODY = '00000000-0000-4000-8000-000000000000';

let window: TestWindow;
let simulator: Simulator<Norrix>;
let visitor: Visitor;
let connectionId: ConnectionId;
beforeEach(async () => {
  window = await openTestWindow();
  simulator = await startNorrix({ now: window.clock.now });
  visitor = new Visitor(simulator.url);
  await visitor.signIn();
  const added = await client().connections.add({ provider: 'norrix', dashboardUrl: `${simulator.url}${HOME}` });
  ({ connectionId } = must(added));
});
afterEach(async () => {
  await window.close();
  expect(simulator.bugs).toEqual([]);
  await simulator.close();
});

const client = () => window.engine.client;
/** The person goes to a page in the dashboard's window. */
async function goTo(path: string, who = visitor): Promise<void> {
  must(await client().connections.openDashboard({ connectionId }));
  window.platform.dashboards.show(connectionId, { html: await who.page(path) });
}
const read = async () => must(await client().captures.fromDashboard({ connectionId }));
const connection = async () => must(await client().connections.list({})).connections[0]?.connection;
const listed = async () => must(await client().remoteKeys.list({ connectionId })).remoteKeys;

describe('a dashboard', () => {
  it('is read, shown, and kept once it is applied', async () => {
    await goTo(HOME);
    const { previewId, preview } = await read();
    const count = simulator.state.keys.length;
    expect(preview).toMatchObject({
      ...{ way: 'dashboard', outcome: 'read', pages: 1, keyCount: count, problemCount: 0 },
      changes: { new: count, changed: 0, missing: 0, gone: 0, absent: 0, same: 0 },
    });
    expect(preview.lists.filter(({ included }) => included)).toHaveLength(1);
    expect(await listed()).toEqual([]);

    const { outcome } = must(await client().captures.apply({ previewId }));
    expect(outcome).toMatchObject({ status: 'done', way: 'dashboard', seen: count, new: count });
    expect(await listed()).toHaveLength(count);
    expect(codeOf(await client().captures.apply({ previewId }))).toBe('preview-not-found');
    expect(window.events).toContainEqual({ type: 'vault-changed', by: 'this-window' });
    for (const { value } of simulator.state.keys) {
      expect(JSON.stringify([preview, await listed()])).not.toContain(value);
    }
  });

  it('is counted as it would be applied, before anything is', async () => {
    await goTo(HOME);
    must(await client().captures.apply({ previewId: (await read()).previewId }));
    const active = simulator.state.keys.find((key) => simulator.state.statusOf(key) === 'active');
    simulator.state.create('new one');
    simulator.state.revoke(active?.id ?? '');
    await goTo(HOME);
    const before = JSON.stringify(await listed());
    const { previewId, preview } = await read();
    expect(JSON.stringify(await listed())).toBe(before);
    const { outcome } = must(await client().captures.apply({ previewId }));
    const { seen, new: added, changed, missing, gone } = outcome;
    const same = seen - added - changed;
    expect(preview.changes).toEqual({ new: added, changed, missing, gone, absent: 0, same });
    expect([added, changed, gone]).toEqual([1, 1, 0]);
  });

  it('over several pages is put together, and nothing is gone before all of it was read', async () => {
    simulator.state.fill(25);
    await goTo(`${HOME}?page=1`);
    const first = await read();
    expect(first.preview).toMatchObject({ completeness: { kind: 'partial' }, pages: 1, keyCount: 10 });
    const { previewId } = first;
    const again = must(await client().captures.addPage({ previewId }));
    expect(again.preview).toMatchObject({ pages: 1, keyCount: 10 });
    await goTo(`${HOME}?page=2`);
    expect(must(await client().captures.addPage({ previewId })).preview).toMatchObject({ pages: 2, keyCount: 20 });
    await goTo(`${HOME}?page=3`);
    const whole = must(await client().captures.addPage({ previewId }));
    expect(whole.previewId).toBe(previewId);
    expect(whole.preview).toMatchObject({ pages: 3, keyCount: simulator.state.keys.length });
    // Nothing on the pages says that there is no other one between them: a person can.
    expect(whole.preview).toMatchObject({ completeness: { kind: 'unknown' }, isWhole: false });
    const said = must(await client().captures.sayWhole({ previewId, isWhole: true }));
    expect(said.preview).toMatchObject({ completeness: { kind: 'complete' }, isWhole: true });
    const back = must(await client().captures.sayWhole({ previewId, isWhole: false }));
    expect(back.preview).toMatchObject({ completeness: { kind: 'unknown' }, isWhole: false });

    await goTo('/sign-in', new Visitor(simulator.url));
    const refused = await client().captures.addPage({ previewId });
    expect(refused).toMatchObject({ ok: false, error: { code: 'dashboard-unreadable' } });
    must(await client().captures.apply({ previewId }));
    expect(await listed()).toHaveLength(simulator.state.keys.length);
  });

  it('that asks to sign in says so, and is not applied', async () => {
    await goTo('/sign-in', new Visitor(simulator.url));
    const { previewId, preview } = await read();
    expect(preview).toMatchObject({ outcome: 'sign-in', keyCount: 0, changes: { gone: 0 } });
    expect(preview.message).toContain('Sign in there');
    expect(codeOf(await client().captures.apply({ previewId }))).toBe('conflict');
    expect((await connection())?.lastSync).toBeNull();
  });

  it('that is closed, broken or hostile changes nothing', async () => {
    expect(codeOf(await client().captures.fromDashboard({ connectionId }))).toBe('dashboard-not-open');
    await goTo(HOME);
    const { dashboards } = window.platform;
    const good = { tables: [], notes: [], lang: '', truncated: false, outcomes: [], visited: 0 };
    const table = {
      kind: 'table',
      caption: '',
      heading: '',
      columns: ['Name'],
      actions: [],
      more: 'none',
      total: null,
    };
    const limits = { rows: 1, cellCharacters: 1, columns: 1, tables: 1, nodes: 1 };
    const wide = Array.from({ length: 5_001 }, () => ['a']);
    for (const answer of [
      ...[undefined, null, 'CANARY', 7, [], {}, { ...good }, { ...good, limits, extra: 'CANARY' }],
      { ...good, limits, tables: [{ ...table, rows: [['a', 'b']] }] },
      { ...good, limits, tables: [{ ...table, rows: wide }] },
      { ...good, limits, tables: [{ ...table, rows: [['CANARY'.repeat(1_000)]] }] },
      { ...good, limits, tables: [{ ...table, rows: [[{ text: 'a', html: 'CANARY' }]] }] },
      { ...good, limits, tables: Array.from({ length: 21 }, () => ({ ...table, rows: [] })) },
    ]) {
      dashboards.show(connectionId, { answer });
      const refused = await client().captures.fromDashboard({ connectionId });
      expect(codeOf(refused)).toBe('dashboard-unreadable');
      expect(JSON.stringify(refused)).not.toContain('CANARY');
    }
    dashboards.show(connectionId, { fails: new Error('CANARY') });
    expect(codeOf(await client().captures.fromDashboard({ connectionId }))).toBe('dashboard-unreadable');
    expect(window.lines.join('\n')).not.toContain('CANARY');
    dashboards.show(connectionId, { answer: { ...good, limits } });
    expect((await read()).preview.outcome).toBe('no-list');
  });
});

const TABLE = `Titel;Geheim;Wann
CI;nrx_Ks7dF2xW…;2026-11-01
Jenkins;nrx_p0QmZ81a…;2026-11-02
`;

describe('what was read', () => {
  it('is corrected, and the correction is remembered once it is applied', async () => {
    const text = 'Foo\tKey\tBar\nCI\tnrx_Ks7dF2xW…\t2026-11-01\nJenkins\tnrx_p0QmZ81a…\t2026-11-02\n';
    const { previewId, preview } = must(await client().captures.fromText({ connectionId, text }));
    const columns = preview.lists[0]?.columns ?? [];
    expect(columns.map(({ field }) => field)).toEqual(['name', 'key', null]);
    expect(preview.lists[0]?.sample[0]).toEqual(['CI', 'nrx_Ks7dF2xW…', '2026-11-01']);
    const fields = ['name', 'key', 'created'] as const;
    const corrected = must(await client().captures.correct({ previewId, list: 0, columns: [...fields] }));
    expect(corrected.preview.keys[0]).toMatchObject({ name: 'CI', created: { precision: 'day' } });
    expect(corrected.preview.lists[0]?.columns[2]).toMatchObject({ field: 'created', reason: 'remembered' });
    must(await client().captures.apply({ previewId }));

    const next = must(await client().captures.fromText({ connectionId, text }));
    expect(next.preview.lists[0]?.columns.map(({ field, reason }) => [field, reason])).toMatchObject([
      ['name', expect.not.stringMatching('remembered')],
      ['key', expect.not.stringMatching('remembered')],
      ['created', 'remembered'],
    ]);
    expect(next.preview.changes).toEqual({ new: 0, changed: 0, missing: 0, gone: 0, absent: 0, same: 2 });
  });

  it('leaves a list out, and takes it in again', async () => {
    await goTo(HOME);
    const { previewId, preview } = await read();
    const list = preview.lists.findIndex(({ included }) => included);
    const without = must(await client().captures.correct({ previewId, list, included: false }));
    expect(without.preview).toMatchObject({ outcome: 'no-key-list', keyCount: 0, changes: { gone: 0, new: 0 } });
    expect(codeOf(await client().captures.apply({ previewId }))).toBe('conflict');
    const back = must(await client().captures.correct({ previewId, list, included: true }));
    expect(back.preview.keyCount).toBe(preview.keyCount);
  });

  it('has two columns for one field no longer than until one of them is meant', async () => {
    const { previewId } = must(await client().captures.fromText({ connectionId, text: TABLE }));
    const columns = ['name', 'key', 'name'] as const;
    const corrected = must(await client().captures.correct({ previewId, list: 0, columns: [...columns] }));
    expect(corrected.preview.lists[0]?.columns.map(({ field }) => field)).toEqual([null, 'key', 'name']);
    expect(corrected.preview.keys[0]?.name).toBe('2026-11-01');
  });

  it('refuses corrections of what is not there', async () => {
    const { previewId } = must(await client().captures.fromText({ connectionId, text: TABLE }));
    expect(codeOf(await client().captures.correct({ previewId, list: 7, included: true }))).toBe('conflict');
    expect(codeOf(await client().captures.correct({ previewId, list: 0, columns: ['name'] }))).toBe('conflict');
    const nobody = NOBODY as PreviewId;
    expect(codeOf(await client().captures.correct({ previewId: nobody, list: 0 }))).toBe('preview-not-found');
    expect(codeOf(await client().captures.addPage({ previewId: nobody }))).toBe('preview-not-found');
    expect(codeOf(await client().captures.apply({ previewId: nobody }))).toBe('preview-not-found');
  });

  it('is gone once it is discarded, or the vault locked, or its connection removed, or after an hour', async () => {
    const text = TABLE;
    const take = async () => must(await client().captures.fromText({ connectionId, text })).previewId;
    const discarded = await take();
    must(await client().captures.discard({ previewId: discarded }));
    expect(codeOf(await client().captures.apply({ previewId: discarded }))).toBe('preview-not-found');

    const old = await take();
    window.clock.at += 61 * 60_000;
    expect(codeOf(await client().captures.apply({ previewId: old }))).toBe('preview-not-found');

    const many = [await take(), await take(), await take(), await take(), await take()];
    const [oldest, ...others] = many;
    for (const previewId of others) must(await client().captures.correct({ previewId, list: 0 }));
    expect(codeOf(await client().captures.correct({ previewId: oldest ?? discarded, list: 0 }))).toBe(
      'preview-not-found',
    );

    const [kept = discarded] = others;
    must(await client().vault.lock({}));
    expect(codeOf(await client().captures.apply({ previewId: kept }))).toBe('vault-locked');
    must(await client().vault.unlock({ with: { kind: 'keychain' } }));
    expect(codeOf(await client().captures.apply({ previewId: kept }))).toBe('preview-not-found');

    const orphan = await take();
    must(await client().connections.remove({ connectionId }));
    expect(codeOf(await client().captures.apply({ previewId: orphan }))).toBe('connection-not-found');
    expect(codeOf(await client().captures.correct({ previewId: orphan, list: 0 }))).toBe('preview-not-found');
    expect(codeOf(await client().captures.fromText({ connectionId, text }))).toBe('connection-not-found');
  });
});

describe('a file', () => {
  it('comes from a dialog, and its next page from another', async () => {
    expect(codeOf(await client().captures.fromFile({ connectionId }))).toBe('cancelled');
    window.platform.fileToOpen = join(window.home, 'missing.html');
    expect(codeOf(await client().captures.fromFile({ connectionId }))).toBe('file-unreadable');
    simulator.state.fill(12);
    const [one, two, binary] = ['one.html', 'two.html', 'key.bin'].map((name) => join(window.home, name));
    await writeFile(one ?? '', await visitor.page(`${HOME}?page=1`));
    await writeFile(two ?? '', Buffer.from(`\ufeff${await visitor.page(`${HOME}?page=2`)}`, 'utf16le'));
    await writeFile(binary ?? '', Buffer.from([0xff, 0x00, 0x80]));
    window.platform.fileToOpen = binary ?? '';
    expect(codeOf(await client().captures.fromFile({ connectionId }))).toBe('import-invalid');

    window.platform.fileToOpen = one ?? '';
    const { previewId, preview } = must(await client().captures.fromFile({ connectionId }));
    expect(preview).toMatchObject({ way: 'file', pages: 1, keyCount: 10, completeness: { kind: 'partial' } });
    window.platform.fileToOpen = null;
    expect(codeOf(await client().captures.addPage({ previewId }))).toBe('cancelled');
    window.platform.fileToOpen = two ?? '';
    const whole = must(await client().captures.addPage({ previewId }));
    expect(whole.preview).toMatchObject({ pages: 2, keyCount: simulator.state.keys.length });
    expect(must(await client().captures.apply({ previewId })).outcome).toMatchObject({ way: 'file', status: 'done' });
  });

  it('that was copied is read in its rich form first', async () => {
    const html = '<table><tr><th>Name</th><th>Key</th></tr><tr><td>CI</td><td>nrx_Ks7dF2xW…</td></tr></table>';
    const take = async (request: { text: string; html?: string }) =>
      client().captures.fromText({ connectionId, ...request });
    expect(must(await take({ text: 'CI', html })).preview).toMatchObject({ keyCount: 1, keys: [{ name: 'CI' }] });
    expect(must(await take({ text: TABLE, html: '<p>nothing</p>' })).preview.keyCount).toBe(2);
    expect(codeOf(await take({ text: '' }))).toBe('import-invalid');
    expect(codeOf(await take({ text: '{"a":' }))).toBe('import-invalid');
  });
});
