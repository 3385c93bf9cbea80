import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { compileFunction, constants } from 'node:vm';

type Require = (id: string) => unknown;

/**
 * Evaluates a CommonJS bundle anew, with `electron` resolving to the given module. Files beside it (chunks of the same
 * bundle) are evaluated anew with it; packages come from Node's own cache.
 */
export function loadMain(mainFile: string, electron: object): void {
  const folder = dirname(mainFile) + sep;
  const loaded = new Map<string, { exports: unknown }>();

  const load = (file: string): unknown => {
    const known = loaded.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} as unknown };
    loaded.set(file, module);
    const resolve = createRequire(file);
    const require: Require = (id) => {
      if (id === 'electron' || id === 'electron/main' || id === 'electron/common') return electron;
      if (Module.isBuiltin(id)) return resolve(id);
      const found = resolve.resolve(id);
      const ours = found.startsWith(folder) && !found.includes(`${sep}node_modules${sep}`) && /\.c?js$/.test(found);
      return ours ? load(found) : resolve(id);
    };
    const run = compileFunction(
      readFileSync(file, 'utf8').replace(/^#!.*/, ''),
      ['exports', 'require', 'module', '__filename', '__dirname'],
      {
        filename: file,
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      },
    ) as (...args: unknown[]) => void;
    run.call(
      module.exports,
      module.exports,
      Object.assign(require, { resolve: resolve.resolve }),
      module,
      file,
      dirname(file),
    );
    return module.exports;
  };

  load(mainFile);
}
