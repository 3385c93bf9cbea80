import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const PARTS = ['shared', 'core', 'electron', 'chromium', 'renderer', 'cli'] as const;
type Part = (typeof PARTS)[number];

/** Arrows point one way: what each part may import of ours. */
const MAY_IMPORT: Record<Part, readonly Part[]> = {
  shared: [],
  core: ['shared'],
  electron: ['core', 'shared'],
  chromium: [],
  renderer: ['shared'],
  cli: ['core', 'shared'],
};

/** Packages that would make a part depend on a place it must not know. */
const MAY_NOT_USE: Record<Part, RegExp> = {
  shared: /^(node:|electron$|react|better-sqlite3)/,
  core: /^(electron$|react|playwright-core)/,
  electron: /^(react|playwright-core)/,
  chromium: /^(react|better-sqlite3)/,
  renderer: /^(node:|electron$|better-sqlite3|playwright-core)/,
  cli: /^(electron$|react|playwright-core)/,
};

type Import = { specifier: string; typeOnly: boolean };

const IMPORT =
  /^\s*(?:import|export)\s+(type\s+)?(?:[^'"();]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm;

function importsOf(source: string): Import[] {
  return [...source.matchAll(IMPORT)].map((match) => ({
    specifier: match[2] ?? match[3] ?? '',
    typeOnly: match[1] !== undefined,
  }));
}

/** What is wrong with one file's imports, as "file: reason" lines. */
function violations(file: string, source: string): string[] {
  const part = file.split('/')[0] as Part;
  const found: string[] = [];
  for (const { specifier, typeOnly } of importsOf(source)) {
    if (MAY_NOT_USE[part].test(specifier) && !typeOnly) found.push(`${file}: ${part} must not use ${specifier}`);
    const target = ownPart(file, specifier);
    if (target === null || target === part) continue;
    if (part === 'chromium' && typeOnly) continue;
    if (!(MAY_IMPORT[part] as readonly string[]).includes(target)) {
      found.push(`${file}: ${part} must not import from ${target} (${specifier})`);
    }
  }
  return found;
}

function ownPart(file: string, specifier: string): string | null {
  if (specifier.startsWith('#')) return specifier.slice(1).split('/')[0] ?? null;
  if (!specifier.startsWith('.')) return null;
  return relative(ROOT, join(ROOT, dirname(file), specifier)).split('/')[0] ?? null;
}

function sourcesOf(part: Part): string[] {
  return readdirSync(join(ROOT, part), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.(test|e2e)\.tsx?$/.test(name) && !/(^|[\\/])fixtures[\\/]/.test(name))
    .map((name) => `${part}/${name.replaceAll('\\', '/')}`);
}

describe('the parts', () => {
  for (const part of PARTS) {
    it(`${part} imports only what it may`, () => {
      const files = sourcesOf(part);
      expect(files.length).toBeGreaterThan(0);
      expect(files.flatMap((file) => violations(file, readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
    });
  }
});

describe('the rule itself', () => {
  it.each([
    ['shared/a.ts', `import { x } from '../core/x.ts';`],
    ['shared/a.ts', `import { x } from 'node:fs';`],
    ['core/a.ts', `export * from '../electron/x.ts';`],
    ['core/keys/a.ts', `const x = await import('electron');`.replace('electron', '../../cli/x.ts')],
    ['renderer/a.tsx', `import { x } from '#core/x.ts';`],
    ['chromium/a.ts', `import { x } from '#shared/x.ts';`],
    ['electron/a.ts', `import '../renderer/main.tsx';`],
  ])('catches a wrong import in %s', (file, source) => {
    expect(violations(file, source)).toHaveLength(1);
  });

  it('lets chromium import types, and the rest what it may', () => {
    expect(violations('chromium/a.ts', `import type { X } from '#shared/x.ts';`)).toEqual([]);
    expect(violations('cli/a.ts', `import { x } from '#core/x.ts';\nimport y from '../shared/y.ts';`)).toEqual([]);
  });
});

describe('the code', () => {
  const everything = PARTS.flatMap(sourcesOf).map((file) => ({ file, source: readFileSync(join(ROOT, file), 'utf8') }));

  it('has no Math.random, which is no source of secrets', () => {
    expect(everything.filter(({ source }) => /\bMath\.random\b/.test(source)).map(({ file }) => file)).toEqual([]);
  });

  it('leaves nothing marked as unfinished', () => {
    const marks = /\b(TODO|FIXME|XXX)\b|coming soon/i;
    expect(everything.filter(({ source }) => marks.test(source)).map(({ file }) => file)).toEqual([]);
  });

  it('uses ipcMain in one file only', () => {
    const users = everything.filter(({ file, source }) => file.startsWith('electron/') && /\bipcMain\b/.test(source));
    expect(users.map(({ file }) => file)).toEqual(['electron/ipc.ts']);
  });
});
