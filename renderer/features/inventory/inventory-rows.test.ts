import { describe, expect, it } from 'vitest';
import type { Drift, DriftKind, RemoteKey } from '#shared/domain/remote-key.ts';
import { remoteKeyWith } from '../../../tests/fixtures/remote-key.ts';
import { countsOf, findRows, inventoryRows, type MatchedKey } from './inventory-rows.ts';

function remote(id: string, given: Partial<RemoteKey> = {}): RemoteKey {
  return remoteKeyWith({
    id: id as RemoteKey['id'],
    name: id,
    match: { keyId: 'k' as MatchedKey['keyId'], confidence: 1, reason: 'prefix', detail: '' },
    ...given,
  });
}
function drift(kind: DriftKind, remoteKeyId: string | null): Drift {
  return {
    kind,
    connectionId: 'c' as Drift['connectionId'],
    remoteKeyId: remoteKeyId as Drift['remoteKeyId'],
    keyId: 'k' as Drift['keyId'],
    remoteName: remoteKeyId ?? '',
    keyName: 'CI_TOKEN',
    projectId: null,
    environmentId: null,
    detail: 'It differs.',
    actions: ['ignore'],
  };
}
const KEY: MatchedKey = {
  keyId: 'k' as MatchedKey['keyId'],
  name: 'CI_TOKEN',
  project: 'shop',
  environment: 'staging',
};
const REMOTES = [
  remote('plain'),
  remote('ignored', { ignored: true, match: null }),
  remote('gone', { goneAt: 1 }),
  remote('stranger', { match: null }),
  remote('scoped', { scopes: ['Deploy'] }),
];
const DRIFT = [
  drift('revoked-at-provider', 'scoped'),
  drift('same-key-in-environments', null),
  drift('unknown-at-provider', 'stranger'),
  drift('scopes-differ', 'scoped'),
];
const rows = inventoryRows(REMOTES, [KEY], DRIFT);

describe('an inventory', () => {
  it('begins with what disagrees, the most pressing first, and ends with what is ignored and gone', () => {
    expect(rows.map(({ id }) => id)).toEqual([
      'scoped',
      'same-key-in-environments k',
      'stranger',
      'plain',
      'ignored',
      'gone',
    ]);
  });

  it('has one line for a remote key with two drifts', () => {
    expect(rows[0]?.drifts.map(({ kind }) => kind)).toEqual(['revoked-at-provider', 'scopes-differ']);
  });

  it('shows a drift that is about no remote key, with its vault key', () => {
    expect(rows[1]).toMatchObject({ remote: null, key: KEY });
  });

  it('counts what each filter leaves', () => {
    expect(countsOf(rows)).toEqual({ all: 6, drift: 3, unmatched: 1, ignored: 1, gone: 1 });
  });

  it.each([
    ['all', 'ci_token shop', ['scoped', 'same-key-in-environments k', 'plain', 'gone']],
    ['all', 'DEPLOY', ['scoped']],
    ['drift', '', ['scoped', 'same-key-in-environments k', 'stranger']],
    ['drift', 'not in the vault', ['stranger']],
    ['unmatched', '', ['stranger']],
    ['ignored', '', ['ignored']],
    ['gone', 'nothing of that', []],
  ] as const)('filter %s with "%s" leaves %j', (filter, text, ids) => {
    const found = findRows(rows, filter, text).map(({ id }) => id);
    expect(found).toEqual(ids);
  });
});
