import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { RepositoryScan, ScanProblem, UnusedPlacement } from '#shared/domain/repository-scan.ts';
import type { Store } from '../store/store.ts';
import { readCiFiles } from './ci-files/read-ci-files.ts';
import { namedInFiles } from './compare/named-in-files.ts';
import { parseRemote } from './compare/remote-places.ts';
import { type Comparison, compareSecrets, type KnownPlacement } from './compare/used-secrets.ts';
import { walkFolder } from './files/walk-folder.ts';
import { findGit } from './git/find-git.ts';
import { openRepository, type Repository } from './git/open-repository.ts';
import { type TrackedFile, trackedFiles } from './git/tracked-files.ts';
import { Pace, ScanCancelled } from './pace.ts';
import { type SearchStep, searchValues } from './values/search-values.ts';

export type ScanStep = { readonly step: 'ci-files'; readonly done: number; readonly of: number | null } | SearchStep;

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

/**
 * Scans a repository: the secrets that its CI files use, beside the vault and its placements, and the vault's values in its
 * files and its history. Nothing of it is run or written, and no value is in the answer.
 */
export async function scanRepository(
  store: Store,
  options: ScanOptions,
): Promise<Result<RepositoryScan, 'file-not-found' | 'cancelled'>> {
  const folder = realFolder(options.folder);
  if (folder === null) return failure('file-not-found', 'There is no such folder. Name the folder of a repository.');
  const { signal } = options;
  const pace = new Pace(signal);
  const report = options.onProgress ?? (() => undefined);
  try {
    const { root, repository, files, problems } = await filesOf(folder, options, pace);
    report({ step: 'ci-files', done: 0, of: null });
    const paths = files.filter(({ type }) => type === 'file').map((file) => file.path);
    const ci = await readCiFiles(root, paths, pace);
    const remotes = (repository?.remotes ?? []).flatMap((address) => parseRemote(address) ?? []);
    const { projectId, placements } = options;
    const compared = compareSecrets(store, ci, { projectId, placements, remotes });
    const unused = await withNames(root, paths, compared.unused, pace);
    await pace.breathe();
    const search = await searchValues(store, { root, files, repository, pace, signal, onProgress: report });
    await pace.breathe();
    return success({
      root,
      repository: repository !== null,
      projectId: projectId as RepositoryScan['projectId'],
      ciFiles: [...ci.files].map(([file, { system }]) => ({ system, file })),
      ...compared,
      unused,
      values: search.found,
      skippedValues: [...search.skipped],
      notSearched: [...search.notSearched],
      problems: [...problems, ...ci.problems, ...search.problems],
      searched: search.searched,
    });
  } catch (error) {
    if (signal?.aborted !== true && !(error instanceof ScanCancelled)) throw error;
    return failure('cancelled', 'The scan was cancelled. Nothing was changed.');
  }
}

/** What is placed and not seen to be used, with the files that name it all the same. */
async function withNames(
  root: string,
  paths: readonly string[],
  unused: Comparison['unused'],
  pace: Pace,
): Promise<UnusedPlacement[]> {
  // A GitHub secret is under its name in GitHub's files alone; they hand it to programs under any name.
  const isGithub = ({ system }: Pick<UnusedPlacement, 'system'>): boolean => system === 'github';
  const namesOf = (some: Comparison['unused']): Set<string> => new Set(some.map(({ secretName }) => secretName));
  const inGithub = await namedInFiles(
    root,
    paths.filter((path) => path.startsWith('.github/')),
    namesOf(unused.filter(isGithub)),
    pace,
  );
  const anywhere = await namedInFiles(root, paths, namesOf(unused.filter((one) => !isGithub(one))), pace);
  return unused.map((one) => {
    const { places, cut } = isGithub(one) ? inGithub : anywhere;
    const notRead = cut ? [...one.notRead, 'not every file was looked through for its name'] : one.notRead;
    return { ...one, notRead, namedIn: [...(places.get(one.secretName) ?? [])] };
  });
}

type Files = {
  readonly root: string;
  readonly repository: Repository | null;
  readonly files: readonly TrackedFile[];
  readonly problems: readonly ScanProblem[];
};

const NO_GIT = 'There is no git program on PATH, so the files were searched as they lie in the folder, and no history.';
const REFUSED =
  'git does not open this repository: it is damaged, has no working tree, or belongs to somebody else, in which case ' +
  '"git config --global --add safe.directory FOLDER" allows it. The files were searched as they lie in the folder, and no history.';
const UNREADABLE = 'git could not list the files, so they were searched as they lie in the folder, and no history.';
const NO_REPOSITORY = 'This folder is in no git repository: its files were searched, and there is no history.';
const CUT =
  'There are more files than are searched without git, or folders that cannot be read; not all were searched.';

async function filesOf(folder: string, { env, signal }: ScanOptions, pace: Pace): Promise<Files> {
  const program = findGit(env);
  if (program === null) return walked(folder, NO_GIT, pace);
  const repository = await openRepository({ file: program, env }, folder, signal);
  await pace.breathe();
  if (repository === 'none') return walked(folder, NO_REPOSITORY, pace);
  if (repository === 'refused') return walked(folder, REFUSED, pace);
  const files = await trackedFiles(repository, signal);
  await pace.breathe();
  if (files === null) return walked(folder, UNREADABLE, pace);
  return { root: repository.root, repository, files, problems: [] };
}

async function walked(root: string, why: string, pace: Pace): Promise<Files> {
  const { files, cut } = await walkFolder(root, pace);
  return {
    root,
    repository: null,
    files: files.map((file) => ({ path: file, id: '', type: 'file' })),
    problems: [why, ...(cut ? [CUT] : [])].map((message) => ({ file: null, line: null, message })),
  };
}

function realFolder(folder: string): string | null {
  try {
    const real = realpathSync(path.resolve(folder));
    return statSync(real).isDirectory() ? real : null;
  } catch {
    return null;
  }
}
