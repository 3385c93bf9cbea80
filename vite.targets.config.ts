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
  /** The bundle reads files of others, and needs the grammars for it beside it. */
  readonly readers?: boolean;
  /** A package of {@link EXTERNAL} whose JavaScript goes into the bundle all the same. */
  readonly inside?: RegExp;
  /** What goes into one chunk, with what it imports; the earlier group has what two could have. */
  readonly together?: readonly { readonly name: string; readonly tags?: '$initial'[]; readonly test?: RegExp }[];
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

/** The worker threads: one file beside each bundle that has the engine in it (core/work/bounded-work.ts). */
const WORKER = {
  entry: 'core/work/worker.ts',
  file: 'work/worker.cjs',
  format: 'cjs',
  single: true,
  readers: true,
} as const;

export const hostWorker: InlineConfig = nodeBundle({ ...WORKER, folder: 'host' });

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

/**
 * Split into chunks, so that `keyrail get` loads only what it needs, and that from two files: each costs a tenth of what
 * Node itself takes to start. CommonJS, whose loader takes a third of the time, and does not touch every export of Node's own modules, which loads
 * streams and more.
 */
export const cli: InlineConfig = nodeBundle({
  entry: 'cli/main.ts',
  folder: 'cli',
  file: 'keyrail.cjs',
  format: 'cjs',
  // Its dozen small files cost more to find than to run. The native module stays where it is (core/database/sqlite.ts).
  inside: /^better-sqlite3$/,
  together: [
    { name: 'start', tags: ['$initial'] },
    { name: 'get', test: /[\\/]cli[\\/](?:arguments|commands[\\/]get)\.ts$/ },
    { name: 'run', test: /[\\/]cli[\\/]commands[\\/]run\.ts$/ },
  ],
});

export const cliWorker: InlineConfig = nodeBundle({ ...WORKER, folder: 'cli' });

/** The same with a cheap passphrase, see cli/testing. */
export const cliForTests: InlineConfig = nodeBundle({
  entry: 'cli/testing/main-for-tests.ts',
  folder: 'cli-for-tests',
  file: 'keyrail.mjs',
  format: 'es',
});

export const cliForTestsWorker: InlineConfig = nodeBundle({ ...WORKER, folder: 'cli-for-tests' });

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
  readers = false,
  together = [],
  inside,
}: Target): InlineConfig {
  return {
    configFile: false,
    root,
    publicDir: false,
    define: { ...define },
    plugins: readers ? [wasmBeside()] : [],
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: path.join(root, entry),
      outDir: path.join(root, 'dist', folder),
      emptyOutDir: false,
      target: 'node22',
      sourcemap: true,
      minify: false,
      reportCompressedSize: false,
      // The licences of what is bundled ask to be passed on with it.
      license: single && !readers ? false : { fileName: `${path.parse(file).dir}/licences.txt`.replace(/^\//, '') },
      rolldownOptions: {
        external: EXTERNAL.filter(({ source }) => source !== inside?.source),
        output: {
          format,
          entryFileNames: file,
          chunkFileNames: `chunks/[name]-[hash].${format === 'cjs' ? 'cjs' : 'mjs'}`,
          // One character that is none of ASCII's doubles a file in memory, and has Node convert it at each start.
          charset: 'ascii',
          comments: { jsdoc: false },
          // Node's loader of modules would be started for a package of CommonJS; and in a package the code is inside an
          // archive, which `require` knows of in every Electron, and `import` only in some.
          dynamicImportInCjs: false,
          codeSplitting: single ? false : { groups: [...together] },
        },
      },
    },
  };
}
