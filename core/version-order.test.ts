import { expect, it } from 'vitest';
import { isNewer } from './version-order.ts';

it('orders versions as the standard’s own example does', () => {
  // https://semver.org/spec/v2.0.0.html#spec-item-11
  const rising =
    '1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.2 1.0.10 2.0.0 2.1.0 2.1.1 10.0.0';
  const versions = rising.split(' ');
  for (const [place, version] of versions.entries()) {
    for (const [otherPlace, other] of versions.entries()) {
      expect(isNewer(version, other), `${version} after ${other}`).toBe(place > otherPlace);
    }
  }
});

it('knows nothing of what is no version, and leaves build metadata out', () => {
  expect(isNewer('1.0.0+2', '1.0.0+1')).toBe(false);
  for (const text of ['', '1.0', 'v1.0.0', 'newest', '1.0.0 ']) {
    expect(isNewer(text, '0.0.1')).toBe(false);
    expect(isNewer('99.0.0', text)).toBe(false);
  }
});
