import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Language, Parser } from 'web-tree-sitter';

const RUNTIME = 'web-tree-sitter.wasm';
const GRAMMAR = 'tree-sitter-groovy.wasm';

let parser: Promise<Parser> | null = null;

/** A parser of Groovy, made at the first call. It is WebAssembly out of two files, which the build puts beside the bundle. */
export function groovyParser(): Promise<Parser> {
  parser ??= create();
  return parser;
}

/** Forgets the parser, after a file at which it broke off; the next call makes a new one. */
export function dropGroovyParser(): void {
  parser = null;
}

async function create(): Promise<Parser> {
  const [runtime, grammar] = await Promise.all([readFile(wasmFile(RUNTIME)), readFile(wasmFile(GRAMMAR))]);
  await Parser.init({ wasmBinary: runtime });
  const groovy = new Parser();
  groovy.setLanguage(await Language.load(grammar));
  return groovy;
}

/** In a bundle beside it or, of one in chunks, beside their folder; from source in the packages. */
export function wasmFile(name: string, folder: string = import.meta.dirname): string {
  const built = [path.join(folder, 'wasm', name), path.join(folder, '..', 'wasm', name)];
  const packaged = path.join(folder, '..', '..', '..', 'node_modules', name.replace(/\.wasm$/, ''), name);
  return built.find((file) => existsSync(file)) ?? packaged;
}
