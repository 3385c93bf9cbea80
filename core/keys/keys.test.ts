import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { allowWrites, blockWrites } from '../database/block-writes.ts';
import { recordActivity } from '../store/activity-log.ts';
import { latestChange, undoChange } from '../store/undo-journal.ts';
import { addKey } from './add-key.ts';
import { archiveKeys, deleteKeys, emptyOldBin, moveKeys, purgeKeys, renameKey, restoreKeys } from './arrange-keys.ts';
import { editKey } from './edit-key.ts';
import { findKey, findPlace } from './find-key.ts';
import { keyDetail } from './key-detail.ts';
import { allKeys, listKeys } from './list-keys.ts';
import { makeCurrent } from './make-current.ts';
import { takeValue } from './take-value.ts';
import { retireVersion, setValue } from './versions.ts';

// Made up, in the format of Norrix's documentation.
const FIRST = 'nrx_Ks7dF2xW9bT3mNq0madeUp';
const SECOND = 'nrx_p0QmZ81aVv4Lr7Xc2madeUp';

let vault: TestVault;
beforeEach(async () => {
  vault = await createTestVault();
});
afterEach(() => vault.dispose());

function add(name: string, value = FIRST, environment = vault.environment.staging) {
  return addKey(vault.store, { environmentId: environment, name, kind: 'secret', bytes: Buffer.from(value) });
}

/** The activity, newest first. */
function activityOf(store: TestVault['store']) {
  return store.sql('SELECT what, subject, detail FROM activity ORDER BY sequence DESC').all() as {
    what: string;
    subject: string;
    detail: string;
  }[];
}

function read(keyId: string, version: 'current' | 'previous' = 'current') {
  const taken = takeValue(vault.store, { keyId, version, use: 'read', confirmed: () => true });
  return taken.ok ? taken.value.bytes.toString('utf8') : taken.error.code;
}

describe('adding', () => {
  it('keeps the value, the prefix that is safe to show, and version 1', () => {
    const { keyId } = must(add('NORRIX_API_KEY'));
    expect(read(keyId)).toBe(FIRST);
    const [summary] = listKeys(vault.store, { show: 'live', limit: 10 }).keys;
    expect(summary).toMatchObject({ name: 'NORRIX_API_KEY', versions: 1, provider: null, status: 'active' });
    expect(summary?.prefix).toBe('nrx_Ks7dF2xW');
  });

  it('refuses a second key of the name, whatever its value, and says so', () => {
    must(add('A'));
    expect(codeOf(add('A', SECOND))).toBe('name-taken');
    expect(must(add('A', SECOND, vault.environment.development)).keyId).toBeTruthy();
  });

  it.each([
    ['', 'value-empty'],
    ['x'.repeat(1_048_577), 'value-too-large'],
    ['a\0b', 'value-invalid'],
  ])('refuses the value and leaves nothing behind (%#)', (value, code) => {
    expect(codeOf(add('A', value))).toBe(code);
    expect(listKeys(vault.store, { show: 'live', limit: 10 }).keys).toEqual([]);
  });

  it('takes a value of exactly 1 MiB, and any bytes as a file', () => {
    expect(read(must(add('BIG', 'x'.repeat(1_048_576))).keyId)).toHaveLength(1_048_576);
    const bytes = Buffer.from([0, 255, 1, 254]);
    const { keyId } = must(
      addKey(vault.store, { environmentId: vault.environment.staging, name: 'F', kind: 'file', bytes }),
    );
    const taken = must(takeValue(vault.store, { keyId, version: 'current', use: 'read', confirmed: () => true }));
    expect(taken.bytes.equals(bytes)).toBe(true);
  });

  it('reads the expiry inside a JSON Web Token, unless one was typed; a new value is read anew', () => {
    const token = (exp: number) =>
      [
        { alg: 'HS256', typ: 'JWT' },
        { sub: 'made-up', exp },
      ]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .concat('bWFkZS11cC1zaWduYXR1cmUtbm90LXJlYWwtMDEyMzQ1Njc4OQ')
        .join('.');
    const { keyId } = must(add('JWT', token(1_900_000_000)));
    const expires = () => must(keyDetail(vault.store, keyId)).key.expires;
    expect(expires()).toEqual({ at: 1_900_000_000_000, origin: 'inferred', precision: 'instant' });
    must(setValue(vault.store, { keyId, bytes: Buffer.from(token(1_950_000_000)), discardPrevious: false }));
    expect(expires()?.at).toBe(1_950_000_000_000);
    const typed = { at: 1_800_000_000_000, precision: 'day' } as const;
    const other = must(
      addKey(vault.store, {
        environmentId: vault.environment.staging,
        name: 'TYPED',
        kind: 'token',
        bytes: Buffer.from(token(1_900_000_000)),
        expires: typed,
      }),
    );
    expect(must(keyDetail(vault.store, other.keyId)).key.expires).toEqual({ ...typed, origin: 'typed' });
  });

  it('says which environment is not there', () => {
    expect(codeOf(add('A', FIRST, '00000000-0000-4000-8000-000000000000'))).toBe('environment-not-found');
  });
});

describe('versions', () => {
  it('turns current into previous and previous into retired', () => {
    const { keyId } = must(add('A'));
    must(setValue(vault.store, { keyId, bytes: Buffer.from(SECOND), discardPrevious: false }));
    expect([read(keyId), read(keyId, 'previous')]).toEqual([SECOND, FIRST]);
    must(setValue(vault.store, { keyId, bytes: Buffer.from('third-made-up'), discardPrevious: false }));
    expect([read(keyId), read(keyId, 'previous')]).toEqual(['third-made-up', SECOND]);
    const { key } = must(keyDetail(vault.store, keyId));
    expect(key.versions.map(({ number, state, hasValue }) => [number, state, hasValue])).toEqual([
      [3, 'current', true],
      [2, 'previous', true],
      [1, 'retired', true],
    ]);
  });

  it('says that nothing changed when the value is the same', () => {
    const { keyId } = must(add('A'));
    const answer = must(setValue(vault.store, { keyId, bytes: Buffer.from(FIRST), discardPrevious: false }));
    expect(answer).toMatchObject({ changed: false, undoId: null });
    expect(must(keyDetail(vault.store, keyId)).key.versions).toHaveLength(1);
  });

  it('erases the old value when asked to, and offers no undo', () => {
    const { keyId } = must(add('A'));
    const answer = must(setValue(vault.store, { keyId, bytes: Buffer.from(SECOND), discardPrevious: true }));
    expect(answer.undoId).toBeNull();
    expect(read(keyId, 'previous')).toBe('version-not-found');
    const rows = vault.store.db.prepare('SELECT count(*) AS held FROM versions WHERE sealed IS NOT NULL').get();
    expect(rows).toEqual({ held: 1 });
    // The journal knows the change; taking it back would leave a key without a value.
    expect(codeOf(undoChange(vault.store, latestChange(vault.store)?.undoId ?? ''))).toBe('conflict');
    expect(read(keyId)).toBe(SECOND);
  });

  it('forgets what was known of the old value: expiry, last use, a revoked status', () => {
    const { keyId } = must(add('A'));
    const expires = { at: vault.clock.at + 86_400_000, precision: 'instant' } as const;
    must(editKey(vault.store, keyId, { expires, status: 'revoked' }));
    const answer = must(setValue(vault.store, { keyId, bytes: Buffer.from(SECOND), discardPrevious: false }));
    expect(must(keyDetail(vault.store, keyId)).key).toMatchObject({ expires: null, status: 'active' });
    must(undoChange(vault.store, answer.undoId ?? ''));
    expect(must(keyDetail(vault.store, keyId)).key).toMatchObject({
      status: 'revoked',
      expires: { at: expires.at },
    });
  });

  it('retires a previous version only', () => {
    const { keyId } = must(add('A'));
    must(setValue(vault.store, { keyId, bytes: Buffer.from(SECOND), discardPrevious: false }));
    const { versions } = must(keyDetail(vault.store, keyId)).key;
    expect(codeOf(retireVersion(vault.store, keyId, versions[0]?.id ?? ''))).toBe('conflict');
    must(retireVersion(vault.store, keyId, versions[1]?.id ?? ''));
    expect(read(keyId, 'previous')).toBe('version-not-found');
  });
});

describe('making an earlier version current', () => {
  function three() {
    const { keyId } = must(add('A'));
    must(setValue(vault.store, { keyId, bytes: Buffer.from(SECOND), discardPrevious: false }));
    must(setValue(vault.store, { keyId, bytes: Buffer.from('third-made-up'), discardPrevious: false }));
    const ids = must(keyDetail(vault.store, keyId)).key.versions.map(({ id }) => id);
    return { keyId, ids };
  }
  const states = (keyId: string) =>
    must(keyDetail(vault.store, keyId)).key.versions.map(({ number, state }) => [number, state]);

  it('takes a retired one with its number, and the one before becomes previous', () => {
    const { keyId, ids } = three();
    must(editKey(vault.store, keyId, { status: 'revoked' }));
    const { undoId } = must(makeCurrent(vault.store, { keyId, versionId: ids[2] ?? '', confirmed: () => false }));
    expect([read(keyId), read(keyId, 'previous')]).toEqual([FIRST, 'third-made-up']);
    expect(states(keyId)).toEqual([
      [3, 'previous'],
      [2, 'retired'],
      [1, 'current'],
    ]);
    expect(must(keyDetail(vault.store, keyId)).key).toMatchObject({ status: 'active' });
    expect(activityOf(vault.store).find(({ what }) => what !== 'read')?.detail).toBe('version 1 again');
    must(undoChange(vault.store, undoId ?? ''));
    expect(states(keyId)).toEqual([
      [3, 'current'],
      [2, 'previous'],
      [1, 'retired'],
    ]);
    expect(must(keyDetail(vault.store, keyId)).key.status).toBe('revoked');
  });

  it('refuses the current one, an erased one, one of another key, and a protected place before a yes', () => {
    const { keyId, ids } = three();
    const make = (versionId: string, yes = true) =>
      makeCurrent(vault.store, { keyId, versionId, confirmed: () => yes });
    expect(codeOf(make(ids[0] ?? ''))).toBe('conflict');
    const other = must(add('B', 'another-made-up-value')).keyId;
    const [othersVersion] = must(keyDetail(vault.store, other)).key.versions;
    expect(codeOf(make(othersVersion?.id ?? ''))).toBe('version-not-found');
    must(setValue(vault.store, { keyId, bytes: Buffer.from('fourth-made-up'), discardPrevious: true }));
    expect(codeOf(make(ids[0] ?? ''))).toBe('version-not-found');
    must(moveKeys(vault.store, [keyId], vault.environment.production));
    expect(codeOf(make(ids[2] ?? '', false))).toBe('confirmation-needed');
    must(make(ids[2] ?? ''));
  });
});

describe('what is said to have changed', () => {
  it('is what differs, whatever a form sends', () => {
    const { keyId } = must(add('A'));
    const fields = {
      provider: 'norrix',
      kind: 'secret' as const,
      consumer: null,
      description: 'for the shop',
      notes: '',
      scopes: ['read'],
      tags: ['x'],
      rotateEvery: '90d',
      status: 'active' as const,
    };
    must(editKey(vault.store, keyId, fields));
    expect(activityOf(vault.store)[0]?.detail).toBe('provider, description, scopes, tags, rotation');
    const at = vault.clock.at + 86_400_000;
    must(editKey(vault.store, keyId, { ...fields, rotateEvery: '90 days', expires: { at, precision: 'day' } }));
    expect(activityOf(vault.store)[0]?.detail).toBe('expiry');
  });

  it('is nothing where everything was so: no entry, nothing to take back, no later date', () => {
    const { keyId } = must(add('A'));
    must(editKey(vault.store, keyId, { description: 'one', tags: ['a', 'b'] }));
    const before = [activityOf(vault.store).length, latestChange(vault.store), must(keyDetail(vault.store, keyId)).key];
    vault.clock.advanceDays(1);
    const place = vault.environment.staging;
    for (const change of [
      () => editKey(vault.store, keyId, { description: 'one', tags: ['a', 'b'], provider: null }),
      () => renameKey(vault.store, keyId, 'A'),
      () => moveKeys(vault.store, [keyId], place),
      () => archiveKeys(vault.store, [keyId], false),
      () => restoreKeys(vault.store, [keyId]),
    ])
      expect(must<{ undoId: string | null }>(change())).toEqual({ undoId: null, label: 'Nothing was changed' });
    const after = [activityOf(vault.store).length, latestChange(vault.store), must(keyDetail(vault.store, keyId)).key];
    expect(after).toEqual(before);
  });

  it('is, of several keys, those that were changed', () => {
    const a = must(add('A')).keyId;
    const b = must(add('B', SECOND, vault.environment.development)).keyId;
    const before = activityOf(vault.store).length;
    must(moveKeys(vault.store, [a, b], vault.environment.development));
    expect(
      activityOf(vault.store)
        .slice(0, -before || undefined)
        .map(({ subject }) => subject),
    ).toEqual(['A']);
  });
});

describe('undo', () => {
  it('puts an added key into the bin, where its value stays', () => {
    const { keyId, undoId } = must(add('A'));
    must(undoChange(vault.store, undoId ?? ''));
    expect(listKeys(vault.store, { show: 'live', limit: 10 }).keys).toEqual([]);
    must(restoreKeys(vault.store, [keyId]));
    expect(read(keyId)).toBe(FIRST);
  });

  it('brings the earlier value back and keeps the newer one as history', () => {
    const { keyId } = must(add('A'));
    const { undoId } = must(setValue(vault.store, { keyId, bytes: Buffer.from(SECOND), discardPrevious: false }));
    must(undoChange(vault.store, undoId ?? ''));
    expect(read(keyId)).toBe(FIRST);
    const states = must(keyDetail(vault.store, keyId)).key.versions.map(({ state, hasValue }) => [state, hasValue]);
    expect(states).toEqual([
      ['retired', true],
      ['current', true],
    ]);
    expect(listKeys(vault.store, { show: 'live', limit: 10 }).keys[0]?.prefix).toBe('nrx_Ks7dF2xW');
  });

  it('refuses when the row was changed since, and leaves it alone', () => {
    const { keyId } = must(add('A'));
    const { undoId } = must(editKey(vault.store, keyId, { description: 'one' }));
    vault.clock.advanceDays(1);
    must(editKey(vault.store, keyId, { description: 'two' }));
    expect(codeOf(undoChange(vault.store, undoId ?? ''))).toBe('conflict');
    expect(must(keyDetail(vault.store, keyId)).key.description).toBe('two');
  });

  it('refuses when the name is taken by now', () => {
    const { keyId } = must(add('A'));
    const { undoId } = must(renameKey(vault.store, keyId, 'B'));
    must(add('A', SECOND));
    expect(codeOf(undoChange(vault.store, undoId ?? ''))).toBe('name-taken');
    expect(codeOf(undoChange(vault.store, 'no-such'))).toBe('undo-not-found');
  });

  it('leaves a key exactly as it was, for any series of changes taken back in turn', () => {
    const { keyId } = must(add('A'));
    const { key: before } = must(keyDetail(vault.store, keyId));
    const step = fc.constantFrom('edit', 'rename', 'archive', 'delete', 'move', 'status');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        const undone: string[] = [];
        for (const [index, name] of steps.entries()) {
          vault.clock.at += 1000;
          const result =
            name === 'edit'
              ? editKey(vault.store, keyId, { description: `note ${index}`, tags: ['x'] })
              : name === 'rename'
                ? renameKey(vault.store, keyId, `NAME_${index}`)
                : name === 'archive'
                  ? archiveKeys(vault.store, [keyId], index % 2 === 0)
                  : name === 'delete'
                    ? deleteKeys(vault.store, [keyId])
                    : name === 'move'
                      ? moveKeys(vault.store, [keyId], vault.environment.development)
                      : editKey(vault.store, keyId, { status: 'deactivated', rotateEvery: '90d' });
          const { undoId } = must<{ undoId: string | null }>(result);
          // A step that changed nothing leaves nothing to take back.
          if (undoId !== null) undone.push(undoId);
        }
        for (const undoId of undone.toReversed()) must(undoChange(vault.store, undoId));
        expect(must(keyDetail(vault.store, keyId)).key).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });
});

describe('arranging', () => {
  it('moves several keys, or none when one of them cannot go', () => {
    const a = must(add('A')).keyId;
    const b = must(add('B')).keyId;
    must(add('B', SECOND, vault.environment.development));
    expect(codeOf(moveKeys(vault.store, [a, b], vault.environment.development))).toBe('name-taken');
    expect(must(keyDetail(vault.store, a)).key.environmentId).toBe(vault.environment.staging);
    must(moveKeys(vault.store, [a], vault.environment.development));
    expect(must(keyDetail(vault.store, a)).key.environmentId).toBe(vault.environment.development);
    // The value is bound to key and version, not to the place.
    expect(read(a)).toBe(FIRST);
  });

  it('empties the bin after 30 days, for good, once a backup holds what it erases', () => {
    const { keyId } = must(add('A'));
    must(deleteKeys(vault.store, [keyId]));
    vault.clock.advanceDays(29.9);
    expect(emptyOldBin(vault.store)).toBe(0);
    vault.clock.advanceDays(0.2);
    expect(emptyOldBin(vault.store)).toBe(0);
    vault.clock.advanceDays(2);
    expect(emptyOldBin(vault.store)).toBe(0);
    recordActivity(vault.store, { what: 'backed-up' });
    expect(emptyOldBin(vault.store)).toBe(1);
    expect(vault.store.db.prepare('SELECT count(*) AS held FROM versions').get()).toEqual({ held: 0 });
  });

  it.each([
    ['jumped ahead by ten years and was set right', 3652, -3652],
    ['jumped ahead between two looks', 40, 3652],
    ['went back between two looks', 40, -0.5],
  ])('erases nothing from the bin by a clock that %s', (_, first, second) => {
    must(deleteKeys(vault.store, [must(add('A')).keyId]));
    vault.clock.advanceDays(0.1);
    recordActivity(vault.store, { what: 'backed-up' });
    vault.clock.advanceDays(first);
    expect(emptyOldBin(vault.store)).toBe(0);
    vault.clock.advanceDays(second);
    expect(emptyOldBin(vault.store)).toBe(0);
    vault.clock.advanceDays(1);
    expect(emptyOldBin(vault.store)).toBe(0);
    vault.clock.advanceDays(-second);
    expect(emptyOldBin(vault.store)).toBe(0);
  });

  it('erases only what is in the bin', () => {
    const { keyId } = must(add('A'));
    expect(codeOf(purgeKeys(vault.store, [keyId]))).toBe('conflict');
    must(deleteKeys(vault.store, [keyId]));
    expect(read(keyId)).toBe('key-not-found');
    expect(must(purgeKeys(vault.store, [keyId]))).toEqual({ purged: 1 });
  });
});

describe('finding and listing', () => {
  it('finds by names, whatever their case, and says what there is instead', () => {
    must(add('A'));
    const place = must(findPlace(vault.store, { project: 'Storefront', environment: 'STAGING' }));
    expect(must(findKey(vault.store, place, 'A')).name).toBe('A');
    expect(codeOf(findKey(vault.store, place, 'B'))).toBe('key-not-found');
    const missing = findPlace(vault.store, { project: 'storefront', environment: 'qa' });
    expect(missing.ok ? '' : missing.error.message).toContain('development, staging, production');
  });

  it('pages through every key once', () => {
    for (let index = 0; index < 25; index += 1) must(add(`K${index}`));
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = listKeys(vault.store, { show: 'live', limit: 10, cursor });
      names.push(...page.keys.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(names).toHaveLength(25);
    expect(new Set(names).size).toBe(25);
    expect([...allKeys(vault.store, { show: 'live' })]).toHaveLength(25);
  });

  it('points out the same value elsewhere, and not in the bin', () => {
    const a = must(add('A')).keyId;
    const b = must(add('A', FIRST, vault.environment.production)).keyId;
    expect(must(keyDetail(vault.store, a)).key.sameValue).toMatchObject([{ environment: 'production' }]);
    must(deleteKeys(vault.store, [b]));
    expect(must(keyDetail(vault.store, a)).key.sameValue).toEqual([]);
  });
});

describe('using a value', () => {
  it('asks for a protected environment, once', () => {
    const { keyId } = must(add('A', FIRST, vault.environment.production));
    const request = { keyId, version: 'current', use: 'copied' } as const;
    expect(codeOf(takeValue(vault.store, { ...request, confirmed: () => false }))).toBe('confirmation-needed');
    expect(takeValue(vault.store, { ...request, confirmed: () => true }).ok).toBe(true);
  });

  it('gives a value while the vault key is being rotated, when no use can be noted', () => {
    const { keyId } = must(add('UNDER_ROTATION', 'made-up-value'));
    const entries = () => vault.store.db.prepare('SELECT count(*) AS n FROM activity').get();
    const before = entries();
    blockWrites(vault.store.db);
    const request = { keyId, version: 'current', use: 'read', confirmed: () => true } as const;
    expect(must(takeValue(vault.store, request)).bytes.toString()).toBe('made-up-value');
    expect(entries()).toEqual(before);
    allowWrites(vault.store.db);
    must(takeValue(vault.store, request));
    expect(entries()).not.toEqual(before);
  });

  it('does not open a value whose row was copied to another key', () => {
    const a = must(add('A')).keyId;
    const b = must(add('B', SECOND)).keyId;
    vault.store.db.exec(
      `UPDATE versions SET sealed = (SELECT sealed FROM versions WHERE key_id = '${a}') WHERE key_id = '${b}'`,
    );
    expect(() => read(b)).toThrow(/does not open/);
  });
});
