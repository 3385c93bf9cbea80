import { expect, it } from 'vitest';
import { RotationBench } from '../../tests/fixtures/rotation-bench.ts';
import { exposureOf } from './exposure.ts';
import { rotationRows } from './rotation-rows.ts';

it('looks rotations and findings up by an index, however many there are', async () => {
  const bench = await RotationBench.make();
  const asked: string[] = [];
  const store = {
    ...bench.store,
    sql: (text: string) => {
      asked.push(text);
      return bench.store.sql(text);
    },
  };
  const plansOf = (look: () => unknown, table: string): string[] => {
    asked.length = 0;
    look();
    return asked
      .filter((text) => text.includes(table))
      .flatMap((text) => {
        // Whatever is asked for, the plan is the same.
        const plan = bench.store.db.prepare(`EXPLAIN QUERY PLAN ${text.replaceAll(/[@]\w+|\?/g, "'1'")}`);
        return (plan.all() as { detail: string }[]).map(({ detail }) => detail);
      });
  };
  const used = (of: Parameters<typeof rotationRows>[1]) => plansOf(() => rotationRows(store, of), 'FROM rotations');
  expect(used({ keyId: 'k', open: true, limit: 1 }).filter((line) => line.startsWith('SCAN'))).toEqual([]);
  expect(used({ campaignId: 'c', open: true }).filter((line) => line.startsWith('SCAN'))).toEqual([]);
  expect(used({ open: true })).toEqual([expect.stringContaining('rotations_open')]);
  const findings = plansOf(() => exposureOf(store, 'k', 'v'), 'scan_findings');
  expect(findings).toContainEqual(expect.stringContaining('scan_findings_key'));
  await bench.dispose();
});

it('gives them newest first, of a key, a campaign, or those that are not over', async () => {
  const bench = await RotationBench.make();
  const first = bench.key('A', 'made-up-a', 'norrix');
  const second = bench.key('B', 'made-up-b', 'norrix');
  const ids = [first, second].map((keyId) => bench.start({ keyId, mode: 'planned' }));
  bench.store.sql('UPDATE rotations SET finished_at = 1 WHERE id = ?').run(ids[0]);
  const of = (which?: Parameters<typeof rotationRows>[1]) => rotationRows(bench.store, which).map(({ id }) => id);
  expect(of()).toEqual(ids.toReversed());
  expect(of({ limit: 1 })).toEqual([ids[1]]);
  expect(of({ open: true })).toEqual([ids[1]]);
  expect(of({ keyId: first })).toEqual([ids[0]]);
  expect(of({ keyId: first, open: true })).toEqual([]);
  expect(of({ campaignId: 'none' })).toEqual([]);
  await bench.dispose();
});
