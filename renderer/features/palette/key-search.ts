import type { KeyId } from '#shared/domain/ids.ts';
import type { KeySummary } from '#shared/domain/key.ts';
import { providerName } from '../../data/provider-name.ts';
import { currentNames } from '../../stores/all-keys.ts';

/** More than anybody reads; the rest is counted. */
const AT_MOST = 500;
/** Letters out of order are looked for only where there are few better answers. */
const FUZZY_BELOW = 20;

export type Found = {
  /** The best first. */
  readonly keys: readonly KeySummary[];
  /** How many there are in all, shown or not. */
  readonly total: number;
};

/**
 * Searches every key of the vault by name, project, environment and provider. Each word typed must be somewhere; a name that
 * begins with the words comes before one that holds them, and that before a match elsewhere.
 */
export class KeySearch {
  readonly #keys: readonly KeySummary[];
  readonly #names: readonly string[];
  /** Everything but the name, for each key; equal texts are one string. */
  readonly #others: readonly string[];

  constructor(
    keys: readonly KeySummary[],
    names: { readonly project: (id: string) => string; readonly environment: (id: string) => string } = currentNames(),
  ) {
    this.#keys = keys;
    this.#names = keys.map((key) => key.name.toLowerCase());
    const known = new Map<string, string>();
    this.#others = keys.map((key) => {
      const place = `${key.environmentId} ${key.provider ?? ''}`;
      const before = known.get(place);
      if (before !== undefined) return before;
      const provider = key.provider === null ? '' : `${key.provider} ${providerName(key.provider)}`;
      const text = `${names.project(key.projectId)} ${names.environment(key.environmentId)} ${provider}`.toLowerCase();
      known.set(place, text);
      return text;
    });
  }

  byId(id: KeyId): KeySummary | undefined {
    return this.#keys.find((key) => key.id === id);
  }

  find(query: string): Found {
    const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const [first] = words;
    if (first === undefined) return { keys: [], total: 0 };
    // 0: the name itself, 1: begins with, 2: at the start of a word, 3: anywhere in the name, 4: elsewhere.
    const ranks: number[][] = [[], [], [], [], []];
    let total = 0;
    for (let index = 0; index < this.#names.length; index += 1) {
      const name = this.#names[index] ?? '';
      const other = this.#others[index] ?? '';
      if (!words.every((word) => name.includes(word) || other.includes(word))) continue;
      total += 1;
      const rank = ranks[rankOf(name, first)];
      if (rank !== undefined && rank.length < AT_MOST) rank.push(index);
    }
    let indexes = ranks.flat().slice(0, AT_MOST);
    if (total < FUZZY_BELOW && words.length === 1 && first.length >= 2) {
      const fuzzy = this.#findScattered(first, new Set(indexes), FUZZY_BELOW - total);
      total += fuzzy.length;
      indexes = [...indexes, ...fuzzy];
    }
    return { keys: indexes.flatMap((index) => this.#keys[index] ?? []), total };
  }

  /** Names that begin with the first letter and have the others in order: `ghtok` finds GITHUB_TOKEN. */
  #findScattered(letters: string, known: ReadonlySet<number>, atMost: number): number[] {
    const found: number[] = [];
    for (let index = 0; index < this.#names.length && found.length < atMost; index += 1) {
      if (!known.has(index) && isScattered(this.#names[index] ?? '', letters)) found.push(index);
    }
    return found;
  }
}

function rankOf(name: string, word: string): number {
  const at = name.indexOf(word);
  if (at < 0) return 4;
  if (at === 0) return name.length === word.length ? 0 : 1;
  // Words of a name are set apart by anything that is no letter or digit.
  return /[a-z0-9]/.test(name.charAt(at - 1)) ? 3 : 2;
}

function isScattered(name: string, letters: string): boolean {
  if (name.charAt(0) !== letters.charAt(0)) return false;
  let from = 0;
  for (const letter of letters) {
    const at = name.indexOf(letter, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}
