import type { ScannedSystem, ScanProblem } from '#shared/domain/repository-scan.ts';
import { type CiFiles, readCiFiles } from './ci-files/read-ci-files.ts';
import { type NamedInFiles, namedInFiles } from './compare/named-in-files.ts';
import { parseRemote, type Remote } from './compare/remote-places.ts';
import { walkFolder } from './files/walk-folder.ts';
import { findGit } from './git/find-git.ts';
import { openRepository, type Repository } from './git/open-repository.ts';
import { type TrackedFile, trackedFiles } from './git/tracked-files.ts';
import { Pace } from './pace.ts';
import type { SearchedValue } from './values/opened-values.ts';
import { type SearchStep, searchValues, type ValueSearch } from './values/search-values.ts';

/** What reading a repository needs to know; nothing of it is the vault's but the values, which are wiped on the way. */
export type ReadRequest = {
  /** A folder as the system knows it, without links; where it is in a repository, the whole repository is read. */
  readonly folder: string;
  /** The person's environment, for `PATH` and what git needs. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of secrets that are placed somewhere. Files are looked through for those that no CI file uses. */
  readonly placed: readonly { readonly system: ScannedSystem; readonly secretName: string }[];
  readonly values: readonly SearchedValue[];
};

export type ScanStep = { readonly step: 'ci-files'; readonly done: number; readonly of: number | null } | SearchStep;

/** What a repository has in it, before anything of it is compared with the vault. It can be sent between threads. */
export type RepositoryReading = {
  readonly root: string;
  readonly repository: boolean;
  readonly remotes: readonly Remote[];
  readonly ci: CiFiles;
  /** Where names of placed secrets stand: in GitHub's files, and in any for the other systems. */
  readonly named: { readonly github: NamedInFiles; readonly others: NamedInFiles };
  readonly search: ValueSearch;
  readonly problems: readonly ScanProblem[];
};

/**
 * Reads a repository: its CI files, where its files name placed secrets, and where values are in its files and its history.
 * Nothing of it is run or written, and no value is in the answer.
 * @throws ScanCancelled
 */
export async function readRepository(
  request: ReadRequest,
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress: (step: ScanStep) => void },
): Promise<RepositoryReading> {
  const pace = new Pace(signal);
  const { root, repository, files, problems } = await filesOf(request, pace, signal);
  onProgress({ step: 'ci-files', done: 0, of: null });
  const paths = files.filter(({ type }) => type === 'file').map((file) => file.path);
  const ci = await readCiFiles(root, paths, pace);
  const named = await namedFiles(root, paths, request.placed, ci, pace);
  await pace.breathe();
  const search = await searchValues(request.values, { root, files, repository, pace, signal, onProgress });
  await pace.breathe();
  return {
    root,
    repository: repository !== null,
    remotes: (repository?.remotes ?? []).flatMap((address) => parseRemote(address) ?? []),
    ci,
    named,
    search,
    problems: [...problems, ...ci.problems, ...search.problems],
  };
}

async function namedFiles(
  root: string,
  paths: readonly string[],
  placed: ReadRequest['placed'],
  { files }: CiFiles,
  pace: Pace,
): Promise<RepositoryReading['named']> {
  const used = new Set([...files.values()].flatMap(({ uses }) => uses.map(({ name }) => name)));
  const namesOf = (isGithub: boolean): Set<string> =>
    new Set(
      placed
        .filter(({ system, secretName }) => (system === 'github') === isGithub && !used.has(secretName))
        .map(({ secretName }) => secretName),
    );
  // A GitHub secret is under its name in GitHub's files alone; they hand it to programs under any name.
  const githubs = paths.filter((path) => path.startsWith('.github/'));
  return {
    github: await namedInFiles(root, githubs, namesOf(true), pace),
    others: await namedInFiles(root, paths, namesOf(false), pace),
  };
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

async function filesOf({ folder, env }: ReadRequest, pace: Pace, signal: AbortSignal | undefined): Promise<Files> {
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
