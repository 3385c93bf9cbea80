import { isUtf8 } from 'node:buffer';
import { escapesOf, isNeverEscaped } from './escapes.ts';

/** A part of a value: bytes that stand for themselves alone, or a character that may be escaped. */
type Unit = { readonly plain: Buffer; readonly escapes: readonly Buffer[] };

/** Where a value stands in a text. */
export type Span = { readonly start: number; readonly end: number };

/** Ways to read on that are followed at once; each character has few that fit, so there are never more in honest text. */
const MOST_WAYS = 16;

/**
 * A value that may stand in a text with any of its characters escaped. It is looked for by its longest part that is never
 * escaped, and compared from there to both sides.
 */
export class EscapedValue {
  /** What is looked for: letters and digits. */
  readonly anchor: Buffer;
  /** The most bytes that the whole may have before and behind the start of its anchor. */
  readonly reach: number;
  readonly #before: readonly Unit[];
  readonly #behind: readonly Unit[];

  private constructor(before: readonly Unit[], anchor: Buffer, behind: readonly Unit[]) {
    this.#before = before;
    this.anchor = anchor;
    this.#behind = behind;
    this.reach = Math.max(longest(before), anchor.length + longest(behind));
  }

  /**
   * Null where nothing in the value is ever escaped, or no part of it is long enough to look for.
   * @param shortest of an anchor, in bytes
   */
  static of(value: Buffer, shortest: number): EscapedValue | null {
    const units = unitsOf(value);
    let best = -1;
    for (const [index, { plain, escapes }] of units.entries()) {
      if (escapes.length === 0 && plain.length > (units[best]?.plain.length ?? 0)) best = index;
    }
    const anchor = units[best]?.plain;
    if (units.length < 2 || anchor === undefined || anchor.length < shortest) {
      wipeUnits(units);
      return null;
    }
    return new EscapedValue(units.slice(0, best), anchor, units.slice(best + 1));
  }

  /** The value around an anchor, if it is there with at least one escape; as it is, it is found otherwise. */
  at(text: Uint8Array, offset: number): Span | null {
    const start = walk(text, offset, this.#before, -1);
    if (start === null) return null;
    const end = walk(text, offset + this.anchor.length, this.#behind, 1);
    if (end === null) return null;
    // Both ends are the furthest ones: what is escaped is longer than what is not.
    const plain = lengthOf(this.#before) + this.anchor.length + lengthOf(this.#behind);
    return end - start > plain ? { start, end } : null;
  }

  wipe(): void {
    wipeUnits([...this.#before, ...this.#behind]);
    this.anchor.fill(0);
  }
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
      units.push({ plain, escapes: isText || (value[at] ?? 0) < 0x80 ? escapesOf(character) : bytesOnly(value[at] ?? 0) });
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

function lengthOf(units: readonly Unit[]): number {
  return units.reduce((sum, { plain }) => sum + plain.length, 0);
}

/** The escapes are shared between all values and belong to none. */
function wipeUnits(units: readonly Unit[]): void {
  for (const { plain } of units) plain.fill(0);
}
