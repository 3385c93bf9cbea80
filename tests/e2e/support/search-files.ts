import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Encodings in which a text could lie in a file. */
function needles(text: string): readonly Buffer[] {
  const plain = Buffer.from(text, 'utf8');
  return [
    plain,
    Buffer.from(text, 'utf16le'),
    Buffer.from(plain.toString('base64').replace(/=+$/, '')),
    Buffer.from(plain.toString('hex')),
  ];
}

/**
 * Which files under a folder hold one of some texts, plain, in UTF-16, base64 or hex, in their bytes or in their names.
 * Files that go while they are looked for are left out.
 *
 * @param options.outside a folder below it that is not looked through
 */
export function filesHolding(
  folder: string,
  texts: readonly string[],
  options: { readonly outside?: string } = {},
): readonly string[] {
  const found: string[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (options.outside !== undefined && path.startsWith(join(options.outside, sep))) continue;
    let bytes: Buffer;
    try {
      if (!statSync(path).isFile()) continue;
      bytes = readFileSync(path);
    } catch {
      continue;
    }
    for (const text of texts) {
      if (name.includes(text) || needles(text).some((needle) => bytes.includes(needle))) {
        found.push(`${relative(folder, path)}: ${text}`);
      }
    }
  }
  return found;
}

/** How many files there are under a folder. */
export function countFiles(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
}
