import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allProviders, Catalogue, findProvider, searchProviders } from './catalogue.ts';
import { definitionFiles, filesIn } from './definition-files.ts';

const norrix = definitionFiles().get('norrix.json');

describe('the catalogue', () => {
  it('finds by id only', () => {
    expect(findProvider('norrix')?.name.value).toBe('Norrix');
    expect(findProvider('Norrix')).toBeNull();
    expect(findProvider('../definitions/norrix')).toBeNull();
    expect(findProvider('')).toBeNull();
    expect(findProvider('norrix')).toBe(findProvider('norrix'));
  });

  it('lists by name, each id once', () => {
    const all = allProviders();
    const names = all.map(({ name }) => name.value);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en')));
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.length).toBe(definitionFiles().size);
  });

  it('searches names, ids, variables and starts of keys', () => {
    const ids = (text: string) => searchProviders(text).map(({ id }) => id);
    expect(ids('nrx_')).toEqual(['norrix']);
    expect(ids('HF_TOKEN')).toEqual(['hugging-face']);
    expect(ids('SDK&K')).toEqual(['sdkkey']);
    expect(ids('native')).toEqual(['nativebridge', 'nativemessage']);
    // The name begins with it, though other keys hold the letters too.
    expect(ids('git')[0]).toBe('github');
    expect(ids('  ')).toHaveLength(allProviders().length);
    expect(ids('no such service')).toEqual([]);
  });
});

describe('a folder with one file more', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kr-definitions-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function withFile(name: string, change: (copy: Record<string, unknown>) => void): Catalogue {
    const copy = structuredClone(norrix) as Record<string, unknown>;
    change(copy);
    writeFileSync(path.join(folder, name), JSON.stringify(copy));
    return new Catalogue(() => filesIn(folder));
  }

  it('has one provider more', () => {
    const catalogue = withFile('example.json', (copy) => {
      copy['id'] = 'example';
    });
    expect(catalogue.all().map(({ id }) => id)).toEqual(['example']);
  });

  it.each([
    ['a missing name', 'name', (copy: Record<string, unknown>) => delete copy['name']],
    [
      'a fact without a source',
      'defaultVariable.from',
      (copy: Record<string, unknown>) => Object.assign(copy, { defaultVariable: { value: 'X', from: [] } }),
    ],
    [
      'a source that is not there',
      'defaultVariable.from.0: names the source "rumour"',
      (copy: Record<string, unknown>) =>
        Object.assign(copy, { defaultVariable: { value: 'X', from: [{ source: 'rumour', quote: 'X' }] } }),
    ],
    [
      'a document without a quote',
      'defaultVariable.from.0: needs a "quote"',
      (copy: Record<string, unknown>) =>
        Object.assign(copy, { defaultVariable: { value: 'X', from: [{ source: 'guide' }] } }),
    ],
    [
      'a field that nobody knows',
      'favouriteColour',
      (copy: Record<string, unknown>) => Object.assign(copy, { favouriteColour: 'red' }),
    ],
    [
      'a page that is not https',
      'links.keysPage.value',
      (copy: Record<string, unknown>) =>
        Object.assign(copy, {
          links: { keysPage: { value: 'http://norrix.example', from: [{ source: 'guide', quote: 'API Keys' }] } },
        }),
    ],
    [
      'an api without its details',
      'sync.ways',
      (copy: Record<string, unknown>) => Object.assign(copy, { sync: { ways: ['api'] } }),
    ],
    [
      'another id than the file',
      'id: the file of "another"',
      (copy: Record<string, unknown>) => Object.assign(copy, { id: 'another' }),
    ],
  ])('names file and field of %s', (_what, field, change) => {
    const catalogue = withFile('norrix.json', change);
    expect(() => catalogue.all()).toThrow('norrix.json: ');
    expect(() => catalogue.find('norrix')).toThrow(field);
  });

  it('names a file that is not JSON', () => {
    writeFileSync(path.join(folder, 'broken.json'), '{');
    expect(() => filesIn(folder)).toThrow('broken.json: ');
  });
});
