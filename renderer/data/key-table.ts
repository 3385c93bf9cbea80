import type { KeyStatus, KeySummary } from '#shared/domain/key.ts';
import { keyStatusAt } from '#shared/domain/key-status.ts';
import { compareOrders, nameOrder } from '#shared/domain/name-order.ts';
import { attentionRank } from './due.ts';
import { PartIndex } from './part-index.ts';
import { providerName } from './provider-name.ts';

/** The names that a key's ids stand for, for search and for the list's columns. */
export interface Names {
  readonly project: (id: string) => string;
  readonly environment: (id: string) => string;
}

/** What narrows the list besides the filter field; null: everything. */
export interface Facets {
  readonly projectId: string | null;
  readonly environment: string | null;
  readonly provider: string | null;
  readonly status: KeyStatus | 'rotate' | null;
}

export const NO_FACETS: Facets = { projectId: null, environment: null, provider: null, status: null };

/** How many earlier filter texts are kept, so that taking letters back is as fast as typing them. */
const REMEMBERED = 24;

const SEPARATOR = '\u0001';

/**
 * All keys in the order in which they need attention, with lower-case texts for each to search in: many keys share a name
 * or a place, and what they share is searched once. A filter text that goes on from the last one only looks at what that
 * one left, so a keystroke costs less the more is typed.
 */
export class KeyTable {
  readonly rows: readonly KeySummary[];
  readonly #keyNames: PartIndex;
  readonly #prefixes: PartIndex;
  readonly #places: PartIndex;
  readonly #now: number;
  readonly #names: Names;
  #facets: Facets = NO_FACETS;
  #base: Uint32Array;
  #steps: { text: string; found: Uint32Array }[] = [];

  constructor(keys: readonly KeySummary[], names: Names, now: number) {
    this.rows = sortByAttention(keys, now);
    this.#names = names;
    this.#keyNames = new PartIndex(this.rows.map(({ name }) => name.toLowerCase()));
    this.#prefixes = new PartIndex(this.rows.map(({ prefix }) => prefix.toLowerCase()));
    this.#places = new PartIndex(this.rows.map((key) => placeText(key, names)));
    this.#now = now;
    this.#base = everything(this.rows.length);
  }

  /** Indexes into `rows`, in order, of the keys that have every word of `text` somewhere. */
  find(text: string, facets: Facets): Uint32Array {
    if (!sameFacets(facets, this.#facets)) {
      this.#facets = facets;
      this.#base = this.#narrow(facets);
      this.#steps = [];
    }
    const wanted = text.trim().toLowerCase();
    if (wanted === '') {
      this.#steps = [];
      return this.#base;
    }
    while (this.#steps.length > 0 && !continues(this.#steps.at(-1)?.text ?? '', wanted)) this.#steps.pop();
    const last = this.#steps.at(-1);
    if (last?.text === wanted) return last.found;
    const found = this.#search(last?.found ?? this.#base, wanted.split(/\s+/));
    this.#steps.push({ text: wanted, found });
    if (this.#steps.length > REMEMBERED) this.#steps.shift();
    return found;
  }

  #search(within: Uint32Array, words: readonly string[]): Uint32Array {
    let left = within;
    for (const word of words) left = this.#having(left, word);
    return left;
  }

  #having(within: Uint32Array, word: string): Uint32Array {
    const named = this.#keyNames.having(word);
    const begun = this.#prefixes.having(word);
    const placed = this.#places.having(word);
    const nameOf = this.#keyNames.of;
    const prefixOf = this.#prefixes.of;
    const placeOf = this.#places.of;
    const found = new Uint32Array(within.length);
    let count = 0;
    // Counted, not iterated: this runs over every key at the first letter that is typed.
    for (let at = 0; at < within.length; at += 1) {
      const row = within[at] ?? 0;
      if (named[nameOf[row] ?? 0] !== 1 && begun[prefixOf[row] ?? 0] !== 1 && placed[placeOf[row] ?? 0] !== 1) continue;
      found[count] = row;
      count += 1;
    }
    return found.subarray(0, count);
  }

  #narrow(facets: Facets): Uint32Array {
    if (sameFacets(facets, NO_FACETS)) return everything(this.rows.length);
    const found: number[] = [];
    for (const [index, key] of this.rows.entries()) if (this.#fits(key, facets)) found.push(index);
    return Uint32Array.from(found);
  }

  #fits(key: KeySummary, facets: Facets): boolean {
    if (facets.projectId !== null && key.projectId !== facets.projectId) return false;
    if (facets.provider !== null && (key.provider ?? '') !== facets.provider) return false;
    if (facets.environment !== null && this.#names.environment(key.environmentId) !== facets.environment) return false;
    if (facets.status === null) return true;
    if (facets.status === 'rotate') return attentionRank(key, this.#now) === 2;
    return keyStatusAt(key, this.#now) === facets.status;
  }
}

/** What a key can be found by besides its name and its prefix. */
function placeText(key: KeySummary, names: Names): string {
  const parts = [names.project(key.projectId), names.environment(key.environmentId)];
  if (key.provider !== null) parts.push(key.provider, providerName(key.provider));
  if (key.consumer !== null) parts.push(key.consumer);
  parts.push(...key.tags, ...key.scopes);
  return parts.join(SEPARATOR).toLowerCase();
}

/** A text goes on from an earlier one when what it finds can only be part of what that one found. */
function continues(earlier: string, text: string): boolean {
  return text.startsWith(earlier);
}

function sameFacets(a: Facets, b: Facets): boolean {
  return (
    a.projectId === b.projectId && a.environment === b.environment && a.provider === b.provider && a.status === b.status
  );
}

function everything(length: number): Uint32Array {
  const indexes = new Uint32Array(length);
  for (let index = 0; index < length; index += 1) indexes[index] = index;
  return indexes;
}

/** Most urgent first: by rank, then what ends soonest, then by name. */
export function sortByAttention(keys: readonly KeySummary[], now: number): readonly KeySummary[] {
  const keyed = keys.map((key) => {
    const rank = attentionRank(key, now);
    return { key, rank, at: rank <= 1 ? (key.expiresAt ?? 0) : 0, name: nameOrder(key.name) };
  });
  keyed.sort((a, b) => a.rank - b.rank || a.at - b.at || compareOrders(a.name, b.name));
  return keyed.map(({ key }) => key);
}
