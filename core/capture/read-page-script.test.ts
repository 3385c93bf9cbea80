import { createContext, runInContext } from 'node:vm';
import { expect, it } from 'vitest';
import * as pages from './fixtures/pages.ts';
import { parsePageReading } from './page-reading.ts';
import { readPageScript } from './read-page-script.ts';
import { parsePage } from './saved-document.ts';

const PAGES: [string, string][] = Object.entries(pages);

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
