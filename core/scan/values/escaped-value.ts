import { isUtf8 } from 'node:buffer';
import { joinSecrets, wipe } from '../../crypto/secret-bytes.ts';
import { escapesOf, isNeverEscaped } from './escapes.ts';

/** A part of a value: bytes that stand for themselves alone, or a character that may be escaped. */
type Unit = { readonly plain: Buffer; readonly escapes: readonly Buffer[] };

/** Ways to read on that are followed at once; each character has few that fit, so there are never more in honest text. */
const MOST_WAYS = 16;
/** Ways to write a part that are looked for, of one value. */
const MOST_ANCHORS = 1_500;

/** A part of a value that is looked for, in one of the ways to write it: the bytes, and the units on both sides of them. */
export type Anchor = { readonly bytes: Buffer; readonly first: number; readonly next: number };

/**
 * A value that may stand in a text with any of its characters escaped. It is looked for by a part of it, one that is never
 * escaped if there is one that is long enough, and compared from there to both sides.
 */
export class EscapedValue {
  readonly anchors: readonly Anchor[];
  readonly #units: readonly Unit[];

  private constructor(units: readonly Unit[], anchors: readonly Anchor[]) {
    this.#units = units;
    this.anchors = anchors;
  }

  /**
   * Null where nothing in the value is ever escaped, or its parts have too many ways to be written to look for each.
   * @param shortest of an anchor, in bytes
   */
  static of(value: Buffer, shortest: number): EscapedValue | null {
    const units = unitsOf(value);
    const anchors = units.some(({ escapes }) => escapes.length > 0) ? anchorsOf(units, shortest) : null;
    if (anchors === null) {
      wipeUnits(units);
      return null;
    }
    return new EscapedValue(units, anchors);
  }

  /** The most bytes that the whole may have before the start of an anchor, and from there on. */
  reach({ bytes, first, next }: Anchor): { readonly before: number; readonly behind: number } {
    return { before: longest(this.#units.slice(0, first)), behind: bytes.length + longest(this.#units.slice(next)) };
  }

  /** Whether the value is around an anchor, with at least one escape; as it is, it is found otherwise. */
  isAt(text: Uint8Array, offset: number, { bytes, first, next }: Anchor): boolean {
    const start = walk(text, offset, this.#units.slice(0, first), -1);
    if (start === null || walk(text, offset + bytes.length, this.#units.slice(next), 1) === null) return false;
    let at = start;
    const isPlain = this.#units.every(({ plain }) => {
      const is = isAt(text, at, plain);
      at += plain.length;
      return is;
    });
    return !isPlain;
  }

  wipe(): void {
    wipeUnits(this.#units);
    for (const { bytes } of this.anchors) bytes.fill(0);
  }
}

/** The longest part that is never escaped, or the part of fewest ways to be written, with all of them. Null: too many. */
function anchorsOf(units: readonly Unit[], shortest: number): readonly Anchor[] | null {
  let best = -1;
  for (const [index, { plain, escapes }] of units.entries()) {
    if (escapes.length === 0 && plain.length > (units[best]?.plain.length ?? shortest - 1)) best = index;
  }
  const plain = units[best]?.plain;
  if (plain !== undefined) return [{ bytes: copyOf(plain), first: best, next: best + 1 }];
  let fewest: readonly Anchor[] | null = null;
  for (let first = 0; first < units.length; first += 1) {
    const anchors = waysFrom(units, first, shortest, fewest?.length ?? MOST_ANCHORS);
    if (anchors === null) continue;
    for (const { bytes } of fewest ?? []) bytes.fill(0);
    fewest = anchors;
  }
  return fewest;
}

/** Every way to write the value from a unit on until it is long enough; null where there are `most` or more, or it ends before. */
function waysFrom(units: readonly Unit[], first: number, shortest: number, most: number): readonly Anchor[] | null {
  const anchors: Anchor[] = [];
  let short: Buffer[] = [Buffer.alloc(0)];
  let complete = true;
  for (let next = first + 1; short.length > 0 && complete; next += 1) {
    const unit = units[next - 1];
    const longer: Buffer[] = [];
    for (const start of short) {
      for (const bytes of unit === undefined ? [] : [unit.plain, ...unit.escapes]) {
        const way = joinSecrets(start, bytes);
        if (way.length >= shortest) anchors.push({ bytes: way, first, next });
        else longer.push(way);
      }
    }
    complete = unit !== undefined && anchors.length + longer.length < most;
    wipe(...short);
    short = longer;
  }
  if (complete) return anchors;
  wipe(...short, ...anchors.map(({ bytes }) => bytes));
  return null;
}

/** From a place over all units in one direction; the furthest place where that ends, or null. */
function walk(text: Uint8Array, from: number, units: readonly Unit[], direction: 1 | -1): number | null {
  let places = [from];
  for (let index = 0; index < units.length; index += 1) {
    const unit = units[direction === 1 ? index : units.length - 1 - index];
    if (unit === undefined) break;
    const next = new Set<number>();
    for (const place of places) {
      for (const bytes of [unit.plain, ...unit.escapes]) {
        const start = direction === 1 ? place : place - bytes.length;
        if (next.size < MOST_WAYS && isAt(text, start, bytes)) next.add(direction === 1 ? start + bytes.length : start);
      }
    }
    if (next.size === 0) return null;
    places = [...next];
  }
  return direction === 1 ? Math.max(...places) : Math.min(...places);
}

function isAt(text: Uint8Array, start: number, bytes: Uint8Array): boolean {
  if (start < 0 || start + bytes.length > text.length) return false;
  for (let index = 0; index < bytes.length; index += 1) {
    if (text[start + index] !== bytes[index]) return false;
  }
  return true;
}

/** Runs of letters and digits, and single characters. Bytes that are no text are characters of one byte each. */
function unitsOf(value: Buffer): Unit[] {
  const units: Unit[] = [];
  const isText = isUtf8(value);
  for (let at = 0; at < value.length; ) {
    let end = at;
    while (end < value.length && isNeverEscaped(value[end] ?? 0)) end += 1;
    if (end > at) {
      units.push({ plain: copyOf(value.subarray(at, end)), escapes: [] });
    } else {
      end = at + (isText ? lengthOfCharacter(value[at] ?? 0) : 1);
      const plain = copyOf(value.subarray(at, end));
      const character = isText ? plain.toString('utf8') : String.fromCharCode(value[at] ?? 0);
      units.push({
        plain,
        escapes: isText || (value[at] ?? 0) < 0x80 ? escapesOf(character) : bytesOnly(value[at] ?? 0),
      });
    }
    at = end;
  }
  return units;
}

function bytesOnly(byte: number): readonly Buffer[] {
  const hex = byte.toString(16);
  return ['%', '\\x'].flatMap((sign) => [Buffer.from(`${sign}${hex}`), Buffer.from(`${sign}${hex.toUpperCase()}`)]);
}

function lengthOfCharacter(first: number): number {
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** Memory of its own, so that wiping the one leaves the other. */
function copyOf(bytes: Uint8Array): Buffer {
  const copy = Buffer.alloc(bytes.length);
  copy.set(bytes);
  return copy;
}

function longest(units: readonly Unit[]): number {
  return units.reduce((sum, { plain, escapes }) => {
    return sum + escapes.reduce((most, { length }) => Math.max(most, length), plain.length);
  }, 0);
}

/** The escapes are shared between all values and belong to none. */
function wipeUnits(units: readonly Unit[]): void {
  for (const { plain } of units) plain.fill(0);
}
