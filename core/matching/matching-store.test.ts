import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RemoteKey, RemoteKeyDraft } from '#shared/domain/remote-key.ts';
import { codeOf, createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { addConnection } from '../connections/connections.ts';
import { finishSync } from '../connections/finish-sync.ts';
import { packDraft } from '../connections/packed-draft.ts';
import { listRemoteKeys } from '../connections/remote-key-rows.ts';
import { draft, instant, LOOKS } from '../connections/testing/drafts.ts';
import { addKey } from '../keys/add-key.ts';
import { editKey, type KeyFields } from '../keys/edit-key.ts';
import { keyDetail } from '../keys/key-detail.ts';
import { takeValue } from '../keys/take-value.ts';
import { setValue } from '../keys/versions.ts';
import { undoChange } from '../store/undo-journal.ts';
import { linkRemoteKey, setIgnored, unlinkRemoteKey } from './links.ts';
import { readDrift } from './read-drift.ts';
import { adoptRemoteKey, settleDrift } from './settle-drift.ts';

// Made up, in the format of Norrix's documentation.
const VALUE = 'nrx_Ks7dF2xW9bT3mNq0madeUp';
const NEXT = 'nrx_p0QmZ81aVv4Lr7Xc2madeUp';
const CI = draft({ name: 'CI', prefix: 'nrx_Ks7dF2xW', scopes: ['build', 'submit', 'update'], createdBy: 'dana' });

let vault: TestVault;
let connectionId: string;
beforeEach(async () => {
  vault = await createTestVault();
  const { project, environment } = vault;
  const environments = [{ remote: '', environmentId: environment.staging }];
  ({ connectionId } = must(addConnection(vault.store, { provider: 'norrix', projectId: project, environments })));
});
afterEach(() => vault.dispose());

function add(name: string, value: string, fields: Omit<KeyFields, 'kind'> & { environmentId?: string } = {}): string {
  const bytes = Buffer.from(value);
  const place = { environmentId: vault.environment.staging, ...fields };
  return must(addKey(vault.store, { name, kind: 'secret', bytes, ...place })).keyId;
}
function sync(...drafts: RemoteKeyDraft[]): RemoteKey[] {
  vault.clock.at += 60_000;
  const how = { way: 'dashboard' as const, startedAt: vault.clock.at, rateLimit: null, completeness: LOOKS.complete };
  must(finishSync(vault.store, connectionId, { drafts: drafts.map(packDraft), ...how }));
  return listRemoteKeys(vault.store, connectionId);
}
const remotes = () => listRemoteKeys(vault.store, connectionId);
const first = (): RemoteKey => {
  const [one] = remotes();
  if (one === undefined) throw new Error('nothing was seen');
  return one;
};
const kinds = () => readDrift(vault.store).map(({ kind, keyName }) => `${kind} ${keyName}`.trim());
const detail = (keyId: string) => must(keyDetail(vault.store, keyId)).key;

describe('links', () => {
  it('are found by the visible start and stay until the value is another', () => {
    const keyId = add('NORRIX_API_KEY', VALUE);
    expect(sync(CI)).toMatchObject([{ match: { keyId, reason: 'prefix', confidence: 0.9 } }]);
    expect(sync(CI)).toMatchObject([{ match: { keyId, reason: 'prefix', confidence: 0.9 } }]);
    must(setValue(vault.store, { keyId, bytes: Buffer.from(NEXT), discardPrevious: false }));
    expect(sync(CI)).toMatchObject([{ match: null }]);
    expect(readDrift(vault.store)).toMatchObject([
      { kind: 'unknown-at-provider', keyId, detail: expect.stringContaining('earlier value of NORRIX_API_KEY') },
    ]);
    sync(CI, draft({ name: 'CI 2', prefix: 'nrx_p0QmZ81a' }));
    expect(remotes().map(({ match }) => match?.keyId ?? null)).toEqual([null, keyId]);
  });

  it('are not made to other projects, other providers, the archive or the bin', () => {
    add('NORRIX_API_KEY', VALUE, { provider: 'stripe' });
    expect(sync(CI)).toMatchObject([{ match: null }]);
    vault.store.sql(`UPDATE keys SET provider = 'norrix', archived_at = 1`).run();
    expect(sync(CI)).toMatchObject([{ match: null }]);
    vault.store.sql('UPDATE keys SET archived_at = NULL').run();
    expect(sync(CI)).toMatchObject([{ match: { reason: 'prefix' } }]);
  });

  it('are made to the mapped environment where one value is in several, which is drift', () => {
    add('NORRIX_API_KEY', VALUE, { environmentId: vault.environment.production });
    const keyId = add('NORRIX_API_KEY', VALUE);
    expect(sync(CI)).toMatchObject([{ match: { keyId } }]);
    expect(readDrift(vault.store)).toMatchObject([
      { kind: 'same-key-in-environments', keyId, detail: expect.stringContaining('storefront, production') },
    ]);
  });

  it('of a person stay, and so does that there is none', () => {
    const keyId = add('NORRIX_API_KEY', VALUE);
    const other = add('OTHER', 'made-up-other-value-0123456789');
    sync(CI);
    must(unlinkRemoteKey(vault.store, first().id));
    expect(sync(CI)).toMatchObject([{ match: null }]);
    must(linkRemoteKey(vault.store, first().id, other));
    expect(sync(CI)).toMatchObject([{ match: { keyId: other, reason: 'person', confidence: 1 } }]);
    expect(codeOf(linkRemoteKey(vault.store, first().id, 'gone'))).toBe('key-not-found');
    sync(CI, draft({ name: 'CI 2' }));
    const second = remotes()[1];
    expect(codeOf(linkRemoteKey(vault.store, second?.id ?? '', other))).toBe('conflict');
    must(setIgnored(vault.store, second?.id ?? '', true));
    must(linkRemoteKey(vault.store, first().id, keyId));
    expect(kinds()).toEqual([]);
  });
});

describe('dates', () => {
  const used = instant('2026-11-20T10:00:00Z');
  const ends = { at: Date.parse('2027-03-01T23:59:59.999Z'), precision: 'day' as const, text: '2027-03-01' };

  it('are taken where nothing is known or what is known was reported, and never over typed ones', () => {
    const keyId = add('NORRIX_API_KEY', VALUE);
    sync({ ...CI, lastUsed: used, expires: ends });
    expect(detail(keyId)).toMatchObject({
      lastUsed: { at: used.at, origin: 'reported', precision: 'instant' },
      expires: { at: ends.at, origin: 'reported', precision: 'day' },
    });
    sync({ ...CI, lastUsed: instant('2026-11-21T10:00:00Z'), expires: 'never' });
    expect(detail(keyId)).toMatchObject({ lastUsed: { at: Date.UTC(2026, 10, 21, 10) }, expires: null });
    must(editKey(vault.store, keyId, { expires: { at: ends.at, precision: 'day' } }));
    sync({ ...CI, expires: instant('2027-01-01T00:00:00Z') });
    expect(detail(keyId).expires).toEqual({ at: ends.at, origin: 'typed', precision: 'day' });
    expect(first().expires).toMatchObject({ at: Date.UTC(2027, 0, 1), origin: 'reported' });
    expect(kinds()).toEqual(['expiry-differs NORRIX_API_KEY']);
  });

  it('go again with a link that was wrong', () => {
    const keyId = add('NORRIX_API_KEY', VALUE);
    sync({ ...CI, expires: ends });
    must(unlinkRemoteKey(vault.store, first().id));
    expect(detail(keyId).expires).toBeNull();
  });
});

describe('settling', () => {
  const settle = (
    kind: Parameters<typeof settleDrift>[1]['kind'],
    action: Parameters<typeof settleDrift>[1]['action'],
  ) => settleDrift(vault.store, { kind, remoteKeyId: first().id, action });
  const ends = { at: Date.parse('2027-03-01T23:59:59.999Z'), precision: 'day' as const };

  it.each([
    ['revoked', 'revoked-at-provider', 'mark-revoked', 'revoked'],
    ['deactivated', 'deactivated-at-provider', 'mark-deactivated', 'deactivated'],
  ] as const)('a key that is %s there', (status, kind, action, here) => {
    const keyId = add('NORRIX_API_KEY', VALUE);
    sync({ ...CI, status, statusText: status });
    expect(kinds()).toEqual([`${kind} NORRIX_API_KEY`]);
    const undo = must(settle(kind, action));
    expect(detail(keyId).status).toBe(here);
    expect(kinds()).toEqual([]);
    must(undoChange(vault.store, undo?.undoId ?? ''));
    expect(detail(keyId).status).toBe('active');
    expect(kinds()).toEqual([`${kind} NORRIX_API_KEY`]);
  });

  it('a key that is gone there', () => {
    const keyId = add('NORRIX_API_KEY', VALUE);
    sync(CI);
    sync();
    // One list alone offers nothing that changes the key.
    expect(readDrift(vault.store)).toMatchObject([
      { kind: 'missing-at-provider', actions: ['confirm-gone', 'open-dashboard', 'ignore'] },
    ]);
    sync();
    const [drift] = readDrift(vault.store);
    expect(drift?.kind).toBe('gone-at-provider');
    // What the offer rests on: both looks, with their times and evidence.
    for (const { at } of first().absence) expect(drift?.detail).toContain(new Date(at).toISOString().slice(0, 10));
    expect(drift?.detail.match(/as many were read/g)).toHaveLength(2);
    must(settle('gone-at-provider', 'mark-revoked'));
    expect(detail(keyId).status).toBe('revoked');
    expect(kinds()).toEqual([]);
  });

  it('a key that one list lacks, by a person’s yes', () => {
    const keyId = add('NORRIX_API_KEY', VALUE);
    sync(CI);
    expect(settle('gone-at-provider', 'confirm-gone')).toMatchObject({ ok: false, error: { code: 'conflict' } });
    sync();
    expect(settle('gone-at-provider', 'mark-revoked')).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(must(settle('missing-at-provider', 'confirm-gone'))).toBeNull();
    expect(first()).toMatchObject({ goneAt: vault.clock.at, absence: [{ way: 'dashboard' }, { way: 'person' }] });
    const [drift] = readDrift(vault.store);
    expect(drift).toMatchObject({ kind: 'gone-at-provider', actions: expect.arrayContaining(['mark-revoked']) });
    expect(drift?.detail).toContain('A person said so on');
    expect(detail(keyId).status).toBe('active');
    sync(CI);
    expect(first()).toMatchObject({ missingAt: null, goneAt: null, absence: [] });
    expect(kinds()).toEqual([]);
  });

  it('a date, either way', () => {
    const keyId = add('NORRIX_API_KEY', VALUE, { expires: ends });
    const reported = instant('2027-01-01T00:00:00Z');
    sync({ ...CI, expires: reported });
    must(settle('expiry-differs', 'keep-typed-date'));
    expect(kinds()).toEqual([]);
    const later = instant('2027-02-01T00:00:00Z');
    sync({ ...CI, expires: later });
    expect(kinds()).toEqual(['expiry-differs NORRIX_API_KEY']);
    must(settle('expiry-differs', 'take-provider-date'));
    expect(detail(keyId).expires).toEqual({ at: later.at, origin: 'reported', precision: 'instant' });
    expect(kinds()).toEqual([]);
  });

  it('scopes and a name', () => {
    const keyId = add('NORRIX_API_KEY', VALUE, { scopes: ['build'] });
    sync({ ...CI, name: 'NORRIX_CI_KEY' });
    expect(kinds()).toEqual(['scopes-differ NORRIX_API_KEY', 'name-differs NORRIX_API_KEY']);
    must(settle('scopes-differ', 'take-scopes'));
    must(settle('name-differs', 'rename'));
    expect(detail(keyId)).toMatchObject({ name: 'NORRIX_CI_KEY', scopes: ['build', 'submit', 'update'] });
    expect(kinds()).toEqual([]);
  });

  it('an unknown key, by leaving it out', () => {
    sync(CI);
    expect(kinds()).toEqual(['unknown-at-provider']);
    expect(must(settle('unknown-at-provider', 'ignore'))).toBeNull();
    sync(CI);
    expect(kinds()).toEqual([]);
    expect(first().ignored).toBe(true);
  });

  it('an unknown key, by taking it in with its pasted value', () => {
    sync({ ...CI, expires: instant('2027-01-01T00:00:00Z') });
    const request = { remoteKeyId: first().id, environmentId: vault.environment.staging, name: 'NORRIX_API_KEY' };
    expect(codeOf(adoptRemoteKey(vault.store, { ...request, bytes: Buffer.from(NEXT) }))).toBe('conflict');
    expect(first().match).toBeNull();
    const { keyId } = must(adoptRemoteKey(vault.store, { ...request, bytes: Buffer.from(VALUE) }));
    expect(detail(keyId)).toMatchObject({
      provider: 'norrix',
      scopes: ['build', 'submit', 'update'],
      expires: { at: Date.UTC(2027, 0, 1), origin: 'reported' },
    });
    const taken = must(takeValue(vault.store, { keyId, version: 'current', use: 'read', confirmed: () => true }));
    expect(taken.bytes.toString('utf8')).toBe(VALUE);
    expect(sync(CI)).toMatchObject([{ match: { keyId, reason: 'person' } }]);
    expect(kinds()).toEqual([]);
  });
});

describe('a key that was made anew under its name', () => {
  it('is told by its name, and settled by its new value', () => {
    const keyId = add('NORRIX_API_KEY', VALUE);
    sync(CI, draft({ name: 'other', prefix: 'nrx_aaaaaaaa' }));
    sync(draft({ ...CI, prefix: 'nrx_p0QmZ81a' }), draft({ name: 'other', prefix: 'nrx_aaaaaaaa' }));
    const told = readDrift(vault.store);
    expect(told.map(({ kind, remoteName }) => [kind, remoteName])).toEqual([
      ['value-differs', 'CI'],
      ['unknown-at-provider', 'other'],
    ]);
    expect(told[0]).toMatchObject({ keyId, actions: ['replace-value', 'open-dashboard', 'ignore'] });
    must(setValue(vault.store, { keyId, bytes: Buffer.from(NEXT), discardPrevious: false }));
    sync(draft({ ...CI, prefix: 'nrx_p0QmZ81a' }), draft({ name: 'other', prefix: 'nrx_aaaaaaaa' }));
    expect(kinds()).toEqual(['unknown-at-provider']);
  });

  it('is told by its id, where the provider gives one', () => {
    const keyId = add('NORRIX_API_KEY', VALUE);
    sync(draft({ ...CI, remoteId: '7' }));
    sync(draft({ ...CI, remoteId: '7', prefix: 'nrx_p0QmZ81a' }));
    expect(readDrift(vault.store)).toMatchObject([{ kind: 'value-differs', keyId, remoteName: 'CI' }]);
  });

  it('is not told of a new key with another name', () => {
    add('NORRIX_API_KEY', VALUE);
    sync(CI, draft({ name: 'other', prefix: 'nrx_aaaaaaaa' }));
    sync(draft({ name: 'CI, next', prefix: 'nrx_p0QmZ81a' }), draft({ name: 'other', prefix: 'nrx_aaaaaaaa' }));
    expect(kinds()).toEqual(['missing-at-provider NORRIX_API_KEY', 'unknown-at-provider', 'unknown-at-provider']);
  });
});

describe('a key that is over here', () => {
  it('and active at the provider is drift, until a person lets it stand', () => {
    const keyId = add('NORRIX_API_KEY', VALUE);
    sync(draft({ ...CI, status: 'active', statusText: 'active' }));
    must(editKey(vault.store, keyId, { status: 'revoked' }));
    expect(kinds()).toEqual(['active-at-provider NORRIX_API_KEY']);
    must(settleDrift(vault.store, { kind: 'active-at-provider', remoteKeyId: first().id, action: 'ignore' }));
    expect(kinds()).toEqual([]);
  });
});
