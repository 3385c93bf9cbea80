import type { Pace } from '../pace.ts';
import { type GitChild, startGit } from './git-process.ts';
import type { Repository } from './open-repository.ts';

export type StoredType = 'blob' | 'commit' | 'tag';

/** Gets the content of one object in pieces, in order; `last` with the last one, which may be empty. */
export type ObjectReader = (
  object: { readonly id: string; readonly type: StoredType; readonly size: number },
  piece: Buffer,
  last: boolean,
) => void;

const NEWLINE = 0x0a;
const LONGEST_HEADER = 200;

/**
 * Reads every object of the repository's store but the directories: contents, commits and tags, also those that nothing
 * refers to any more. Contents are unique there, so a file that a thousand commits keep is read once.
 *
 * One git lists them, another gives their contents for the ids that we want; nothing is held but what is under way.
 * @param wants whether an object is read, by id and size in bytes
 * @returns false where git ended before it had told everything
 */
export async function readStoredObjects(
  { git, root }: Repository,
  options: {
    wants: (id: string, type: StoredType, size: number) => boolean;
    read: ObjectReader;
    pace: Pace;
    signal?: AbortSignal | undefined;
  },
): Promise<boolean> {
  const listing = startGit(
    git,
    root,
    [
      'cat-file',
      '--batch-all-objects',
      '--unordered',
      '--buffer',
      '--batch-check=%(objectname) %(objecttype) %(objectsize)',
    ],
    options.signal,
  );
  listing.stdin.end();
  const contents = startGit(git, root, ['cat-file', '--batch', '--buffer'], options.signal);
  const asked = ask(listing, contents, options.wants);
  const answered = readAnswers(contents, options.read, options.pace);
  try {
    const [requested, received] = await Promise.all([asked, answered]);
    return requested.complete && requested.count === received && (await contents.ended) === 0;
  } finally {
    for (const child of [listing, contents]) {
      if (child.exitCode === null) child.kill('SIGKILL');
    }
  }
}

async function ask(
  listing: GitChild,
  contents: GitChild,
  wants: (id: string, type: StoredType, size: number) => boolean,
): Promise<{ complete: boolean; count: number }> {
  let count = 0;
  let readable = true;
  let rest = '';
  for await (const chunk of listing.stdout as AsyncIterable<Buffer>) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    let ids = '';
    for (const line of lines) {
      const [id = '', type = '', size = ''] = line.split(' ');
      // "ID missing": it is damaged.
      readable &&= isStoredType(type) || type === 'tree';
      if (!isStoredType(type) || !wants(id, type, Number(size))) continue;
      ids += `${id}\n`;
      count += 1;
    }
    if (ids !== '' && !contents.stdin.write(ids)) await drained(contents);
  }
  contents.stdin.end();
  return { complete: (await listing.ended) === 0 && readable, count };
}

/** Also where the reader has gone, so that nobody waits for it. */
function drained(child: GitChild): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      child.stdin.off('drain', done);
      child.stdin.off('close', done);
      resolve();
    };
    child.stdin.on('drain', done);
    child.stdin.on('close', done);
    if (child.stdin.destroyed) done();
  });
}

/** Each answer is `ID TYPE SIZE<newline>CONTENT<newline>`. Returns how many there were. */
async function readAnswers(contents: GitChild, read: ObjectReader, pace: Pace): Promise<number> {
  let count = 0;
  let header: Buffer = Buffer.alloc(0);
  let object: { id: string; type: StoredType; size: number } | null = null;
  let left = 0;
  for await (const chunk of contents.stdout as AsyncIterable<Buffer>) {
    let at = 0;
    while (at < chunk.length) {
      if (object === null) {
        const end = chunk.indexOf(NEWLINE, at);
        if (end === -1) {
          header = Buffer.concat([header, chunk.subarray(at)]);
          if (header.length > LONGEST_HEADER) return count;
          break;
        }
        const line = Buffer.concat([header, chunk.subarray(at, end)]).toString('latin1');
        header = Buffer.alloc(0);
        at = end + 1;
        const [id = '', type = '', size = ''] = line.split(' ');
        // "ID missing": it is damaged, or was pruned since the listing. It is not counted.
        if (!isStoredType(type)) continue;
        object = { id, type, size: Number(size) };
        left = object.size;
        if (left === 0) read(object, chunk.subarray(at, at), true);
        continue;
      }
      if (left === 0) {
        // The newline behind the content.
        at += 1;
        object = null;
        count += 1;
        continue;
      }
      const piece = chunk.subarray(at, at + left);
      at += piece.length;
      left -= piece.length;
      read(object, piece, left === 0);
    }
    if (pace.isDue()) await pace.breathe();
  }
  return count;
}

function isStoredType(type: string): type is StoredType {
  return type === 'blob' || type === 'commit' || type === 'tag';
}
