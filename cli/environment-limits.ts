import { readFileSync } from 'node:fs';

/** Linux takes 32 pages for one string of arguments or environment, the NUL at its end included (MAX_ARG_STRLEN). */
const PAGES_PER_STRING = 32;
/** The page of nearly every machine; a larger one only lets through what fits there as well. */
const SMALLEST_PAGE_BYTES = 4_096;
/** Windows: characters of one variable, name and value together. */
const WINDOWS_VARIABLE_LENGTH = 32_766;
/** Linux: a quarter of the stack, at least this and at most 6 MiB, for all strings and pointers together. */
const LEAST_SPACE_BYTES = 131_072;
const MOST_SPACE_BYTES = 6_291_456;
/** What every system takes: macOS has 1 MiB for everything. */
const MACOS_SPACE_BYTES = 1_048_576;
/** For the program's path, a script's interpreter, and what the system itself puts there. */
const MARGIN_BYTES = 16_384;

type Strings = { readonly arguments: readonly string[]; readonly env: NodeJS.ProcessEnv };

/** Why a program cannot get this variable, or null. */
export function variableProblem(
  name: string,
  value: string,
  platform: NodeJS.Platform = process.platform,
): string | null {
  if (value.includes('\0')) return 'its value has a NUL byte, which no environment variable can hold';
  if (platform === 'win32') {
    const tooLong = name.length + 1 + value.length > WINDOWS_VARIABLE_LENGTH;
    return tooLong ? 'it is longer than the 32,766 characters that Windows takes' : null;
  }
  if (platform !== 'linux') return null;
  const bytes = Buffer.byteLength(name) + Buffer.byteLength(value) + 2;
  if (bytes <= PAGES_PER_STRING * SMALLEST_PAGE_BYTES) return null;
  const most = PAGES_PER_STRING * pageBytes();
  return bytes <= most
    ? null
    : `it is larger (${kibibytes(bytes)}) than the ${kibibytes(most)} that Linux takes for one variable`;
}

/** Bytes that the arguments and the environment of a program take together, its pointers included. */
export function sizeOf({ arguments: words, env }: Strings): number {
  const pointer = 8;
  let bytes = 0;
  for (const word of words) bytes += Buffer.byteLength(word) + 1 + pointer;
  for (const [name, value = ''] of Object.entries(env)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value) + 2 + pointer;
  }
  return bytes;
}

/** Bytes that surely fit; the system may take a little more. */
export function spaceBytes(platform: NodeJS.Platform = process.platform): number {
  switch (platform) {
    case 'win32':
      return Number.POSITIVE_INFINITY;
    case 'linux':
      return Math.min(MOST_SPACE_BYTES, Math.max(LEAST_SPACE_BYTES, stackBytes() / 4)) - MARGIN_BYTES;
    default:
      return MACOS_SPACE_BYTES - MARGIN_BYTES;
  }
}

export function kibibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KiB`;
}

/** The soft limit of the stack; 0 where it cannot be read. */
function stackBytes(): number {
  const limit = /^Max stack size\s+(\w+)/m.exec(fileText('/proc/self/limits'))?.[1];
  return limit === 'unlimited' ? MOST_SPACE_BYTES * 4 : Number(limit ?? 0);
}

function pageBytes(): number {
  const kilobytes = /^KernelPageSize:\s+(\d+) kB/m.exec(fileText('/proc/self/smaps'))?.[1];
  return kilobytes === undefined ? SMALLEST_PAGE_BYTES : Number(kilobytes) * 1024;
}

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
