import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build, mergeConfig } from 'vite';
import { expect, it } from 'vitest';
import { hostMain } from '../../vite.targets.config.ts';
import { ALL_PAGES } from './fixtures/pages.ts';
import { parsePageReading } from './page-reading.ts';
import { readPageScript } from './read-page-script.ts';
import { parsePage } from './saved-document.ts';

const PAGES: readonly (readonly [string, string])[] = Object.entries(ALL_PAGES);

it.each(PAGES)('the script reads the page %s in a world that has nothing else', (_, html) => {
  const parsed = parsePage(html);
  if (!parsed.ok) throw new Error(parsed.error.code);
  const result: unknown = runInContext(readPageScript(), createContext({ document: parsed.value }));
  // As it comes back: over a pipe, in JSON.
  const reading = parsePageReading(JSON.parse(JSON.stringify(result)));
  expect(reading).toEqual(JSON.parse(JSON.stringify(result)));
  expect(reading?.outcomes).toBeDefined();
});

it('gives a reading within its limits of a page that is larger', () => {
  const cells = '<td>name</td><td>'.concat('x y '.repeat(5_000), '</td>');
  const wide = `<tr>${'<td>w</td>'.repeat(90)}</tr>`;
  const table = `<table title="${'t'.repeat(9_000)}"><caption>${'c'.repeat(9_000)}</caption>${`<tr>${cells}</tr>`.repeat(300)}${wide}</table>`;
  const html = `<html lang="${'l'.repeat(500)}"><h1>${'h'.repeat(9_000)}</h1>${table.repeat(20)}${'<table><tr><td>a</td></tr></table>'.repeat(40)}</html>`;
  const parsed = parsePage(html.slice(0, 20_000_000));
  if (!parsed.ok) throw new Error(parsed.error.code);
  const result: unknown = runInContext(readPageScript(), createContext({ document: parsed.value }));
  expect(parsePageReading(JSON.parse(JSON.stringify(result)))).not.toBeNull();
});

it('is the same once it is built: the bundler leaves no helper of its own in it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keyrail-script-'));
  try {
    const outDir = folder;
    const ssr = join(import.meta.dirname, 'read-page-script.ts');
    await build(mergeConfig(hostMain, { logLevel: 'error', build: { ssr, outDir, sourcemap: false } }));
    const built = createRequire(import.meta.url)(join(folder, 'main.cjs')) as { readPageScript: () => string };
    const parsed = parsePage(ALL_PAGES['NORRIX'] ?? '');
    if (!parsed.ok) throw new Error(parsed.error.code);
    const read = (script: string): unknown => runInContext(script, createContext({ document: parsed.value }));
    expect(JSON.stringify(read(built.readPageScript()))).toBe(JSON.stringify(read(readPageScript())));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
