import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const root = path.join(import.meta.dirname, '../..');

/** What the host serves the page under, but for trusted types: the in-memory engine's schemas try whether they may compile. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.map': 'application/json',
};

export interface HarnessServer {
  /** The page in one scenario, see `scenarios.ts`. */
  readonly url: (scenario: string) => string;
  readonly close: () => Promise<void>;
}

/** What can be built and served: the window on the in-memory engine, or the gallery of its parts. */
export type HarnessPage = 'harness' | 'gallery';

/** Where a page is built. One page a build: a second one would move shared modules into chunks that the released window lacks. */
const folderOf = (page: HarnessPage): string => path.join(root, 'test-output', page);

/** Builds a page as for release. */
export async function buildHarness(page: HarnessPage): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    base: './',
    publicDir: false,
    plugins: [react()],
    build: {
      outDir: folderOf(page),
      emptyOutDir: true,
      target: 'chrome120',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: { input: path.join(import.meta.dirname, `${page}.html`) },
    },
  });
}

/** Serves a page that was built, on loopback under the strict CSP. */
export async function serveHarness(page: HarnessPage): Promise<HarnessServer> {
  const outDir = folderOf(page);
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
      const file = path.join(outDir, path.normalize(pathname));
      const body = file.startsWith(outDir) ? await readFile(file).catch(() => null) : null;
      if (body === null) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, {
        'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
        'content-security-policy': POLICY,
        // Their names tell their contents.
        'cache-control': pathname.includes('/assets/') ? 'max-age=3600, immutable' : 'no-cache',
      });
      response.end(body);
    })();
  });
  const port = await listen(server);
  return {
    url: (scenario) => `http://127.0.0.1:${port}/tests/renderer/${page}.html?scenario=${scenario}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
