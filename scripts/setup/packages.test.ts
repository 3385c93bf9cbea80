import { describe, expect, it } from 'vitest';
import { installedMatchesLockfile } from './packages.mjs';

const lock = (packages: object): string => JSON.stringify({ packages });
const wanted = lock({
  '': { name: 'keyrail' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/b': { version: '2.0.0', integrity: 'sha512-b', optional: true },
});

describe('whether what is installed is what the lockfile asks for', () => {
  it('accepts the same packages', () => {
    const installed = lock({
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
      'node_modules/b': { version: '2.0.0', integrity: 'sha512-b' },
    });
    expect(installedMatchesLockfile(wanted, installed)).toBe(true);
  });

  it('accepts that an optional package of another platform is absent', () => {
    expect(
      installedMatchesLockfile(wanted, lock({ 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } })),
    ).toBe(true);
  });

  it.each([
    ['nothing is installed', undefined],
    ['the record is half-written', '{"packages":{"node_mod'],
    ['a package is absent', lock({ 'node_modules/b': { version: '2.0.0', integrity: 'sha512-b' } })],
    ['a version differs', lock({ 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } })],
    ['a package has other contents', lock({ 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } })],
    [
      'an optional package has another version',
      lock({
        'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
        'node_modules/b': { version: '1.9.0', integrity: 'sha512-b' },
      }),
    ],
  ])('installs when %s', (_case, installed) => {
    expect(installedMatchesLockfile(wanted, installed)).toBe(false);
  });
});
