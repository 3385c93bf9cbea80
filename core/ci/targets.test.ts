import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CiBench } from '../../tests/fixtures/ci-bench.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import { newRecoveryCode } from '../crypto/recovery-code.ts';
import { listActivity } from '../store/activity-log.ts';
import { resealEverything } from '../store/reseal.ts';
import { openStore } from '../store/store.ts';
import { rekey } from '../vault/rekey.ts';
import { VaultError } from '../vault/vault-error.ts';
import { recordPlacement } from './record-placement.ts';
import { refreshStatus } from './refresh-status.ts';
import { findTarget, targetOf, targetRow, targetRows } from './target-rows.ts';
import { openToken } from './target-token.ts';
import { addTarget, editTarget, removeTarget } from './targets.ts';

const TOKEN = { token: 'CANARY-made-up-token' };
const PLACE = {
  system: 'github',
  owner: 'acme',
  repository: 'web',
  environment: null,
  family: 'actions',
  visibility: null,
} as const;

let bench: CiBench;
beforeEach(async () => {
  bench = await CiBench.make();
});
afterEach(() => bench.dispose());

function add(fields: Partial<Parameters<typeof addTarget>[2]> = {}) {
  return addTarget(bench.store, bench.ci.system, { place: PLACE, ...fields });
}
function shown(targetId: string) {
  const row = targetRow(bench.store, targetId);
  if (row === null) throw new Error('not there');
  return targetOf(bench.store, row);
}

describe('CI targets', () => {
  it('are added, found by name, edited and removed, and the activity tells, without the token', () => {
    const { store, ci, vault } = bench;
    const first = must(add({ token: TOKEN, projectId: vault.project })).targetId;
    const second = must(add()).targetId;
    expect([shown(first).name, shown(second).name]).toEqual(['acme/web', 'acme/web 2']);
    expect(shown(first)).toMatchObject({ place: PLACE, placeText: 'acme/web', hasToken: true, checkedAt: null });
    must(editTarget(store, ci.system, first, { name: 'web', environmentId: vault.environment.production }));
    expect(findTarget(store, 'WEB')?.id).toBe(first);
    expect(shown(first).environmentId).toBe(vault.environment.production);
    expect(must(openToken(store, first))).toEqual(TOKEN);
    must(editTarget(store, ci.system, first, { token: null }));
    expect([shown(first).hasToken, must(openToken(store, first))]).toEqual([false, null]);
    must(removeTarget(store, first));
    expect(targetRows(store)).toHaveLength(1);
    const activity = listActivity(store, { limit: 20 }).entries;
    expect(activity.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['ci-target-added', 'ci-target-changed', 'ci-target-removed']),
    );
    expect(JSON.stringify([activity, targetRows(store)])).not.toContain('CANARY');
  });

  it.each([
    [{ name: '' }, 'name-invalid'],
    [{ name: 'taken' }, 'name-taken'],
    [{ baseUrl: 'http://ci.example' }, 'address-invalid'],
    [{ baseUrl: 'https://user:secret@ci.example' }, 'address-invalid'],
    [{ baseUrl: 'not an address' }, 'address-invalid'],
    [{ token: {} }, 'value-invalid'],
    [{ token: { token: 'two\nlines' } }, 'value-invalid'],
    [{ token: { token: 'x', other: 'y' } }, 'value-invalid'],
    [{ projectId: '00000000-0000-4000-8000-000000000000' }, 'project-not-found'],
    [{ environmentId: '00000000-0000-4000-8000-000000000000' }, 'environment-not-found'],
  ])('refuses %j and adds nothing', (fields, code) => {
    must(add({ name: 'taken' }));
    expect(codeOf(add(fields))).toBe(code);
    expect(targetRows(bench.store)).toHaveLength(1);
  });

  it('keeps what it remembers to its place, and a token to its address', () => {
    const { store, ci } = bench;
    const targetId = must(add({ token: TOKEN })).targetId;
    const edit = (fields: Parameters<typeof editTarget>[3]) => editTarget(store, ci.system, targetId, fields);
    expect(codeOf(edit({ baseUrl: 'https://elsewhere.example' }))).toBe('conflict');
    must(edit({ baseUrl: 'https://elsewhere.example', token: TOKEN }));
    const keyId = bench.key('A', 'x');
    must(recordPlacement(store, { keyId, targetId, secretName: 'A', versionId: null, how: 'recorded' }));
    expect(codeOf(edit({ place: { ...PLACE, repository: 'api' } }))).toBe('conflict');
    expect(codeOf(editTarget(store, ci.system, 'nowhere', {}))).toBe('ci-target-not-found');
  });

  it('keep their tokens through a rotation of the vault key, and bound to their rows', async () => {
    const targetId = must(add({ token: TOKEN })).targetId;
    const other = must(add({ token: { token: 'CANARY-other' } })).targetId;
    const { place } = bench.vault;
    const rotated = must(
      await rekey({ ...place, reseal: resealEverything }, bench.vault.store.session, {
        recoveryCode: newRecoveryCode(),
      }),
    );
    const store = openStore(rotated, { by: 'window', now: bench.clock.now });
    expect(must(openToken(store, targetId))).toEqual(TOKEN);
    store
      .sql('UPDATE ci_targets SET token = (SELECT token FROM ci_targets WHERE id = ?) WHERE id = ?')
      .run(targetId, other);
    expect(() => openToken(store, other)).toThrow(VaultError);
    rotated.lock();
  });
});

describe('a look at the targets', () => {
  it('tells of one that fails, keeps what was known of it, and looks at the others', async () => {
    const [good, bad, bare] = [bench.target('good'), bench.target('bad'), must(add({ name: 'bare' })).targetId];
    const [a, b] = [bench.key('A', '1'), bench.key('B', '2')];
    await bench.push(
      await bench.plan([
        { keyId: a, targetId: good },
        { keyId: b, targetId: bad },
      ]),
    );
    const before = shown(bad).checkedAt;
    bench.ci.places.get('acme/bad')?.delete('B');
    bench.ci.fault = ({ place }) => (place === 'acme/bad' ? { kind: 'vanished' } : null);
    const looks = await refreshStatus(bench.store, undefined, bench.options);
    expect(looks.map(({ name, error }) => [name, error?.code ?? null])).toEqual([
      ['bad', 'provider-listing-missing'],
      ['good', null],
    ]);
    expect([shown(bad).error?.code, shown(bad).checkedAt]).toEqual(['provider-listing-missing', before]);
    expect(bench.states()).toEqual({ A: 'current', B: 'current' });
    bench.ci.fault = () => null;
    await refreshStatus(bench.store, undefined, bench.options);
    expect([shown(bad).error, bench.states()]).toEqual([null, { A: 'current', B: 'missing' }]);
    const [named] = await refreshStatus(bench.store, [bare], bench.options);
    expect(named?.error?.code).toBe('credential-missing');
  });
});
