import type { KeyId } from '#shared/domain/ids.ts';
import { environmentTier } from '#shared/domain/policy-defaults.ts';
import type { TimelineMark } from '#shared/domain/reminder.ts';
import { dayAt } from './day-scale.ts';

/** A mark, with where it lies. */
export interface Mark extends TimelineMark {
  /** One of its own among all marks: a key has one reminder for all its rotations. */
  readonly id: string;
  /** Days on the scale. */
  readonly day: number;
}

/** A key that has marks. */
export interface KeyLine {
  readonly keyId: KeyId;
  readonly name: string;
  readonly provider: string | null;
  readonly project: string;
  readonly environment: string;
  /** By date. */
  readonly marks: readonly Mark[];
}

/** The lines of all environments of one name, what comes first on top. */
export interface Group {
  readonly name: string;
  /** 1 to 8. */
  readonly colour: number;
  readonly protected: boolean;
  readonly lines: readonly KeyLine[];
}

/** What the model has to know of an environment. */
export interface Place {
  readonly project: string;
  readonly name: string;
  readonly colour: number;
  readonly protected: boolean;
}

/**
 * Marks as lines of keys in groups of environments: production first, then what is like staging, then development.
 * @param marks by date
 */
export function groupsOf(marks: readonly TimelineMark[], places: ReadonlyMap<string, Place>): readonly Group[] {
  const lines = new Map<KeyId, KeyLine & { marks: Mark[] }>();
  const groups = new Map<string, Group & { lines: KeyLine[] }>();
  for (const mark of marks) {
    let line = lines.get(mark.keyId);
    if (line === undefined) {
      const place = places.get(mark.environmentId);
      // An environment that was just made: the projects are being read again.
      if (place === undefined) continue;
      const { keyId, name, provider } = mark;
      line = { keyId, name, provider, project: place.project, environment: place.name, marks: [] };
      lines.set(keyId, line);
      let group = groups.get(place.name);
      if (group === undefined) {
        group = { name: place.name, colour: place.colour, protected: place.protected, lines: [] };
        groups.set(place.name, group);
      }
      group.lines.push(line);
    }
    line.marks.push({ ...mark, id: `${mark.reminderId}#${line.marks.length}`, day: dayAt(mark.at, mark.precision) });
  }
  return [...groups.values()].sort((a, b) => rankOf(a.name) - rankOf(b.name) || (a.name < b.name ? -1 : 1));
}

const RANK = { production: 0, staging: 1, development: 2 } as const;

function rankOf(environment: string): number {
  return RANK[environmentTier(environment)];
}

/** How a mark stands: what is over and still wants somebody is told apart from what comes. */
export type MarkState = 'expires' | 'ended' | 'rotate' | 'late' | 'planned' | 'projected';

export function stateOf({ kind, at, projected, planned }: TimelineMark, now: number): MarkState {
  if (kind === 'expires') return at <= now ? 'ended' : 'expires';
  if (at <= now) return 'late';
  if (projected) return 'projected';
  return planned ? 'planned' : 'rotate';
}

/** The lower, the sooner somebody has to do something: of several marks in one place, the lowest is shown. */
const URGENCY: Readonly<Record<MarkState, number>> = {
  ended: 0,
  late: 1,
  expires: 2,
  planned: 3,
  rotate: 4,
  projected: 5,
};

export function mostUrgent(marks: readonly Mark[], now: number): MarkState {
  let best: MarkState = 'projected';
  for (const mark of marks) {
    const state = stateOf(mark, now);
    if (URGENCY[state] < URGENCY[best]) best = state;
  }
  return best;
}

/** What is in sight: from one day to another, and with what words. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Those of a line that are shown: in the range, and before it what is over and still wants somebody. */
export function marksIn(line: KeyLine, { from, to }: Range, now: number): readonly Mark[] {
  return line.marks.filter((mark) => mark.day < to && (mark.day >= from || mark.at <= now));
}

export type Row =
  | { readonly type: 'group'; readonly group: Group; readonly shown: readonly KeyLine[]; readonly folded: boolean }
  | { readonly type: 'line'; readonly line: KeyLine; readonly group: Group };

/** The rows of a range: a title for each environment that has anything, and below it its lines unless it is folded. */
export function rowsOf(
  groups: readonly Group[],
  range: Range,
  folded: ReadonlySet<string>,
  now: number,
): readonly Row[] {
  const rows: Row[] = [];
  for (const group of groups) {
    const shown = group.lines.filter(({ marks }) =>
      marks.some((mark) => mark.day < range.to && (mark.day >= range.from || mark.at <= now)),
    );
    if (shown.length === 0) continue;
    const isFolded = folded.has(group.name);
    rows.push({ type: 'group', group, shown, folded: isFolded });
    if (!isFolded) for (const line of shown) rows.push({ type: 'line', line, group });
  }
  return rows;
}

/** Groups with only the lines that a project and words leave. Every word has to be in the name or what stands beside it. */
export function filterGroups(groups: readonly Group[], project: string | null, text: string): readonly Group[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (project === null && words.length === 0) return groups;
  return groups.flatMap((group) => {
    const lines = group.lines.filter((line) => {
      if (project !== null && line.marks[0]?.projectId !== project) return false;
      if (words.length === 0) return true;
      const all = `${line.name} ${line.provider ?? ''} ${line.project} ${line.environment}`.toLowerCase();
      return words.every((word) => all.includes(word));
    });
    return lines.length === 0 ? [] : [{ ...group, lines }];
  });
}

/** All marks of a range, by date: the list that says the same as the lines. */
export function listOf(groups: readonly Group[], range: Range, now: number): readonly { line: KeyLine; mark: Mark }[] {
  return groups
    .flatMap(({ lines }) => lines.flatMap((line) => marksIn(line, range, now).map((mark) => ({ line, mark }))))
    .sort((a, b) => a.mark.at - b.mark.at);
}
