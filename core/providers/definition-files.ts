/// <reference types="vite/types/importMeta.d.ts" />
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What the folder `definitions` holds, parsed from JSON and not checked yet: name of the file to content. */
export type DefinitionFiles = ReadonlyMap<string, unknown>;

/**
 * Every file of the folder, so that a provider is added by adding a file. In a bundle there is no folder: there, Vite has
 * written the files in place of the call of `import.meta.glob`, which Node itself does not have.
 */
export function definitionFiles(): DefinitionFiles {
  const folder = path.join(import.meta.dirname, 'definitions');
  if (existsSync(folder)) return filesIn(folder);
  const bundled = import.meta.glob<unknown>('./definitions/*.json', { eager: true, import: 'default' });
  return new Map(Object.entries(bundled).map(([file, content]) => [path.posix.basename(file), content]));
}

/** Throws, with the name of the file, where one is not JSON. */
export function filesIn(folder: string): DefinitionFiles {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return new Map(
    names.map((name) => {
      try {
        return [name, JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as unknown];
      } catch (error) {
        throw new Error(`${name}: ${error instanceof Error ? error.message : 'cannot be read'}`, { cause: error });
      }
    }),
  );
}
