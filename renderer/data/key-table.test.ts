import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeySummary } from '#shared/domain/key.ts';
import { nameOrder } from '#shared/domain/name-order.ts';
import { bigVault } from '../../tests/renderer/demo-data.ts';
import { createFakeEngine } from '../../tests/renderer/fake-engine.ts';
import { attentionRank } from './due.ts';
import { KeyTable, type Names, NO_FACETS, sortByAttention } from './key-table.ts';

const NOW = Date.UTC(2026, 10, 21);
const names: Names = { project: (id) => `project ${id.slice(-3)}`, environment: (id) => `environment ${id.slice(-2)}` };

async function someKeys(count: number): Promise<readonly KeySummary[]> {
  const answer = await createFakeEngine({ vault: bigVault(count, 300, NOW), now: () => NOW }).keys.list({});
  if (!answer.ok) throw new Error('The keys can be listed.');
  return answer.value.keys;
}

/** What a filter means, without any of the table's shortcuts. */
function search(table: KeyTable, text: string): readonly number[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return [...table.rows.keys()].filter((index) => {
    const key = table.rows[index];
    if (key === undefined) return false;
    const parts = [
      key.name,
      names.project(key.projectId),
      names.environment(key.environmentId),
      key.provider ?? '',
      key.prefix,
      ...key.tags,
      ...key.scopes,
    ];
    return words.every((word) => parts.some((part) => part.toLowerCase().includes(word)));
  });
}

describe('filtering', () => {
  test('typing and taking back finds what a search from scratch finds', async () => {
    const table = new KeyTable(await someKeys(1_200), names, NOW);
    const letter = fc.constantFrom(...'aeiostrkpy_ 0123456789'.split(''));
    const edit = fc.oneof(
      { weight: 3, arbitrary: letter },
      { weight: 1, arbitrary: fc.constant('back') },
      { weight: 1, arbitrary: fc.constant('clear') },
    );
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 14 }), (edits) => {
        let text = '';
        for (const each of edits) {
          text = each === 'back' ? text.slice(0, -1) : each === 'clear' ? '' : text + each;
          expect([...table.find(text, NO_FACETS)]).toEqual(search(table, text));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('words are found in any order and in any field', async () => {
    const table = new KeyTable(await someKeys(600), names, NOW);
    const a = table.find('stripe api', NO_FACETS);
    expect(a.length).toBeGreaterThan(0);
    expect([...table.find('api stripe', NO_FACETS)]).toEqual([...a]);
  });

  test('facets narrow what the text finds, and go away again', async () => {
    const table = new KeyTable(await someKeys(900), names, NOW);
    const all = table.find('', NO_FACETS).length;
    const { projectId } = table.rows[0] ?? { projectId: '' };
    const one = table.find('', { ...NO_FACETS, projectId });
    expect(one.length).toBeGreaterThan(0);
    expect(one.length).toBeLessThan(all);
    expect([...one].every((index) => table.rows[index]?.projectId === projectId)).toBe(true);
    const revoked = table.find('', { ...NO_FACETS, status: 'revoked' });
    expect([...revoked].every((index) => table.rows[index]?.status === 'revoked')).toBe(true);
    expect(table.find('', NO_FACETS).length).toBe(all);
  });
});

describe('order', () => {
  test('what needs attention comes first, then names', async () => {
    const sorted = sortByAttention(await someKeys(900), NOW);
    for (const [index, key] of sorted.entries()) {
      const next = sorted[index + 1];
      if (next === undefined) continue;
      const [a, b] = [attentionRank(key, NOW), attentionRank(next, NOW)];
      expect(a).toBeLessThanOrEqual(b);
      if (a === b && a <= 1) expect(key.expiresAt ?? 0).toBeLessThanOrEqual(next.expiresAt ?? 0);
      if (a === b && a > 1) expect(nameOrder(key.name) <= nameOrder(next.name)).toBe(true);
    }
    expect(attentionRank(sorted[0] ?? never(), NOW)).toBe(0);
  });
});

function never(): never {
  throw new Error('There is a first key.');
}
