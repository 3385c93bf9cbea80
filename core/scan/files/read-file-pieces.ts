import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import type { Pace } from '../pace.ts';

/** `not-a-file`: a symbolic link, a folder, a pipe or a device; they are left alone. */
export type FileOutcome = 'read' | 'missing' | 'not-a-file' | 'too-large' | 'unreadable';

export type PiecePlace = {
  /** The piece is the whole file. */
  readonly whole: boolean;
  readonly last: boolean;
  /** The piece behind a header, in the same memory: nothing is copied. */
  readonly withHeader: (header: string) => Buffer;
};

/** Larger files are left out, and said so. */
export const MAX_FILE_BYTES = 4 * 1_073_741_824;

/**
 * Reads files below one folder into memory of its own, in pieces. Neither the last part of a path nor a folder before it is
 * followed where it is a symbolic link, and nothing is waited for that is no file.
 */
export class FileReader {
  readonly #root: string;
  /** A piece, with room before it. */
  readonly #memory: Buffer;
  readonly #room: number;
  readonly #folders = new Map<string, boolean>();

  /**
   * @param pieceBytes the size of a piece
   * @param headerRoom how many bytes may be put before a file, see `Piece`
   */
  constructor(root: string, pieceBytes: number, headerRoom = 0) {
    this.#root = root;
    this.#room = headerRoom;
    this.#memory = Buffer.alloc(headerRoom + pieceBytes);
  }

  /**
   * @param file from the root, with `/`
   * @param onPiece gets each piece, in memory that the next one reuses
   */
  async read(file: string, pace: Pace, onPiece: (piece: Buffer, place: PiecePlace) => void): Promise<FileOutcome> {
    if (!this.#isInRealFolder(file)) return 'not-a-file';
    let descriptor: number;
    try {
      // Without NONBLOCK, opening a pipe that nobody writes to would never end.
      const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
      descriptor = openSync(path.join(this.#root, file), flags);
    } catch (error) {
      return outcomeOf(error);
    }
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) return 'not-a-file';
      if (stats.size > MAX_FILE_BYTES) return 'too-large';
      // Where the system has no O_NOFOLLOW, a link shows only here.
      if (constants.O_NOFOLLOW === undefined && lstatSync(path.join(this.#root, file)).isSymbolicLink()) {
        return 'not-a-file';
      }
      await this.#pieces(descriptor, stats.size, pace, onPiece);
      return 'read';
    } catch (error) {
      if (error instanceof Error && 'syscall' in error) return 'unreadable';
      throw error;
    } finally {
      closeSync(descriptor);
    }
  }

  /** What the file held when it was opened: one that grows meanwhile has an end all the same. */
  async #pieces(
    descriptor: number,
    size: number,
    pace: Pace,
    onPiece: (piece: Buffer, place: PiecePlace) => void,
  ): Promise<void> {
    const memory = this.#memory.subarray(this.#room);
    const withHeader =
      (length: number) =>
      (header: string): Buffer => {
        const start = this.#room - Buffer.byteLength(header, 'latin1');
        this.#memory.write(header, start, 'latin1');
        return this.#memory.subarray(start, this.#room + length);
      };
    for (let total = 0; ; ) {
      const wanted = Math.min(memory.length, size - total);
      let filled = 0;
      let ended = false;
      while (filled < wanted && !ended) {
        const read = readSync(descriptor, memory, filled, wanted - filled, null);
        filled += read;
        ended = read === 0;
      }
      total += filled;
      const last = ended || total === size;
      onPiece(memory.subarray(0, filled), { whole: last && total === filled, last, withHeader: withHeader(filled) });
      if (last) return;
      if (pace.isDue()) await pace.breathe();
    }
  }

  #isInRealFolder(file: string): boolean {
    const slash = file.lastIndexOf('/');
    if (slash === -1) return true;
    const folder = file.slice(0, slash);
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const real = this.#isInRealFolder(folder) && isFolder(path.join(this.#root, folder));
    this.#folders.set(folder, real);
    return real;
  }
}

/** A folder that is not there is left to the reading itself, which says that the file is missing. */
function isFolder(folder: string): boolean {
  try {
    return lstatSync(folder).isDirectory();
  } catch {
    return true;
  }
}

function outcomeOf(error: unknown): FileOutcome {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'missing';
    case 'ELOOP':
    case 'EISDIR':
    case 'ENXIO':
      return 'not-a-file';
    default:
      return 'unreadable';
  }
}
