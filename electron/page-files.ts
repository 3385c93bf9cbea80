import { extname, isAbsolute, join, relative, sep } from 'node:path';
import { isAppAddress } from './app-origin.ts';

/** Everything that the build of the page can contain; other files are not served. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

export type PageFile = Readonly<{ path: string; contentType: string }>;

/**
 * The file that an address of the page stands for. Null: there is no such thing here.
 *
 * The address comes from the page, so it is hostile until it is shown to stay inside: it is decoded once, and a
 * separator, NUL or parent step that only appears after decoding is refused.
 *
 * @param root the folder of the built page, absolute
 */
export function pageFileOf(address: string, root: string): PageFile | null {
  if (!isAppAddress(address)) return null;
  const steps: string[] = [];
  for (const encoded of new URL(address).pathname.split('/').slice(1)) {
    const step = decode(encoded);
    if (step === null || step === '..' || step === '.' || /[/\\:\0]/.test(step)) return null;
    steps.push(step);
  }
  if (steps.at(-1) === '') steps[steps.length - 1] = 'index.html';
  if (steps.includes('')) return null;
  const contentType = CONTENT_TYPES[extname(steps.at(-1) ?? '').toLowerCase()];
  if (contentType === undefined) return null;
  const path = join(root, ...steps);
  const inside = relative(root, path);
  if (isAbsolute(inside) || inside.split(sep)[0] === '..') return null;
  return { path, contentType };
}

function decode(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}
