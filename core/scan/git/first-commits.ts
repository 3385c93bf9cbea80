import { type GitChild, startGit } from './git-process.ts';
import type { Repository } from './open-repository.ts';

/** Where a content came into the history. */
export type FirstCommit = {
  readonly object: string;
  readonly path: string;
  readonly id: string;
  /** Milliseconds since 1970; whoever commits can write what they like. */
  readonly at: number;
  /** A commit has a greater one than those before it. */
  readonly order: number;
};

/** With more, naming each on the command line would be too long; then everything is listed and picked from. */
const MOST_NAMED = 400;
const COMMIT_MARK = '\u0001';

/**
 * The oldest commit of every branch, tag and stash that brought one of these contents into a path, once for each path.
 * Merges count as well, so that what a merge itself added is found.
 */
export async function firstCommits(
  { git, root }: Repository,
  objects: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<FirstCommit[]> {
  if (objects.size === 0) return [];
  const named = objects.size <= MOST_NAMED ? [...objects].map((id) => `--find-object=${id}`) : [];
  const commits = startGit(git, root, ['rev-list', '--all', '--topo-order', '--reverse'], signal);
  commits.stdin.end();
  const changes = startGit(
    git,
    root,
    [
      ...['diff-tree', '--stdin', '--root', '-r', '-m', '-z', '--raw', '--no-abbrev', '--no-renames', '--no-ext-diff'],
      ...['--no-textconv', '--ignore-submodules=all', `--format=${COMMIT_MARK}%H %ct`, ...named],
    ],
    signal,
  );
  commits.stdout.pipe(changes.stdin);
  try {
    return await readChanges(changes, objects);
  } finally {
    for (const child of [commits, changes]) {
      if (child.exitCode === null) child.kill('SIGKILL');
    }
  }
}

/** NUL-separated: COMMIT_MARK ID TIME, then `:MODE MODE ID ID STATUS` and the path for each file. */
async function readChanges(changes: GitChild, objects: ReadonlySet<string>): Promise<FirstCommit[]> {
  const first = new Map<string, FirstCommit>();
  let commit = { id: '', at: 0, order: 0 };
  let object: string | null = null;
  let rest = '';
  const take = (field: string): void => {
    if (object !== null) {
      const key = `${object} ${field}`;
      if (objects.has(object) && !first.has(key)) first.set(key, { object, path: field, ...commit });
      object = null;
      return;
    }
    const text = field.replace(/^\n/, '');
    if (text.startsWith(COMMIT_MARK)) {
      const [id = '', seconds = ''] = text.slice(1).trimEnd().split(' ');
      commit = { id, at: instantOf(seconds), order: commit.order + 1 };
    } else if (text.startsWith(':')) {
      object = text.split(' ')[3] ?? '';
    }
  };
  // Paths are bytes; one that is not UTF-8 is shown as well as it can be.
  changes.stdout.setEncoding('utf8');
  for await (const chunk of changes.stdout as AsyncIterable<string>) {
    const fields = (rest + chunk).split('\0');
    rest = fields.pop() ?? '';
    for (const field of fields) take(field);
  }
  return [...first.values()];
}

/** The last instant of the year 9999. */
const LATEST = 253_402_300_799_999;

/** Milliseconds of a commit's time in seconds, which anybody can write as they like. */
export function instantOf(seconds: string): number {
  const at = Number(seconds) * 1_000;
  return Number.isSafeInteger(at) && at >= 0 && at <= LATEST ? at : 0;
}
