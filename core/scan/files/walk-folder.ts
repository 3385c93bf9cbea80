import { type Dirent, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Pace } from '../pace.ts';

/** What is never a project's own source where there is no git to say so. */
const LEFT_OUT: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules']);
const MAX_FILES = 200_000;
const DEEPEST = 64;

/**
 * The files of a folder without git, from its root, with `/`. Symbolic links are not followed, so loops do no harm.
 * `cut`: there are more than are read, or a folder could not be read.
 */
export async function walkFolder(root: string, pace: Pace): Promise<{ files: string[]; cut: boolean }> {
  const files: string[] = [];
  let cut = false;
  const pending: { folder: string; depth: number }[] = [{ folder: '', depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { folder, depth } = next;
    const entries = entriesOf(path.join(root, folder));
    cut ||= entries === null;
    for (const entry of entries ?? []) {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) {
        if (depth < DEEPEST) pending.push({ folder: file, depth: depth + 1 });
        else cut = true;
      }
      if (!entry.isFile()) continue;
      if (files.length === MAX_FILES) return { files, cut: true };
      files.push(file);
    }
    if (pace.isDue()) await pace.breathe();
  }
  return { files: files.sort(), cut };
}

function entriesOf(folder: string): Dirent[] | null {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return null;
  }
}
