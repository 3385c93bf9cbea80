import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageFileOf } from './page-files.ts';

const root = resolve('/opt/keyrail/dist/renderer');

describe('pageFileOf', () => {
  it.each([
    ['app://keyrail/', 'index.html', 'text/html; charset=utf-8'],
    ['app://keyrail/index.html?v=1', 'index.html', 'text/html; charset=utf-8'],
    ['app://keyrail/assets/index-4f.js', 'assets/index-4f.js', 'text/javascript; charset=utf-8'],
    ['app://keyrail/assets/inter%20latin.woff2', 'assets/inter latin.woff2', 'font/woff2'],
  ])('finds %s', (address, path, contentType) => {
    expect(pageFileOf(address, root)).toEqual({ path: join(root, path), contentType });
  });

  it.each([
    'app://keyrail/..%2f..%2fhost%2fmain.js',
    'app://keyrail/%2e%2e/host/main.js%00.js',
    'app://keyrail/..%5c..%5chost.js',
    'app://keyrail/%2fetc%2fpasswd.js',
    'app://keyrail//etc/secrets.json',
    'app://keyrail/C:%5cWindows%5cx.js',
    'app://keyrail/a%00.js',
    'app://keyrail/%E0%A4%A.js',
    'app://keyrail/assets/main.js.map',
    'app://keyrail/assets',
    'app://evil/index.html',
    'https://keyrail/index.html',
    'file:///etc/passwd.js',
    'nonsense',
  ])('finds nothing at %s', (address) => {
    expect(pageFileOf(address, root)).toBeNull();
  });

  it('never leaves the folder', () => {
    const step = fc.oneof(
      fc.constantFrom('..', '%2e%2e', '.', '', '%2f', '%5c', '..%2f', '%252e%252e', 'C:', '%00'),
      fc.string({ unit: 'binary-ascii', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), fc.constantFrom('', '.js', '/'), (steps, end) => {
        const found = pageFileOf(`app://keyrail/${steps.join('/')}${end}`, root);
        if (found === null) return;
        const inside = relative(root, found.path);
        expect(inside.split(sep)[0] === '..' || isAbsolute(inside)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});
