import path from 'node:path';
import type { InlineConfig } from 'vite';

const root = import.meta.dirname;

/** What must stay outside every bundle: native code, and what the runtime itself gives. */
const EXTERNAL = [
  /^electron$/,
  /^better-sqlite3$/,
  /^@napi-rs\/keyring(\/|$)/,
  /^@node-rs\/argon2$/,
  /^playwright-core$/,
];

interface Target {
  /** The source file, from the repository's root. */
  readonly entry: string;
  /** The folder under dist. */
  readonly folder: string;
  readonly file: string;
  readonly format: 'cjs' | 'es';
  /** One file, whatever is loaded later. */
  readonly single?: boolean;
  readonly define?: Readonly<Record<string, string>>;
}

/**
 * Main and preload are CommonJS since a sandboxed preload can be nothing else, and main shares its loader. Main is split into
 * chunks: what a window needs only later (catalogue, sync, capture) is most of it, and costs starting nothing.
 */
export const hostMain: InlineConfig = nodeBundle({
  entry: 'electron/main.ts',
  folder: 'host',
  file: 'main.cjs',
  format: 'cjs',
});

/**
 * The preload, one self-contained script: it sees only what Electron's sandbox gives it, so the procedures' names are
 * written into it, not the schemas.
 */
export function hostPreload(procedures: Readonly<Record<string, readonly string[]>>): InlineConfig {
  const define = { __KEYRAIL_PROCEDURES__: JSON.stringify(procedures) };
  return nodeBundle({
    entry: 'electron/preload.ts',
    folder: 'host',
    file: 'preload.cjs',
    format: 'cjs',
    single: true,
    define,
  });
}

export const chromiumRuntime: InlineConfig = nodeBundle({
  entry: 'chromium/run.ts',
  folder: 'chromium',
  file: 'run.mjs',
  format: 'es',
});

/** Split into chunks, so that `keyrail get` loads only what it needs. */
export const cli: InlineConfig = nodeBundle({ entry: 'cli/main.ts', folder: 'cli', file: 'keyrail.mjs', format: 'es' });

function nodeBundle({ entry, folder, file, format, single = false, define = {} }: Target): InlineConfig {
  return {
    configFile: false,
    root,
    publicDir: false,
    define: { ...define },
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: path.join(root, entry),
      outDir: path.join(root, 'dist', folder),
      emptyOutDir: false,
      target: 'node22',
      sourcemap: true,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        external: EXTERNAL,
        output: {
          format,
          entryFileNames: file,
          chunkFileNames: `chunks/[name]-[hash].${format === 'cjs' ? 'cjs' : 'mjs'}`,
          codeSplitting: !single,
        },
      },
    },
  };
}
