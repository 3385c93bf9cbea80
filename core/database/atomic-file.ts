import { randomBytes } from 'node:crypto';
// Not `node:fs/promises`, which is loaded when it is imported: this is so when it is first used, and `keyrail get` writes no file.
import { promises as files } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Only its owner may read what we write. */
export const FILE_MODE = 0o600;
export const DIRECTORY_MODE = 0o700;

/** Makes a directory that only its owner may enter; one that is there keeps its mode (doctor looks at it). */
export async function makePrivateDirectory(path: string): Promise<void> {
  await files.mkdir(path, { recursive: true, mode: DIRECTORY_MODE });
}

/**
 * Replaces a file whole or not at all: a temporary file in the same directory is written and flushed, takes the name in
 * one rename, and the directory is flushed, so that after a crash at any instant the name holds the old or the new content.
 */
export async function writeFileAtomically(path: string, content: Uint8Array | string): Promise<void> {
  await replaceFileAtomically(path, async (file) => {
    await file.writeFile(content);
  });
}

/** As {@link writeFileAtomically}, for content that is written piece by piece. */
export async function replaceFileAtomically(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await files.open(temporary, 'wx', FILE_MODE);
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await files.rename(temporary, path);
  } catch (error) {
    await files.rm(temporary, { force: true });
    throw error;
  }
  await flushDirectory(dirname(path));
}

/** Makes names in a directory last: renames and new files. */
export async function flushDirectory(path: string): Promise<void> {
  // Windows has no such call; its file system journals renames.
  if (process.platform === 'win32') return;
  const directory = await files.open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/**
 * Makes an empty file for SQLite to fill, which itself would let everyone read it; the WAL and the journal take over the
 * database's mode. A file that is there stays as it is.
 */
export async function createPrivateFile(path: string): Promise<void> {
  const file = await files.open(path, 'a', FILE_MODE);
  await file.close();
}

/** Makes a file's content last that something else wrote. */
export async function flushFile(path: string): Promise<void> {
  const file = await files.open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
