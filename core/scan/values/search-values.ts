import { hash as hashOnce } from 'node:crypto';
import type { FoundValue, ScanProblem } from '#shared/domain/repository-scan.ts';
import { FileReader, MAX_FILE_BYTES } from '../files/read-file-pieces.ts';
import { type FirstCommit, firstCommits, instantOf } from '../git/first-commits.ts';
import type { Repository } from '../git/open-repository.ts';
import { readStoredObjects, type StoredType } from '../git/stored-objects.ts';
import type { TrackedFile } from '../git/tracked-files.ts';
import type { Pace } from '../pace.ts';
import { ContentSearch, type Hit, PIECE_BYTES } from './content-search.ts';
import { FoundValues, type Source } from './found-values.ts';
import { type ContentKind, kindOfContent, NotSearched } from './not-searched.ts';
import type { SearchedValue } from './opened-values.ts';
import { PatternMatcher } from './pattern-matcher.ts';
import { confirmOf, type ValuePattern, valuePatterns, wipePatterns } from './value-patterns.ts';

export type ValueSearch = {
  readonly found: FoundValue[];
  /** What was left out, in words for a list. */
  readonly notSearched: readonly string[];
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
 * Looks for values in the given files as they are on the disk, and in everything that git has stored. They are compared here
 * and wiped here: git gets to know nothing of them, and the answer tells only where they are.
 *
 * The files come first. Their object ids are computed on the way, so that the same contents are not read again from the
 * store; and since the store has each content once, the whole history costs little more than the files that changed.
 */
export async function searchValues(values: readonly SearchedValue[], options: Options): Promise<ValueSearch> {
  const patterns = valuePatterns(values);
  for (const { bytes } of values) bytes.fill(0);
  const matcher = new PatternMatcher(patterns.bytes);
  try {
    const search = new ContentSearch(matcher, confirmOf(patterns));
    const run = new Run(search, patterns.patterns, options);
    if (values.length > 0) {
      await run.searchFiles();
      if (options.repository !== null) await run.searchHistory(options.repository);
    }
    const { files, objects, bytes: total } = run.counts;
    return {
      found: run.found.list(),
      notSearched: run.notSearched.list(),
      problems: run.problems,
      searched: { files, objects, bytes: total, values: values.length },
    };
  } finally {
    matcher.wipe();
    wipePatterns(patterns);
  }
}

class Run {
  readonly found: FoundValues;
  readonly problems: ScanProblem[] = [];
  readonly notSearched = new NotSearched();
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
    const { repository } = options;
    this.notSearched.say(repository === null ? 'a history' : 'files that git does not track');
    if (repository !== null && repository.remotes.length > 0) {
      this.notSearched.say('branches and tags that were never fetched');
    }
    if (repository?.shallow === true) this.notSearched.say('commits before the start of this shallow clone');
    this.notSearched.say('what is encrypted, or encoded in other ways than escapes and base64');
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
        if (type === 'submodule') {
          this.#tell(path, 'This is a submodule; scan it by itself.');
          this.notSearched.add('submodule', path);
        }
        continue;
      }
      let hits: readonly Hit[] = [];
      let kind: ContentKind | null = null;
      const outcome = await reader.read(path, pace, (piece, { whole, last, withHeader }) => {
        this.counts.bytes += piece.length;
        kind ??= kindOfContent(piece);
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
          this.#noteKind(kind, path);
          break;
        case 'too-large':
          this.#search.drop();
          this.#tell(path, 'It is larger than 4 GiB and was not searched.');
          this.notSearched.add(outcome, path);
          break;
        case 'unreadable':
          this.#search.drop();
          this.#tell(path, 'It could not be read and was not searched.');
          this.notSearched.add(outcome, path);
          break;
        case 'not-a-file':
          this.notSearched.add(outcome, path);
          break;
        case 'missing':
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
    let kind: ContentKind | null = null;
    const complete = await readStoredObjects(repository, {
      pace,
      signal,
      wants: (id, type, size) => {
        if (size > MAX_FILE_BYTES) large += 1;
        return size <= MAX_FILE_BYTES && !(type === 'blob' && this.#searched.has(id));
      },
      read: ({ id, type, size }, piece, last) => {
        if (type === 'blob') kind ??= kindOfContent(piece);
        if (type !== 'blob') header = last && header.length === 0 ? piece : headOf(header, piece);
        const hits = this.#searchPiece(piece, last, piece.length === size);
        if (!last) return;
        this.counts.objects += 1;
        this.counts.bytes += size;
        this.#noteKind(kind, null);
        kind = null;
        if (hits.length > 0) {
          if (type === 'blob') this.#stored.set(id, hits);
          else messages.push({ hits, source: messageSource(id, type, header) });
        }
        header = Buffer.alloc(0);
        if (this.counts.objects % 1_000 === 0) onProgress({ step: 'history', done: this.counts.objects, of: null });
      },
    });
    if (!complete) {
      this.#tell(null, 'git did not tell everything of the history; "git fsck" says whether it is damaged.');
      this.notSearched.say('contents that git did not give out');
    }
    if (large > 0) {
      this.#tell(null, `${large} contents of the history are larger than 4 GiB and were not searched.`);
      this.notSearched.say(`${large} contents of the history over 4 GiB`);
    }
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

  #noteKind(kind: ContentKind | null, path: string | null): void {
    if (kind === 'compressed' || kind === 'lfs-pointer') this.notSearched.add(kind, path);
  }

  #tell(file: string | null, message: string): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push({ file, line: null, message });
    else if (this.#omitted++ === 0)
      this.problems.push({ file: null, line: null, message: 'There are more such files.' });
  }
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
