import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tellingStart } from './known-starts.ts';
import { contradicts, type MatchableKey, type MatchableRemote, matchKeys } from './match-keys.ts';

const DEV = 'environment-dev';

function remote(id: string, given: Partial<MatchableRemote['draft']> & { keyId?: string } = {}): MatchableRemote {
  const { keyId = null, ...rest } = given;
  const blank = { remoteId: null, name: '', prefix: '', suffix: '', environment: null, status: 'active' as const };
  return { id, keyId, draft: { ...blank, ...rest } };
}
function key(id: string, given: Partial<MatchableKey> = {}): MatchableKey {
  return { id, name: id, environmentId: DEV, prefix: '', suffix: '', ofProvider: false, ...given };
}
function match(remotes: MatchableRemote[], keys: MatchableKey[], mapped = true) {
  return matchKeys(remotes, keys, { environmentOf: () => (mapped ? DEV : null) }).map((found) => [
    found.remoteKeyId,
    found.keyId,
    found.reason,
  ]);
}

describe('matching', () => {
  it.each([
    ['start and end', { prefix: 'github_pat_1', suffix: 'abcd' }, { prefix: 'github_pat_1', suffix: 'abcd' }, 'prefix'],
    ['start', { prefix: 'nrx_Ks7dF2xW' }, { prefix: 'nrx_Ks7dF2xW', suffix: 'wxyz' }, 'prefix'],
    ['a shorter start', { prefix: 'nrx_Ks7dF' }, { prefix: 'nrx_Ks7dF2xW', suffix: 'wxyz' }, 'prefix'],
    ['end', { suffix: '99wxyz' }, { prefix: 'sk_a', suffix: 'wxyz' }, 'suffix'],
    ['name', { name: 'Stripe API key' }, { name: 'STRIPE_API_KEY' }, 'name'],
    ['the only one', { name: 'CI' }, { name: 'X', ofProvider: true }, 'only-one'],
  ])('pairs by %s', (_, draft, vaultKey, reason) => {
    expect(match([remote('r', draft)], [key('k', vaultKey)])).toEqual([['r', 'k', reason]]);
  });

  it.each([
    ['a start that every key of the kind has', { prefix: 'nmk_live_' }, { prefix: 'nmk_live_abc' }],
    ['another end', { prefix: 'nrx_Ks7dF2xW', suffix: 'aaaa' }, { prefix: 'nrx_Ks7dF2xW', suffix: 'bbbb' }],
    ['another start', { prefix: 'sk_b', suffix: 'wxyz' }, { prefix: 'sk_a', suffix: 'wxyz' }],
    ['a name with other visible parts', { name: 'A', prefix: 'pk_1' }, { name: 'A', prefix: 'sk_1' }],
    ['the only one, which is revoked', { name: 'CI', status: 'revoked' as const }, { name: 'X', ofProvider: true }],
  ])('does not pair by %s', (_, draft, vaultKey) => {
    expect(match([remote('r', draft)], [key('k', vaultKey)])).toEqual([]);
  });

  it('needs the mapped environment for names', () => {
    expect(match([remote('r', { name: 'A' })], [key('k', { name: 'A' })], false)).toEqual([]);
  });

  it('pairs nobody where two are equally good', () => {
    const twice = [key('k1', { prefix: 'nrx_Ks7dF2xW' }), key('k2', { prefix: 'nrx_Ks7dF2xW' })];
    expect(match([remote('r', { prefix: 'nrx_Ks7dF2xW' })], twice)).toEqual([]);
    const remotes = [remote('r1', { name: 'A' }), remote('r2', { name: 'a' })];
    expect(match(remotes, [key('k', { name: 'A' })])).toEqual([]);
  });

  it('keeps an earlier link until something speaks against it', () => {
    const other = key('k2', { prefix: 'nrx_Ks7dF2xW' });
    const linked = remote('r', { prefix: 'nrx_Ks7dF2xW', keyId: 'k1' });
    expect(match([linked], [key('k1'), other])).toEqual([['r', 'k1', 'remote-id']]);
    expect(match([linked], [key('k1', { prefix: 'nrx_XXXX' }), other])).toEqual([['r', 'k2', 'prefix']]);
    expect(match([linked], [other])).toEqual([['r', 'k2', 'prefix']]);
  });

  it('knows how much of a start tells one key from another', () => {
    expect(tellingStart('nrx_Ks7dF2xW')).toBe('nrx_Ks7');
    expect(tellingStart('nmk_live_')).toBeNull();
    expect(tellingStart('github_pat_1')).toBeNull();
    expect(tellingStart('')).toBeNull();
    expect(tellingStart('a8f3')).toBe('a8f3');
  });
});

describe('whatever the lists', () => {
  const part = fc.constantFrom('', 'nrx_', 'nrx_Ks7dF2xW', 'nrx_Ks7dF2xX', 'nrx_Ks7', 'sk_1', 'zz99zz99');
  const end = fc.constantFrom('', 'abcd', 'wxyz', '0000wxyz');
  const name = fc.constantFrom('A', 'a', 'B key', 'B_KEY', 'C');
  const remotes = fc.array(
    fc.record({ name, prefix: part, suffix: end, earlier: fc.constantFrom(undefined, 'k0', 'k1', 'k9') }),
    { maxLength: 12 },
  );
  const keys = fc.array(fc.record({ name, prefix: part, suffix: end, ofProvider: fc.boolean() }), { maxLength: 12 });
  const lists = fc.tuple(remotes, keys).map(([some, others]) => ({
    remotes: some.map(({ earlier, ...given }, index) =>
      remote(`r${index}`, earlier === undefined ? given : { ...given, keyId: earlier }),
    ),
    keys: others.map((given, index) => key(`k${index}`, given)),
  }));

  it('each is paired once at most, contradictory ends never, and the order says nothing', () => {
    fc.assert(
      fc.property(
        lists.chain((made) =>
          fc.tuple(
            fc.constant(made),
            fc.shuffledSubarray(made.remotes, { minLength: made.remotes.length }),
            fc.shuffledSubarray(made.keys, { minLength: made.keys.length }),
          ),
        ),
        ([made, shuffledRemotes, shuffledKeys]) => {
          const found = match(made.remotes, made.keys);
          expect(new Set(found.map(([r]) => r)).size).toBe(found.length);
          expect(new Set(found.map(([, k]) => k)).size).toBe(found.length);
          for (const [r, k] of found) {
            const one = made.remotes.find(({ id }) => id === r);
            const other = made.keys.find(({ id }) => id === k);
            if (one === undefined || other === undefined) throw new Error('paired with nobody');
            expect(contradicts(one, other)).toBe(false);
          }
          expect(new Set(match(shuffledRemotes, shuffledKeys).map(String))).toEqual(new Set(found.map(String)));
        },
      ),
      { numRuns: 300 },
    );
  });
});
