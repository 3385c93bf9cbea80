import { someOf } from '../ci-files/found-use.ts';

/** What a content is, as far as a search for values goes. */
export type ContentKind = 'compressed' | 'lfs-pointer' | 'other';

/** How compressed files begin: gzip, zip (jar, docx), xz, bzip2, Zstandard, 7-Zip, LZ4, RAR, PDF. */
const COMPRESSED = [
  '1f8b',
  '504b0304',
  'fd377a585a',
  '425a68',
  '28b52ffd',
  '377abcaf271c',
  '04224d18',
  '52617221',
  '25504446',
].map((hex) => Buffer.from(hex, 'hex'));
const FIRST_BYTES = new Set(COMPRESSED.map((bytes) => bytes[0]));
/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md: a pointer's first line. */
const LFS_POINTER = Buffer.from('version https://git-lfs.github.com/spec/v1\n');

/** Tells from the first piece of a content what it is. */
export function kindOfContent(start: Buffer): ContentKind {
  const [first] = start;
  if (first === LFS_POINTER[0]) return startsWith(start, LFS_POINTER) ? 'lfs-pointer' : 'other';
  return FIRST_BYTES.has(first) && COMPRESSED.some((bytes) => startsWith(start, bytes)) ? 'compressed' : 'other';
}

type Reason = 'submodule' | 'lfs-pointer' | 'compressed' | 'too-large' | 'unreadable' | 'not-a-file';

const WORDS: Readonly<Record<Reason, readonly [one: string, several: string]>> = {
  submodule: ['a submodule', 'submodules'],
  'lfs-pointer': ['a file that Git LFS keeps elsewhere', 'files that Git LFS keeps elsewhere'],
  compressed: ['the inside of a compressed file', 'the insides of compressed files'],
  'too-large': ['a file over 4 GiB', 'files over 4 GiB'],
  unreadable: ['a file that cannot be read', 'files that cannot be read'],
  'not-a-file': ['a pipe, link or device in a file’s place', 'pipes, links or devices in files’ places'],
};
/** Paths of each kind that are kept. */
const MOST_PATHS = 4;

/** Gathers what a search for values leaves out, to be said beside its result. */
export class NotSearched {
  readonly #paths = new Map<Reason, { paths: string[]; count: number }>();
  readonly #others = new Set<string>();

  /** A file of the folder, or with null a content that only the history has. */
  add(reason: Reason, path: string | null): void {
    const known = this.#paths.get(reason) ?? { paths: [], count: 0 };
    known.count += 1;
    if (path !== null && known.paths.length < MOST_PATHS) known.paths.push(path);
    this.#paths.set(reason, known);
  }

  /** Anything else, as it stands in a list: "the history". */
  say(what: string): void {
    this.#others.add(what);
  }

  list(): string[] {
    const paths = [...this.#paths].map(([reason, { paths: some, count }]) => {
      const [one, several] = WORDS[reason];
      const what = count === 1 ? one : `${count} ${several}`;
      if (some.length === 0) return `${what} of the history`;
      return `${what} (${some.length === count ? someOf(some) : `${some.join(', ')} and more`})`;
    });
    return [...paths, ...this.#others];
  }
}

function startsWith(content: Buffer, bytes: Buffer): boolean {
  return content.length >= bytes.length && bytes.equals(content.subarray(0, bytes.length));
}
