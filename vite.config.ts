import path from 'node:path';
import react from '@vitejs/plugin-react';
import type { InlineConfig, Plugin } from 'vite';

const root = import.meta.dirname;

/** The faces that the first board is set in, for Latin text; others are asked for when a character needs them. */
const FIRST_FACES = /\/(?:inter|jetbrains-mono)-latin-wght-normal-[^/]+\.woff2$/;

/**
 * Has the first faces fetched together with the script. Asked for only when the board's text is laid out, they would have it
 * laid out a second time when they come.
 */
const preloadFaces: Plugin = {
  name: 'preload-faces',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) =>
      Object.keys(bundle)
        .filter((file) => FIRST_FACES.test(file))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `./${file}` },
          injectTo: 'head',
        })),
  },
};

/** The window's page. The host serves it from its own origin under a strict CSP: no inline script, nothing inlined as data. */
export const renderer: InlineConfig = {
  configFile: false,
  root: path.join(root, 'renderer'),
  base: './',
  publicDir: false,
  plugins: [react(), preloadFaces],
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
    // The licences of what is bundled ask to be passed on with it.
    license: { fileName: 'licences.txt' },
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: {
      // One script for the first board. Shared with screens that load later, its parts would be files of their own, and each
      // is a request that the window waits for.
      output: { codeSplitting: { groups: [{ name: 'board', tags: ['$initial'] }] } },
    },
  },
};

export default renderer;
