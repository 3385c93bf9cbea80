import { expect, it } from 'vitest';
import { requireNodeVersion } from './node-version.ts';

it('refuses a Node that the SQLite module crashes on, and says which is needed', () => {
  for (const old of ['20.19.0', '18.0.0', '21.7.3']) expect(() => requireNodeVersion(old)).toThrow(/Node 22 or newer/);
  for (const fine of ['22.0.0', '24.21.0', '100.0.0']) expect(() => requireNodeVersion(fine)).not.toThrow();
});
