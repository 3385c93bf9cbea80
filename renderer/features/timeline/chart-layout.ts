import { MS_PER_DAY } from '#shared/time/units.ts';
import { type Cluster, clustersBetween, clustersOf } from './clusters.ts';
import type { Tick } from './day-scale.ts';
import { type KeyLine, type Mark, marksIn, stateOf } from './timeline-model.ts';
import { labelOf } from './timeline-words.ts';

/** What the axis shows, in days, and how wide that is. */
export interface Scale {
  readonly from: number;
  readonly days: number;
  /** Pixels of the whole axis. */
  readonly width: number;
  readonly now: number;
  /** Days. */
  readonly today: number;
}

/** A rotation on its way to another day. */
export interface Moving {
  readonly mark: Mark;
  /** Where it would go: a whole day of the calendar. */
  readonly day: number;
  /** `keys`, `pointer`: still on its way. `saving`: the engine is asked. */
  readonly by: 'keys' | 'pointer' | 'saving';
}

/** A mark, or several in one place, as it is drawn. */
export interface Item {
  /** The first mark's, which stays the same while others join. */
  readonly id: string;
  readonly x: number;
  readonly marks: readonly Mark[];
  /** It lies before what is shown, and stands at the edge since it still wants somebody. */
  readonly before: boolean;
  /** Beside it; `shift` is how far from its middle, in pixels: what is late has its own line to today first. */
  readonly label: { readonly text: string; readonly side: 'left' | 'right'; readonly shift: number } | null;
}

/** A stretch of a line. `calm`: until something comes; `soon`: that is near; `late`: since it was due. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly kind: 'calm' | 'soon' | 'late';
}

/** Marks whose middles are closer than this overlap. */
export const APART_PX = 18;
/** What lies before the edge stands this far inside. */
const EDGE_PX = 10;
const LABEL_GAP_PX = 12;
/** Of a character in a label. */
const CHARACTER_PX = 6;
const SOON_MS = 30 * MS_PER_DAY;

export function xOf(day: number, { from, days, width }: Scale): number {
  return ((day - from) / days) * width;
}

/** The day under a place of the axis. */
export function dayOfX(x: number, { from, days, width }: Scale): number {
  return Math.floor(from + (x / width) * days);
}

/** What is drawn on the line of one key. What is being moved stands alone, at its new day. */
export function itemsOf(line: KeyLine, scale: Scale, moving: Moving | null): readonly Item[] {
  const range = { from: scale.from, to: scale.from + scale.days };
  const marks = marksIn(line, range, scale.now);
  const place = (mark: Mark) => ({ x: placeOf(mark, scale), of: mark });
  const index = moving === null ? -1 : line.marks.findIndex(({ id }) => id === moving.mark.id);
  if (moving === null || index < 0) return labelled(clustersOf(marks.map(place), APART_PX), scale);
  const mine = line.marks[index];
  if (mine === undefined) return [];
  const others = (kept: (mark: Mark) => boolean) =>
    clustersOf(marks.filter((mark) => mark.id !== mine.id && kept(mark)).map(place), APART_PX);
  const order = new Map(line.marks.map(({ id }, place) => [id, place]));
  const rank = (mark: Mark): number => order.get(mark.id) ?? 0;
  // In the order of the page, which must not change while it has the focus or the pointer.
  return [
    ...plain(
      others((mark) => rank(mark) < index),
      scale,
    ),
    { id: mine.id, x: xOf(moving.day + 0.5, scale), marks: [mine], before: false, label: null },
    ...plain(
      others((mark) => rank(mark) > index),
      scale,
    ),
  ];
}

/** What is drawn on the line of a folded environment: how many there are between two ticks. */
export function foldedItems(lines: readonly KeyLine[], scale: Scale, ticks: readonly Tick[]): readonly Item[] {
  const range = { from: scale.from, to: scale.from + scale.days };
  const placed = lines
    .flatMap((line) => marksIn(line, range, scale.now))
    .map((mark) => ({ x: placeOf(mark, scale), of: mark }))
    .sort((a, b) => a.x - b.x || a.of.at - b.of.at);
  const edges = ticks.map(({ day }) => xOf(day, scale));
  return plain(clustersBetween(placed, edges, scale.width), scale);
}

function placeOf(mark: Mark, scale: Scale): number {
  return Math.max(EDGE_PX, xOf(mark.day, scale));
}

function plain(clusters: readonly Cluster<Mark>[], scale: Scale): readonly Item[] {
  return clusters.flatMap(({ x, of }) => {
    const [first] = of;
    return first === undefined
      ? []
      : [{ id: first.id, x, marks: of, before: of.every(({ day }) => day < scale.from), label: null }];
  });
}

/** Single marks get their date beside them where nothing else stands there. */
function labelled(clusters: readonly Cluster<Mark>[], scale: Scale): readonly Item[] {
  const items = plain(clusters, scale);
  const today = xOf(scale.today, scale);
  let taken = 0;
  return items.map((item, index) => {
    const [mark, another] = item.marks;
    const next = items[index + 1]?.x;
    const left = taken;
    taken = item.x + LABEL_GAP_PX;
    if (mark === undefined || another !== undefined) return item;
    const isLate = mark.at <= scale.now && today < scale.width;
    const from = isLate ? Math.max(taken, today + LABEL_GAP_PX) : taken;
    const text = labelOf(mark, scale.now);
    const width = text.length * CHARACTER_PX;
    const room = next === undefined ? scale.width : next - LABEL_GAP_PX;
    if (from + width <= room) {
      taken = from + width;
      return { ...item, label: { text, side: 'right' as const, shift: from - item.x } };
    }
    const fits = next === undefined && item.x - LABEL_GAP_PX - width >= left + LABEL_GAP_PX;
    return fits ? { ...item, label: { text, side: 'left' as const, shift: LABEL_GAP_PX } } : item;
  });
}

/** The stretch until the next date of a key, or since the one that is over. */
export function barOf(line: KeyLine, scale: Scale): Bar | null {
  const late = line.marks.find((mark) => mark.at <= scale.now);
  if (late !== undefined) {
    const to = Math.min(xOf(scale.today, scale), scale.width);
    const from = placeOf(late, scale);
    return to > from ? { from, to, kind: 'late' } : null;
  }
  const next = line.marks.find((mark) => stateOf(mark, scale.now) !== 'projected');
  if (next === undefined) return null;
  const to = Math.min(xOf(next.day, scale), scale.width);
  return to <= 0 ? null : { from: 0, to, kind: next.at - scale.now <= SOON_MS ? 'soon' : 'calm' };
}
