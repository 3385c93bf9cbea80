import path from 'node:path';
import react from '@vitejs/plugin-react';
import type { InlineConfig } from 'vite';

const root = import.meta.dirname;

/** The window's page. The host serves it from its own origin under a strict CSP: no inline script, nothing inlined as data. */
export const renderer: InlineConfig = {
  configFile: false,
  root: path.join(root, 'renderer'),
  base: './',
  publicDir: false,
  plugins: [react()],
  // Dev server only. Fixed to loopback by address, so that no name can be pointed elsewhere.
  server: {
    host: '127.0.0.1',
    port: 5173,
    // What the page is made of, and nothing else of this machine.
    fs: { allow: ['renderer', 'shared', 'node_modules'].map((folder) => path.join(root, folder)) },
  },
  build: {
    outDir: path.join(root, 'dist/renderer'),
    emptyOutDir: true,
    // The oldest browser that the Chromium runtime accepts is newer than this; Electron's is newer still.
    target: 'chrome120',
    sourcemap: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000,
  },
};

export default renderer;
