import { describe, expect, it } from 'vitest';
import type { NamedPlacement } from '#shared/contract/placements.ts';
import { demoCi } from '../../../tests/renderer/demo-ci.ts';
import { demoVault } from '../../../tests/renderer/demo-data.ts';
import { createFakeEngine } from '../../../tests/renderer/fake-engine.ts';
import { countsOf, findPlacements, placementRows } from './placement-rows.ts';

async function demoPlacements(): Promise<readonly NamedPlacement[]> {
  const vault = demoVault(Date.now());
  const answer = await createFakeEngine({ vault, ci: demoCi(vault, Date.now()) }).placements.list({});
  if (!answer.ok) throw new Error('The demo has placements.');
  // The fake gives what the engine does.
  return answer.value.placements as readonly NamedPlacement[];
}

describe('the lines of the placements', () => {
  it('put what needs somebody first', async () => {
    const rows = placementRows(await demoPlacements(), () => '');
    const states = rows.map(({ placement }) => placement.state);
    expect(states[0]).toBe('behind');
    expect(states.lastIndexOf('behind')).toBeLessThan(states.indexOf('missing'));
    expect(states.at(-1)).toBe('current');
  });

  it('are counted by state, and every one once', async () => {
    const rows = placementRows(await demoPlacements(), () => '');
    const { all, ...each } = countsOf(rows);
    expect(all).toBe(rows.length);
    expect(Object.values(each).reduce((sum, count) => sum + count, 0)).toBe(all);
    expect(each.behind).toBe(3);
  });

  it('are found by every word, in names, targets and places', async () => {
    const rows = placementRows(await demoPlacements(), ({ projectId }) => (projectId === '' ? '' : 'shop-words'));
    expect(findPlacements(rows, 'all', 'norrix repository').map(({ placement }) => placement.secretName)).toEqual([
      'NORRIX_TOKEN',
    ]);
    expect(findPlacements(rows, 'all', 'shop-words')).toHaveLength(rows.length);
    expect(findPlacements(rows, 'missing', '').map(({ placement }) => placement.keyName)).toEqual(['SSO_CLIENT']);
    expect(findPlacements(rows, 'missing', 'norrix')).toEqual([]);
  });
});
