import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { type RepositoryScan, SCANNED_SYSTEMS, type UnusedPlacement } from '#shared/domain/repository-scan.ts';
import type { Store } from '../store/store.ts';
import { doInWorker, type WorkLimits } from '../work/bounded-work.ts';
import { type Comparison, compareSecrets, type KnownPlacement } from './compare/used-secrets.ts';
import type { RepositoryReading, ScanStep } from './read-repository.ts';
import { openValues } from './values/opened-values.ts';

export type { ScanStep } from './read-repository.ts';

export type ScanOptions = {
  /** A folder; where it is in a repository, the whole repository is scanned. */
  readonly folder: string;
  /** Keys of this project are preferred where several have the name. */
  readonly projectId: string | null;
  readonly placements: readonly KnownPlacement[];
  /** The person's environment, for `PATH` and what git needs. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Called several times a second at most. */
  readonly onProgress?: (step: ScanStep) => void;
};

/** One file is read within seconds; a large history takes minutes, and tells of itself meanwhile. */
const LIMITS: WorkLimits = { heapMb: 600, silenceMs: 60_000, longestMs: 3_600_000 };

/**
 * Scans a repository: the secrets that its CI files use, beside the vault and its placements, and the vault's values in its
 * files and its history. Nothing of it is run or written, and no value is in the answer. It is read in a worker thread.
 */
export async function scanRepository(
  store: Store,
  options: ScanOptions,
): Promise<Result<RepositoryScan, 'file-not-found' | 'cancelled' | 'conflict'>> {
  const folder = realFolder(options.folder);
  if (folder === null) return failure('file-not-found', 'There is no such folder. Name the folder of a repository.');
  const { projectId, placements, env, signal, onProgress = () => undefined } = options;
  const { values, skipped } = openValues(store);
  try {
    const placed = placements.flatMap(({ secretName, place }) => {
      const system = SCANNED_SYSTEMS.find((known) => known === place.system);
      return system === undefined ? [] : [{ system, secretName }];
    });
    const read = await doInWorker(
      'read-repository',
      { folder, env: { ...env }, placed, values },
      { limits: LIMITS, signal, onProgress, transfer: values.map(({ bytes }) => bytes.buffer) },
    );
    if (!read.ok) {
      return read.error.code === 'cancelled'
        ? failure('cancelled', 'The scan was cancelled. Nothing was changed.')
        : failure(
            'conflict',
            'The scan took more time or memory than it may: something in this repository is made to. Nothing was changed.',
          );
    }
    const reading = read.value;
    const { root, repository, ci, search, problems, remotes } = reading;
    const compared = compareSecrets(store, ci, { projectId, placements, remotes });
    return success({
      root,
      repository,
      projectId: projectId as RepositoryScan['projectId'],
      ciFiles: [...ci.files].map(([file, { system }]) => ({ system, file })),
      ...compared,
      unused: withNames(compared.unused, reading),
      values: search.found,
      skippedValues: [...skipped],
      notSearched: [...search.notSearched],
      problems: [...problems],
      searched: search.searched,
    });
  } finally {
    // Those that a worker took over are its own to wipe.

    for (const { bytes } of values) if (bytes.byteLength > 0) bytes.fill(0);
  }
}

/** What is placed and not seen to be used, with the files that name it all the same. */
function withNames(unused: Comparison['unused'], { named }: RepositoryReading): UnusedPlacement[] {
  return unused.map((one) => {
    const { places, cut } = one.system === 'github' ? named.github : named.others;
    const notRead = cut ? [...one.notRead, 'not every file was looked through for its name'] : one.notRead;
    return { ...one, notRead: [...notRead], namedIn: [...(places.get(one.secretName) ?? [])] };
  });
}

function realFolder(folder: string): string | null {
  try {
    const real = realpathSync(path.resolve(folder));
    return statSync(real).isDirectory() ? real : null;
  } catch {
    return null;
  }
}
