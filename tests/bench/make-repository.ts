import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export type RepositorySize = { readonly files: number; readonly commits: number };

/** Files that each commit after the first changes. */
const CHANGED_PER_COMMIT = 3;
const FILES_PER_FOLDER = 50;
const LINES = 90;
const WORDS =
  'const return function import export await async value result error message request response handler store index name path buffer string number render update create remove list'.split(
    ' ',
  );

/**
 * A repository of made-up source files of some 3 KB, with a working tree; the first commit has all files.
 * @param planted put into one file by a commit in the middle, and taken out again by the next
 */
export async function makeRepository(folder: string, size: RepositorySize, planted: string): Promise<string> {
  const root = join(folder, 'repository');
  mkdirSync(root);
  await git(root, ['init', '--quiet', '--initial-branch=main']);
  const child = spawn('git', ['fast-import', '--quiet'], { cwd: root, stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(child, 'close');
  const write = async (text: string): Promise<void> => {
    if (!child.stdin.write(text)) await once(child.stdin, 'drain');
  };
  const middle = Math.floor(size.commits / 2);
  for (let commit = 0; commit < size.commits; commit += 1) {
    const at = 1_700_000_000 + commit * 600;
    const message = `Change number ${commit}\n`;
    await write(`commit refs/heads/main\ncommitter Made Up <made-up@example.com> ${at} +0000\n${data(message)}`);
    const count = commit === 0 ? size.files : CHANGED_PER_COMMIT;
    for (let index = 0; index < count; index += 1) {
      // The commit behind the one with the value starts with the same file.
      const from = commit === middle + 1 ? middle : commit;
      const file = commit === 0 ? index : (from * 7 + index * 131) % size.files;
      const holds = commit === middle && index === 0 ? `${planted}\n` : '';
      await write(`M 100644 inline ${pathOf(file)}\n${data(`${contentOf(file, commit)}${holds}`)}`);
    }
  }
  child.stdin.end();
  const [status] = await ended;
  if (status !== 0) throw new Error('git fast-import failed');
  await git(root, ['reset', '--quiet', '--hard']);
  await git(root, ['repack', '-a', '-d', '--quiet']);
  return root;
}

function pathOf(file: number): string {
  return `src/part-${Math.floor(file / FILES_PER_FOLDER)}/module-${file}.ts`;
}

/** The same at every call; a commit changes a few lines of it. */
function contentOf(file: number, commit: number): string {
  let state = file * 2_654_435_761 + 1;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % below;
  };
  const lines = Array.from({ length: LINES }, (_, line) => {
    const words = Array.from({ length: 4 }, () => WORDS[next(WORDS.length)]);
    const changed = commit > 0 && line % 30 === commit % 30 ? ` /* ${commit} */` : '';
    return `  ${words.join(' ')}_${next(100_000).toString(36)};${changed}`;
  });
  return `${lines.join('\n')}\n`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

async function git(root: string, args: readonly string[]): Promise<void> {
  const child = spawn('git', args, { cwd: root, stdio: 'ignore' });
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`git ${args[0]} failed`);
}
