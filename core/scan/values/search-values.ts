import { hash as hashOnce } from 'node:crypto';
import type { FoundValue, ScanProblem, SkippedValue } from '#shared/domain/repository-scan.ts';
import type { Store } from '../../store/store.ts';
import { FileReader, MAX_FILE_BYTES } from '../files/read-file-pieces.ts';
import { type FirstCommit, firstCommits, instantOf } from '../git/first-commits.ts';
import type { Repository } from '../git/open-repository.ts';
import { readStoredObjects, type StoredType } from '../git/stored-objects.ts';
import type { TrackedFile } from '../git/tracked-files.ts';
import type { Pace } from '../pace.ts';
import { ContentSearch, type Hit, PIECE_BYTES } from './content-search.ts';
import { FoundValues, type Source } from './found-values.ts';
import { PatternMatcher } from './pattern-matcher.ts';
import { type ValuePattern, valuePatterns } from './value-patterns.ts';

export type ValueSearch = {
  readonly found: FoundValue[];
  readonly skipped: readonly SkippedValue[];
  readonly problems: readonly ScanProblem[];
  readonly searched: {
    readonly files: number;
    readonly objects: number;
    readonly bytes: number;
    readonly values: number;
  };
};

export type SearchStep = {
  readonly step: 'files' | 'history' | 'commits';
  readonly done: number;
  readonly of: number | null;
};

type Options = {
  readonly root: string;
  readonly files: readonly TrackedFile[];
  /** Null: there is no history to search. */
  readonly repository: Repository | null;
  readonly pace: Pace;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (step: SearchStep) => void;
};

/** A path that is not given a message of its own any more. */
const MOST_PROBLEMS = 100;
/** What of a commit or tag is kept to read its time. */
const HEADER_BYTES = 65_536;
/** Room before a file's content for the header that git hashes with it. */
const HEADER_ROOM = 64;

/**
 * Looks for every value of the vault in the given files as they are on the disk, and in everything that git has stored.
 * Values are opened here, compared here and wiped here: git gets to know nothing of them, and the answer tells only where.
 *
 * The files come first. Their object ids are computed on the way, so that the same contents are not read again from the
 * store; and since the store has each content once, the whole history costs little more than the files that changed.
 */
export async function searchValues(store: Store, options: Options): Promise<ValueSearch> {
  const { patterns, bytes, skipped, values } = valuePatterns(store);
  const matcher = new PatternMatcher(bytes);
  try {
    const search = new ContentSearch(matcher, acceptsOf(patterns));
    const run = new Run(search, patterns, options);
    if (values > 0) {
      await run.searchFiles();
      if (options.repository !== null) await run.searchHistory(options.repository);
    }
    const { files, objects, bytes: total } = run.counts;
    return {
      found: run.found.list(),
      skipped,
      problems: run.problems,
      searched: { files, objects, bytes: total, values },
    };
  } finally {
    matcher.wipe();
  }
}

class Run {
  readonly found: FoundValues;
  readonly problems: ScanProblem[] = [];
  readonly counts = { files: 0, objects: 0, bytes: 0 };
  readonly #search: ContentSearch;
  readonly #options: Options;
  /** Ids of contents that were searched as files. */
  readonly #searched = new Set<string>();
  /** Contents with values in them, by id: those that are files now, and those that only the store has. */
  readonly #inFiles = new Map<string, readonly Hit[]>();
  readonly #stored = new Map<string, readonly Hit[]>();
  #omitted = 0;

  constructor(search: ContentSearch, patterns: readonly ValuePattern[], options: Options) {
    this.#search = search;
    this.#options = options;
    this.found = new FoundValues(patterns);
  }

  async searchFiles(): Promise<void> {
    const { root, files, pace, repository, onProgress } = this.#options;
    const reader = new FileReader(root, PIECE_BYTES, HEADER_ROOM);
    for (const [index, { path, type }] of files.entries()) {
      if (pace.isDue()) {
        onProgress({ step: 'files', done: index, of: files.length });
        await pace.breathe();
      }
      if (type !== 'file') {
        if (type === 'submodule') this.#tell(path, 'This is a submodule; scan it by itself.');
        continue;
      }
      let hits: readonly Hit[] = [];
      const outcome = await reader.read(path, pace, (piece, { whole, last, withHeader }) => {
        this.counts.bytes += piece.length;
        if (!whole) {
          this.#search.add(piece);
          if (last) hits = this.#search.finish();
          return;
        }
        hits = this.#search.searchWhole(piece);
        if (repository === null) return;
        const object = hashOnce(repository.hash, withHeader(`blob ${piece.length}\0`), 'hex');
        this.#searched.add(object);
        if (hits.length > 0) this.#inFiles.set(object, hits);
      });
      switch (outcome) {
        case 'read':
          this.counts.files += 1;
          if (hits.length > 0) this.found.inFile(path, hits);
          break;
        case 'too-large':
          this.#search.drop();
          this.#tell(path, 'It is larger than 4 GiB and was not searched.');
          break;
        case 'unreadable':
          this.#search.drop();
          this.#tell(path, 'It could not be read and was not searched.');
          break;
        case 'missing':
        case 'not-a-file':
          // Its content in the index is searched with the history.
          break;
      }
    }
    onProgress({ step: 'files', done: files.length, of: files.length });
  }

  async searchHistory(repository: Repository): Promise<void> {
    const { pace, signal, onProgress } = this.#options;
    const messages: { hits: readonly Hit[]; source: Source }[] = [];
    let large = 0;
    let header: Buffer = Buffer.alloc(0);
    const complete = await readStoredObjects(repository, {
      pace,
      signal,
      wants: (id, type, size) => {
        if (size > MAX_FILE_BYTES) large += 1;
        return size <= MAX_FILE_BYTES && !(type === 'blob' && this.#searched.has(id));
      },
      read: ({ id, type, size }, piece, last) => {
        if (type !== 'blob') header = last && header.length === 0 ? piece : headOf(header, piece);
        const hits = this.#searchPiece(piece, last, piece.length === size);
        if (!last) return;
        this.counts.objects += 1;
        this.counts.bytes += size;
        if (hits.length > 0) {
          if (type === 'blob') this.#stored.set(id, hits);
          else messages.push({ hits, source: messageSource(id, type, header) });
        }
        header = Buffer.alloc(0);
        if (this.counts.objects % 1_000 === 0) onProgress({ step: 'history', done: this.counts.objects, of: null });
      },
    });
    if (!complete)
      this.#tell(null, 'git did not tell everything of the history; "git fsck" says whether it is damaged.');
    if (large > 0) this.#tell(null, `${large} contents of the history are larger than 4 GiB and were not searched.`);
    if (repository.shallow)
      this.#tell(null, 'The history is cut off (a shallow clone); what came before was not searched.');
    for (const { hits, source } of messages) this.found.inMessage(hits, source);
    if (this.#inFiles.size + this.#stored.size > 0) await this.#findCommits(repository);
  }

  async #findCommits(repository: Repository): Promise<void> {
    const { signal, onProgress, files, pace } = this.#options;
    const contents = [...this.#inFiles, ...this.#stored];
    onProgress({ step: 'commits', done: 0, of: contents.length });
    const commits = await firstCommits(repository, new Set(contents.map(([object]) => object)), signal);
    await pace.breathe();
    const byObject: Map<string, FirstCommit[]> = Map.groupBy(commits, ({ object }) => object);
    for (const [object, hits] of contents) {
      for (const { path, ...commit } of byObject.get(object) ?? []) this.found.inHistory(path, hits, commit);
    }
    const staged = new Map(files.map(({ id, path }) => [id, path]));
    const lost: Hit[] = [];
    for (const [object, hits] of this.#stored) {
      if (byObject.has(object)) continue;
      const path = staged.get(object);
      if (path === undefined) lost.push(...hits);
      else this.found.inFile(path, hits);
    }
    const names = this.found.namesOf(lost);
    if (names.length > 0) {
      this.#tell(
        null,
        `Values of ${names.join(', ')} are in git's store where no branch or tag leads (an amended commit, a dropped stash). ` +
          '"git reflog expire --expire=now --all" and "git gc --prune=now" remove them.',
      );
    }
    onProgress({ step: 'commits', done: contents.length, of: contents.length });
  }

  #searchPiece(piece: Buffer, last: boolean, whole: boolean): readonly Hit[] {
    if (whole) return this.#search.searchWhole(piece);
    this.#search.add(piece);
    return last ? this.#search.finish() : [];
  }

  #tell(file: string | null, message: string): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push({ file, line: null, message });
    else if (this.#omitted++ === 0)
      this.problems.push({ file: null, line: null, message: 'There are more such files.' });
  }
}

function acceptsOf(patterns: readonly ValuePattern[]) {
  const isWord = (byte: number | undefined): boolean =>
    byte !== undefined &&
    ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));
  return (pattern: number, before: number | undefined, after: number | undefined): boolean =>
    patterns[pattern]?.wholeWord !== true || !(isWord(before) || isWord(after));
}

function headOf(start: Buffer, piece: Buffer): Buffer {
  return start.length >= HEADER_BYTES ? start : Buffer.concat([start, piece.subarray(0, HEADER_BYTES - start.length)]);
}

/** A commit's own id and time; for a tag the object that it names, and when it was made. */
function messageSource(id: string, type: StoredType, content: Buffer): Source {
  const text = content.toString('latin1');
  const seconds = (type === 'tag' ? /^tagger .* (\d+) [-+]\d{4}$/m : /^committer .* (\d+) [-+]\d{4}$/m).exec(text)?.[1];
  const named = type === 'tag' ? /^object ([0-9a-f]{40,64})$/m.exec(text)?.[1] : undefined;
  const at = instantOf(seconds ?? '');
  // Messages are put in order by their time: the store has none.
  return { id: named ?? id, at, order: at };
}
