import { runGit } from './git-process.ts';
import type { Repository } from './open-repository.ts';

export type TrackedFile = {
  /** From the root, with `/`. */
  readonly path: string;
  /** The object's id in the index. */
  readonly id: string;
  readonly type: 'file' | 'symlink' | 'submodule';
};

/** Two million paths of usual length. */
const LISTING_BYTES = 268_435_456;
const REGULAR = /^100/;

/** What the index holds, each path once; null where git does not tell. */
export async function trackedFiles(
  { git, root }: Repository,
  signal?: AbortSignal,
): Promise<readonly TrackedFile[] | null> {
  const listing = await runGit(git, root, ['ls-files', '-z', '--stage'], { signal, maxBytes: LISTING_BYTES });
  if (listing === null) return null;
  const files: TrackedFile[] = [];
  let last = '';
  // MODE ID STAGE<tab>PATH<nul>; a path in a conflict comes once for each side.
  for (let start = 0; start < listing.length; ) {
    const end = listing.indexOf(0, start);
    const entry = listing.toString('utf8', start, end === -1 ? listing.length : end);
    start = end === -1 ? listing.length : end + 1;
    const tab = entry.indexOf('\t');
    const [mode = '', id = ''] = entry.slice(0, tab).split(' ');
    const path = entry.slice(tab + 1);
    if (tab === -1 || path === last) continue;
    last = path;
    files.push({ path, id, type: mode === '160000' ? 'submodule' : REGULAR.test(mode) ? 'file' : 'symlink' });
  }
  return files;
}
