import { expect, it } from 'vitest';
import type { KeyKind } from '#shared/domain/key.ts';
import { allProviders } from './catalogue.ts';
import { KEY_LIFETIMES } from './key-lifetimes.ts';

it('says of every provider what its definition says', () => {
  const told: [string, number][] = [];
  for (const { id, keyKinds } of allProviders()) {
    const longest = new Map<KeyKind, number>();
    for (const { kind, livesAtMostMs } of keyKinds) {
      longest.set(kind.value, Math.max(longest.get(kind.value) ?? 0, livesAtMostMs?.value ?? Infinity));
    }
    for (const [kind, ms] of longest) if (Number.isFinite(ms)) told.push([`${id} ${kind}`, ms]);
  }
  expect([...KEY_LIFETIMES]).toEqual(told);
});
