import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { InlineConfig, Plugin } from 'vite';

const root = import.meta.dirname;

/** What must stay outside every bundle: native code, and what the runtime itself gives. */
const EXTERNAL = [
  /^electron$/,
  /^better-sqlite3$/,
  /^@napi-rs\/keyring(\/|$)/,
  /^@node-rs\/argon2$/,
  /^playwright-core$/,
];

/** WebAssembly that is read as a file at run time (core/scan/ci-files/groovy-parser.ts), from the folder beside the bundle. */
const WASM = ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-groovy/tree-sitter-groovy.wasm'];

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
  /** The bundle has the engine in it, and so needs what the engine reads. */
  readonly engine?: boolean;
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
  engine: true,
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
export const cli: InlineConfig = nodeBundle({
  entry: 'cli/main.ts',
  folder: 'cli',
  file: 'keyrail.mjs',
  format: 'es',
  engine: true,
});

/** The same with a cheap passphrase, see cli/testing. */
export const cliForTests: InlineConfig = nodeBundle({
  entry: 'cli/testing/main-for-tests.ts',
  folder: 'cli-for-tests',
  file: 'keyrail.mjs',
  format: 'es',
  engine: true,
});

function wasmBeside(): Plugin {
  return {
    name: 'keyrail:wasm',
    // Its runtime would evaluate JavaScript that a grammar brings along. Ours brings none, so what could is taken out.
    transform(code, id) {
      if (!id.endsWith('/web-tree-sitter/web-tree-sitter.js')) return null;
      return { code: code.replace(/\beval\(/g, 'Promise.reject('), map: null };
    },
    generateBundle() {
      for (const file of WASM) {
        const source = readFileSync(path.join(root, 'node_modules', file));
        this.emitFile({ type: 'asset', fileName: `wasm/${path.basename(file)}`, source });
      }
    },
  };
}

function nodeBundle({
  entry,
  folder,
  file,
  format,
  single = false,
  define = {},
  engine = false,
}: Target): InlineConfig {
  return {
    configFile: false,
    root,
    publicDir: false,
    define: { ...define },
    plugins: engine ? [wasmBeside()] : [],
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
