import { FileReader } from '../files/read-file-pieces.ts';
import type { Pace } from '../pace.ts';
import { PatternMatcher, SHORTEST_PATTERN } from '../values/pattern-matcher.ts';

/** A place that names a secret. */
export type NamedPlace = { readonly file: string; readonly line: number };

/** The first places of each name, and whether some files were too large or too many to be looked through. */
export type NamedInFiles = { readonly places: ReadonlyMap<string, readonly NamedPlace[]>; readonly cut: boolean };

/** Larger files are data. */
const MAX_FILE_BYTES = 4_194_304;
const MAX_BYTES = 536_870_912;
const MOST_PLACES = 3;
const NEWLINE = 0x0a;

/**
 * Looks for names of secrets in files as they are, such as `${NPM_TOKEN}` in an `.npmrc`: whole words only.
 * @param files from the root, with `/`
 */
export async function namedInFiles(
  root: string,
  files: readonly string[],
  names: ReadonlySet<string>,
  pace: Pace,
): Promise<NamedInFiles> {
  const places = new Map<string, NamedPlace[]>();
  if (names.size === 0) return { places, cut: false };
  const list = [...names].filter((name) => name !== '').map((name) => ({ name, bytes: Buffer.from(name) }));
  const long = list.filter(({ bytes }) => bytes.length >= SHORTEST_PATTERN);
  const short = list.filter(({ bytes }) => bytes.length < SHORTEST_PATTERN);
  const matcher = new PatternMatcher(long.map(({ bytes }) => bytes));
  const reader = new FileReader(root, MAX_FILE_BYTES + 1);
  let left = MAX_BYTES;
  let cut = false;

  const take = (name: string, file: string, text: Buffer, at: number): void => {
    const known = places.get(name) ?? [];
    if (known.length >= MOST_PLACES || known.some((place) => place.file === file)) return;
    if (isWord(text[at - 1]) || isWord(text[at + Buffer.byteLength(name)])) return;
    places.set(name, [...known, { file, line: lineOf(text, at) }]);
  };
  for (const file of files) {
    if (pace.isDue()) await pace.breathe();
    if (left <= 0) {
      cut = true;
      break;
    }
    await reader.read(file, pace, (text, { whole }) => {
      left -= text.length;
      cut ||= !whole;
      if (!whole || text.subarray(0, 8_000).includes(0)) return;
      const found = matcher.search(text).sort((a, b) => a.offset - b.offset);
      for (const { pattern, offset } of found) take(long[pattern]?.name ?? '', file, text, offset);
      for (const { name, bytes } of short) {
        for (let at = text.indexOf(bytes); at !== -1; at = text.indexOf(bytes, at + bytes.length)) {
          take(name, file, text, at);
        }
      }
    });
  }
  return { places, cut };
}

function isWord(byte: number | undefined): boolean {
  return byte !== undefined && /\w/.test(String.fromCharCode(byte));
}

function lineOf(text: Buffer, place: number): number {
  let line = 1;
  for (let at = text.indexOf(NEWLINE); at !== -1 && at < place; at = text.indexOf(NEWLINE, at + 1)) line += 1;
  return line;
}
