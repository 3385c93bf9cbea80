import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnvironmentId, KeyId, ProjectId, ReminderId } from '#shared/domain/ids.ts';
import type { TimelineMark } from '#shared/domain/reminder.ts';
import { APART_PX, barOf, dayOfX, foldedItems, itemsOf, type Scale, xOf } from './chart-layout.ts';
import { moveInChart, type RowPlaces } from './chart-moves.ts';
import {
  filterGroups,
  groupsOf,
  type KeyLine,
  listOf,
  mostUrgent,
  type Place,
  rowsOf,
  stateOf,
} from './timeline-model.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-21T12:00:00Z');
const TODAY = NOW / DAY;
const scale: Scale = { from: Math.floor(TODAY) - 5, days: 84, width: 840, now: NOW, today: TODAY };

const zone = process.env['TZ'];
beforeAll(() => {
  process.env['TZ'] = 'UTC';
});
afterAll(() => {
  process.env['TZ'] = zone;
});

function mark(key: string, days: number, more: Partial<TimelineMark> = {}): TimelineMark {
  return {
    reminderId: `rotate:${key}` as ReminderId,
    kind: 'rotate',
    keyId: key as KeyId,
    projectId: 'shop' as ProjectId,
    environmentId: 'prod' as EnvironmentId,
    name: key.toUpperCase(),
    provider: 'norrix',
    at: NOW + days * DAY,
    precision: 'instant',
    origin: 'policy',
    projected: false,
    planned: false,
    ...more,
  };
}

const PLACES: ReadonlyMap<string, Place> = new Map([
  ['prod', { project: 'storefront', name: 'production', colour: 3, protected: true }],
  ['prod-2', { project: 'mobile', name: 'production', colour: 3, protected: true }],
  ['stage', { project: 'storefront', name: 'staging', colour: 2, protected: false }],
  ['dev', { project: 'storefront', name: 'development', colour: 1, protected: false }],
]);

function lineOf(...marks: TimelineMark[]): KeyLine {
  const line = groupsOf(marks, PLACES)[0]?.lines[0];
  if (line === undefined) throw new Error('There is a line.');
  return line;
}

describe('groups', () => {
  const marks = [
    mark('late', -3),
    mark('dev', 1, { environmentId: 'dev' as EnvironmentId }),
    mark('one', 2),
    mark('two', 3, { environmentId: 'prod-2' as EnvironmentId, projectId: 'app' as ProjectId }),
    mark('stage', 4, { environmentId: 'stage' as EnvironmentId }),
    mark('one', 90, { projected: true }),
    mark('gone', 5, { environmentId: 'unknown' as EnvironmentId }),
  ];
  const groups = groupsOf(marks, PLACES);

  it('stand by environment, production first, with what comes first on top', () => {
    expect(groups.map(({ name, lines }) => [name, lines.map(({ name: key }) => key)])).toEqual([
      ['production', ['LATE', 'ONE', 'TWO']],
      ['staging', ['STAGE']],
      ['development', ['DEV']],
    ]);
  });

  it('give every mark an id of its own', () => {
    const ids = groups.flatMap(({ lines }) => lines.flatMap((line) => line.marks.map(({ id }) => id)));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('rotate:one#1');
  });

  it('are narrowed by a project and by words', () => {
    expect(filterGroups(groups, 'app', '').map(({ lines }) => lines.length)).toEqual([1]);
    expect(filterGroups(groups, null, 'mobile norr')).toHaveLength(1);
    expect(filterGroups(groups, null, 'mobile stripe')).toHaveLength(0);
    expect(filterGroups(groups, null, '  ')).toBe(groups);
  });

  it('show lines that have something in the time, and what is late from before it', () => {
    const ahead = { from: TODAY + 80, to: TODAY + 100 };
    const shown = rowsOf(groups, ahead, new Set(), NOW).flatMap((row) => (row.type === 'line' ? [row.line.name] : []));
    expect(shown).toEqual(['LATE', 'ONE']);
    expect(rowsOf(groups, ahead, new Set(['production']), NOW)).toHaveLength(1);
    expect(listOf(groups, ahead, NOW).map(({ mark: { id } }) => id)).toEqual(['rotate:late#0', 'rotate:one#1']);
  });
});

describe('the state of a mark', () => {
  it.each([
    [mark('a', 1), 'rotate'],
    [mark('a', -1), 'late'],
    [mark('a', 1, { planned: true }), 'planned'],
    [mark('a', 1, { projected: true }), 'projected'],
    [mark('a', 1, { kind: 'expires' }), 'expires'],
    [mark('a', 0, { kind: 'expires' }), 'ended'],
  ] as const)('of %j', (of, state) => {
    expect(stateOf(of, NOW)).toBe(state);
  });

  it('of several is the most urgent one', () => {
    const { marks } = lineOf(mark('a', 1), mark('a', 2, { kind: 'expires' }), mark('a', 3, { projected: true }));
    expect(mostUrgent(marks, NOW)).toBe('expires');
  });
});

describe('items', () => {
  it('lie where their day is, and a place of the axis is a day', () => {
    const [item] = itemsOf(lineOf(mark('a', 10)), scale, null);
    expect(item?.x).toBeCloseTo(155);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 83 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (day, part) => {
        expect(dayOfX(xOf(scale.from + day + part, scale), scale)).toBe(scale.from + day);
      }),
    );
  });

  it('stand at the edge for what is late from before, and leave out what lies beyond', () => {
    const items = itemsOf(lineOf(mark('a', -200), mark('a', 300, { projected: true })), scale, null);
    expect(items).toMatchObject([{ x: 10, before: true }]);
  });

  it('never overlap, at any zoom', () => {
    const days = fc.array(fc.integer({ min: -30, max: 360 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(days, fc.constantFrom(28, 84, 183, 366), (found, span) => {
        const line = lineOf(...found.sort((a, b) => a - b).map((day) => mark('a', day)));
        const items = itemsOf(line, { ...scale, days: span }, null);
        for (const [index, { x }] of items.entries()) {
          const next = items[index + 1];
          if (next !== undefined) expect(next.x - x).toBeGreaterThanOrEqual(APART_PX);
        }
      }),
    );
  });

  it('have their date beside them only where nothing else is', () => {
    const items = itemsOf(lineOf(mark('a', 10), mark('a', 13), mark('a', 78)), scale, null);
    expect(items.map(({ label }) => label?.side ?? null)).toEqual([null, 'right', 'left']);
    const [late] = itemsOf(lineOf(mark('a', -2)), scale, null);
    expect((late?.x ?? 0) + (late?.label?.shift ?? 0)).toBeGreaterThan(xOf(TODAY, scale));
  });

  it('keep the order of the page while one is moved past the others', () => {
    const line = lineOf(mark('a', 10), mark('a', 40, { kind: 'expires' }), mark('a', 60, { projected: true }));
    const [first] = line.marks;
    if (first === undefined) throw new Error('There is a mark.');
    const ids = itemsOf(line, scale, null).map(({ id }) => id);
    const moved = itemsOf(line, scale, { mark: first, day: Math.floor(TODAY) + 70, by: 'pointer' });
    expect(moved.map(({ id }) => id)).toEqual(ids);
    expect(moved[0]?.x).toBeCloseTo(xOf(Math.floor(TODAY) + 70.5, scale));
  });

  it('of a folded environment count everything once', () => {
    const lines = [lineOf(mark('a', 1), mark('a', 30)), lineOf(mark('b', 2)), lineOf(mark('c', -90))];
    const ticks = [0, 7, 14, 21, 28, 35].map((more) => ({ day: scale.from + more, month: false, text: '' }));
    const items = foldedItems(lines, scale, ticks);
    expect(items.map(({ marks }) => marks.length)).toEqual([2, 1, 1]);
  });
});

describe('the bar of a line', () => {
  it.each([
    [[mark('a', 60)], 'calm'],
    [[mark('a', 20)], 'soon'],
    [[mark('a', -3), mark('a', 20)], 'late'],
    [[mark('a', 20, { projected: true })], undefined],
  ] as const)('%#', (marks, kind) => {
    expect(barOf(lineOf(...marks), scale)?.kind).toBe(kind);
  });
});

describe('the keys', () => {
  const rows: readonly RowPlaces[] = [[-1], [100, 300], [310], [-1, 50, 250]];
  const go = (row: number, item: number, key: string, x = 0, ctrlOrMeta = false) =>
    moveInChart(rows.length, (at) => rows[at] ?? [], { row, item }, { key, ctrlOrMeta }, { pageRows: 2, x });

  it('walk along a line and say where it ends', () => {
    expect(go(1, 0, 'ArrowRight')).toEqual({ row: 1, item: 1 });
    expect(go(1, 1, 'ArrowRight')).toBe('past');
    expect(go(1, 0, 'ArrowLeft')).toBe('past');
    expect(go(1, 1, 'Home')).toEqual({ row: 1, item: 0 });
    expect(go(3, 0, 'End')).toEqual({ row: 3, item: 2 });
  });

  it('go up and down to what lies closest', () => {
    expect(go(1, 1, 'ArrowDown', 300)).toEqual({ row: 2, item: 0 });
    expect(go(2, 0, 'ArrowDown', 300)).toEqual({ row: 3, item: 2 });
    expect(go(2, 0, 'ArrowUp', 310)).toEqual({ row: 1, item: 1 });
    expect(go(0, 0, 'ArrowUp')).toEqual({ row: 0, item: 0 });
    expect(go(1, 0, 'PageDown', 60)).toEqual({ row: 3, item: 1 });
    expect(go(1, 0, 'End', 240, true)).toEqual({ row: 3, item: 2 });
    expect(go(1, 0, 'x')).toBeNull();
  });
});
