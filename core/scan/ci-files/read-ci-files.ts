import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { ScannedSystem, ScanProblem } from '#shared/domain/repository-scan.ts';
import { FileReader } from '../files/read-file-pieces.ts';
import type { Pace } from '../pace.ts';
import { readBitbucketPipelines } from './bitbucket-pipelines.ts';
import { readCircleciConfig } from './circleci-config.ts';
import type { CiFile } from './found-use.ts';
import { type GithubFile, readDependabotFile, readGithubFile, withoutHandedOver } from './github-workflows.ts';
import { type GitlabFile, gitlabUses, readGitlabFile } from './gitlab-pipelines.ts';
import { readJenkinsfile } from './jenkinsfile.ts';
import { withScripts } from './job-scripts.ts';
import { GlobMatcher } from './match-glob.ts';
import { MAX_CI_FILE_BYTES } from './yaml-file.ts';

export type CiFiles = {
  readonly files: ReadonlyMap<string, CiFile>;
  readonly problems: readonly ScanProblem[];
  /** What there is of a system's files besides, and was not read. */
  readonly unread: readonly { readonly system: ScannedSystem; readonly what: string }[];
};

const DEPENDABOT = /^\.github\/dependabot\.ya?ml$/;
const KNOWN: readonly (readonly [RegExp, ScannedSystem])[] = [
  [/^\.github\/workflows\/[^/]+\.ya?ml$/, 'github'],
  [/(?:^|\/)action\.ya?ml$/, 'github'],
  [DEPENDABOT, 'github'],
  [/^\.gitlab-ci\.ya?ml$/, 'gitlab'],
  [/^\.circleci\/[^/]+\.ya?ml$/, 'circleci'],
  [/(?:^|\/)Jenkinsfile(?:\.[\w-]+)?$|\.jenkinsfile$/, 'jenkins'],
  [/^bitbucket-pipelines\.ya?ml$/, 'bitbucket'],
];
/** Where CI files are that nobody has added to git yet. */
const LOOKED_INTO = ['', '.github', '.github/workflows', '.circleci'];
const MAX_CI_FILES = 2_000;

export function ciSystemOf(file: string): ScannedSystem | null {
  return KNOWN.find(([pattern]) => pattern.test(file))?.[1] ?? null;
}

/**
 * Reads every CI file of a repository: those among `files`, those that lie where a system looks for them, and what GitLab's
 * includes.
 * @param files from the root, with `/`
 */
export async function readCiFiles(root: string, files: readonly string[], pace: Pace): Promise<CiFiles> {
  const problems: ScanProblem[] = [];
  const unread: { system: ScannedSystem; what: string }[] = [];
  const reader = new FileReader(root, MAX_CI_FILE_BYTES + 1);
  const read = async (file: string, system: ScannedSystem): Promise<string | null> => {
    let content: string | null = null;
    const outcome = await reader.read(file, pace, (piece, { whole }) => {
      content = whole && piece.length <= MAX_CI_FILE_BYTES ? piece.toString('utf8') : null;
    });
    if (outcome === 'read' && content !== null) return content;
    if (outcome !== 'missing') {
      const message = outcome === 'read' ? 'It is larger than 1 MiB and was not read.' : 'It could not be read.';
      problems.push({ file, line: null, message });
      unread.push({ system, what: `${file} is not read` });
    }
    return null;
  };

  const found = [...new Set([...files, ...LOOKED_INTO.flatMap((folder) => entriesOf(root, folder))])]
    .filter((file) => ciSystemOf(file) !== null)
    .sort();
  if (found.length > MAX_CI_FILES) {
    unread.push(...found.slice(MAX_CI_FILES).flatMap((file) => unreadOf(file)));
    problems.push({
      file: null,
      line: null,
      message: `There are more than ${MAX_CI_FILES} CI files; the rest was not read.`,
    });
  }
  const github = new Map<string, GithubFile>();
  const result = new Map<string, CiFile>();
  for (const file of found.slice(0, MAX_CI_FILES)) {
    const system = ciSystemOf(file);
    if (system === null || system === 'gitlab') continue;
    const source = await read(file, system);
    if (source === null) continue;
    if (DEPENDABOT.test(file)) result.set(file, readDependabotFile(source));
    else if (system === 'github') github.set(file, readGithubFile(source));
    else result.set(file, await readOther(system, source));
    if (pace.isDue()) await pace.breathe();
  }
  for (const [file, content] of withoutHandedOver(github)) result.set(file, content);
  const first = found.filter((file) => ciSystemOf(file) === 'gitlab');
  for (const [file, content] of gitlabUses(await readGitlab(first, files, read, { problems, unread })))
    result.set(file, content);

  for (const [file, content] of result) problems.push(...content.problems.map((problem) => ({ file, ...problem })));
  const whole = await withScripts(result, { root, files, pace });
  return { files: new Map([...whole].sort(([a], [b]) => (a < b ? -1 : 1))), problems, unread };
}

function unreadOf(file: string): { system: ScannedSystem; what: string }[] {
  const system = ciSystemOf(file);
  return system === null ? [] : [{ system, what: `${file} is not read` }];
}

async function readOther(system: 'circleci' | 'jenkins' | 'bitbucket', source: string): Promise<CiFile> {
  switch (system) {
    case 'circleci':
      return readCircleciConfig(source);
    case 'jenkins':
      return readJenkinsfile(source);
    case 'bitbucket':
      return readBitbucketPipelines(source);
  }
}

/** The first file and everything that it includes; each once, so that files which include each other do no harm. */
async function readGitlab(
  first: readonly string[],
  files: readonly string[],
  read: (file: string, system: 'gitlab') => Promise<string | null>,
  { problems, unread }: { problems: ScanProblem[]; unread: { system: ScannedSystem; what: string }[] },
): Promise<Map<string, GitlabFile>> {
  const found = new Map<string, GitlabFile>();
  const globs = new GlobMatcher();
  const pending = [...first];
  const seen = new Set(pending);
  for (let file = pending.shift(); file !== undefined; file = pending.shift()) {
    if (found.size >= MAX_CI_FILES) break;
    const source = await read(file, 'gitlab');
    if (source === null) {
      if (!first.includes(file)) {
        problems.push({ file, line: null, message: 'It is included, and it is not there.' });
        unread.push({ system: 'gitlab', what: `${file} is included, and is not there` });
      }
      continue;
    }
    const content = readGitlabFile(source);
    found.set(file, content);
    const included = content.includes.map((pattern) => filesOf(pattern, files, globs));
    if (included.includes(null)) {
      problems.push({ file, line: null, message: 'It includes by more patterns than are compared; not all was read.' });
      unread.push({ system: 'gitlab', what: `${file} includes by more patterns than are compared` });
    }
    for (const named of included.flatMap((some) => some ?? [])) {
      if (seen.has(named)) continue;
      seen.add(named);
      pending.push(named);
    }
  }
  return found;
}

/** `*` stands for a name, `**` for any folders. What leads out of the repository is not followed. */
function filesOf(pattern: string, files: readonly string[], globs: GlobMatcher): readonly string[] | null {
  const normal = path.posix.normalize(pattern);
  if (normal.startsWith('..') || path.posix.isAbsolute(normal) || normal.includes('$')) return [];
  if (!normal.includes('*')) return [normal];
  return globs.matching(normal, files);
}

function entriesOf(root: string, folder: string): string[] {
  try {
    const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => (folder === '' ? name : `${folder}/${name}`));
  } catch {
    return [];
  }
}
