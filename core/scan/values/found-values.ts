import type { FoundValue } from '#shared/domain/repository-scan.ts';
import type { Hit } from './content-search.ts';
import type { ValueOwner } from './opened-values.ts';
import type { ValuePattern } from './value-patterns.ts';

/** A commit: its id, its time in milliseconds since 1970, and its place among the others; the first has the least. */
export type Source = { readonly id: string; readonly at: number; readonly order: number };

type Entry = {
  readonly owners: readonly ValueOwner[];
  readonly pattern: ValuePattern;
  readonly file: string | null;
  lines: Set<number>;
  inFiles: boolean;
  commit: Source | null;
};

const MOST_LINES = 20;
/** After so many the rest is counted no more: somebody who reads them has enough to do. */
const MOST_ENTRIES = 10_000;
const FORMS = ['plain', 'escaped', 'base64'];

/** Gathers hits into one entry for each value, form and file. */
export class FoundValues {
  readonly #patterns: readonly ValuePattern[];
  readonly #entries = new Map<string, Entry>();

  constructor(patterns: readonly ValuePattern[]) {
    this.#patterns = patterns;
  }

  /** In a file as it is now, or as it is staged. */
  inFile(file: string, hits: readonly Hit[]): void {
    this.#add(file, hits, (entry, line) => {
      entry.inFiles = true;
      keepLine(entry, line);
    });
  }

  inHistory(file: string, hits: readonly Hit[], commit: Source): void {
    this.#add(file, hits, (entry, line) => {
      // The lines are those of the file as it is; of one that has it no more, those of the oldest commit.
      if (entry.commit === null || commit.order < entry.commit.order) {
        if (!entry.inFiles) entry.lines = new Set();
        entry.commit = commit;
      }
      if (!entry.inFiles && entry.commit.id === commit.id) keepLine(entry, line);
    });
  }

  inMessage(hits: readonly Hit[], commit: Source): void {
    this.#add(null, hits, (entry) => {
      if (entry.commit === null || commit.order < entry.commit.order) entry.commit = commit;
    });
  }

  /** The names of the keys that hits belong to. */
  namesOf(hits: readonly Hit[]): string[] {
    const owners = hits.flatMap(({ pattern }) => this.#patterns[pattern]?.owners ?? []);
    return [...new Set(owners.map(({ name }) => name))].sort();
  }

  /** What is in files first, then the history; by file. */
  list(): FoundValue[] {
    return [...this.#entries.values()]
      .toSorted((a, b) => Number(b.inFiles) - Number(a.inFiles) || compare(a.file ?? '', b.file ?? ''))
      .flatMap(({ owners, pattern, file, lines, inFiles, commit }) =>
        owners.map((owner) => ({
          ...owner,
          keyId: owner.keyId as FoundValue['keyId'],
          versionId: owner.versionId as FoundValue['versionId'],
          form: pattern.form,
          harmless: pattern.harmless,
          file,
          lines: [...lines].sort((a, b) => a - b),
          inFiles,
          commit: commit === null ? null : { id: commit.id, at: commit.at },
        })),
      );
  }

  #add(file: string | null, hits: readonly Hit[], change: (entry: Entry, line: number | null) => void): void {
    for (const { pattern: index, line } of hits) {
      const pattern = this.#patterns[index];
      if (pattern === undefined) continue;
      const key = `${pattern.owners[0]?.versionId} ${FORMS.indexOf(pattern.form)} ${file ?? ''}`;
      let entry = this.#entries.get(key);
      if (entry === undefined) {
        if (this.#entries.size >= MOST_ENTRIES) return;
        entry = { owners: pattern.owners, pattern, file, lines: new Set(), inFiles: false, commit: null };
        this.#entries.set(key, entry);
      }
      change(entry, line);
    }
  }
}

function keepLine(entry: Entry, line: number | null): void {
  if (line !== null && entry.lines.size < MOST_LINES) entry.lines.add(line);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
