import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from './json-reader.ts';
import { formatJson, formatKeyrailExport, type KeyrailExport, parseJsonSecrets } from './json-secrets.ts';

describe('parseJsonSecrets', () => {
  it('reads a flat object with lines', () => {
    const file = parseJsonSecrets('\ufeff{\n  "A": "one",\n  "B": "t\\u00e9\\n"\n}\n');
    expect(file).toMatchObject({ shape: 'flat', errors: [], warnings: [] });
    expect(file.entries).toEqual([
      { name: 'A', value: 'one', line: 2, details: {} },
      { name: 'B', value: 'té\n', line: 3, details: {} },
    ]);
  });

  it('takes numbers and booleans exactly as they are written', () => {
    const file = parseJsonSecrets('{"A": 12345678901234567890, "B": 1.50, "C": true}');
    expect(file.entries.map(({ value }) => value)).toEqual(['12345678901234567890', '1.50', 'true']);
    expect(file.warnings.map(({ code }) => code)).toEqual(['literal-as-text', 'literal-as-text', 'literal-as-text']);
  });

  it.each([
    ['{"A": null}', 'null-value', 'A'],
    ['{"A": {"B": "x"}}', 'nested-value', 'A'],
    ['{"A": ["x"]}', 'nested-value', 'A'],
    ['{"A": "x", "A": "y"}', 'duplicate-name', 'A'],
    ['{"A": "x",}', 'not-json', ''],
    ["{'A': 'x'}", 'not-json', ''],
    ['{"A": "x"} trailing', 'not-json', ''],
    ['{"A": "x', 'not-json', ''],
    ['', 'not-json', ''],
    ['["x"]', 'not-an-object', ''],
    [`{"A": ${'['.repeat(5_000)}`, 'too-deep', ''],
    ['{"format": "keyrail-export", "version": 2, "keys": []}', 'newer-version', ''],
    ['{"format": "keyrail-export", "version": 1}', 'field-missing', 'keys'],
    ['{"format": "keyrail-export", "version": 1, "keys": [{"name": "A"}]}', 'field-missing', 'keys[0].value'],
    [
      '{"format": "keyrail-export", "version": 1, "keys": [{"name": "A", "value": 1}]}',
      'field-invalid',
      'keys[0].value',
    ],
    [
      '{"format": "keyrail-export", "version": 1, "keys": [{"name": "A", "value": "", "kind": "x"}]}',
      'field-invalid',
      'kind',
    ],
    [
      '{"format": "keyrail-export", "version": 1, "keys": [{"name": "A", "value": "", "tags": "x"}]}',
      'field-invalid',
      'tags',
    ],
  ])('refuses %.70s: %s', (text, code, path) => {
    const [first] = parseJsonSecrets(text).errors;
    expect(first?.code).toBe(code);
    expect(first?.message).toContain(path);
  });

  it('reads names such as __proto__ as names', () => {
    expect(parseJsonSecrets('{"__proto__": "x", "constructor": "y"}').entries).toHaveLength(2);
  });

  it('refuses a file over the limit', () => {
    expect(parseJsonSecrets(`"${'x'.repeat(10_485_760)}"`).errors).toMatchObject([{ code: 'too-large' }]);
  });
});

describe('readJson', () => {
  it('accepts what JSON.parse accepts', () => {
    const soup = fc.string({
      unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '1', '-', '.', 'e', 'true', 'null', '\\', ' ', '\n'),
    });
    fc.assert(
      fc.property(fc.oneof(fc.json(), soup), (text) => {
        let parses = true;
        try {
          JSON.parse(text);
        } catch {
          parses = false;
        }
        const read = readJson(text);
        if (!('failed' in read && read.failed === 'too-deep')) expect(!('failed' in read)).toBe(parses);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('formatting', () => {
  it('reads back any names and values', () => {
    const entries = fc.uniqueArray(
      fc.record({ name: fc.string({ unit: 'binary' }), value: fc.string({ unit: 'binary' }) }),
      {
        selector: ({ name }) => name,
      },
    );
    fc.assert(
      fc.property(entries, (list) => {
        fc.pre(!list.some(({ name, value }) => name === 'format' && value === 'keyrail-export'));
        const text = formatJson(list);
        const file = parseJsonSecrets(text.ok ? text.value : '');
        expect(file.errors).toEqual([]);
        expect(file.entries.map(({ name, value }) => ({ name, value }))).toEqual(list);
      }),
    );
  });

  it('refuses a name twice', () => {
    const twice = [
      { name: 'A', value: '1' },
      { name: 'A', value: '2' },
    ];
    expect(formatJson(twice)).toMatchObject({ ok: false, error: { code: 'name-invalid' } });
  });

  it('reads back the export', () => {
    const exported: KeyrailExport = {
      project: 'shop',
      environment: 'production',
      keys: [
        {
          name: 'A',
          value: 'one\n',
          kind: 'token',
          provider: 'github',
          scopes: ['repo'],
          tags: [],
          rotateEvery: 'P90D',
        },
        { name: 'B', value: '' },
      ],
    };
    const file = parseJsonSecrets(formatKeyrailExport(exported));
    expect(file).toMatchObject({
      shape: 'keyrail-export',
      project: 'shop',
      environment: 'production',
      errors: [],
      warnings: [],
    });
    expect(file.entries.map(({ name, value, details }) => ({ name, value, ...details }))).toEqual(exported.keys);
  });
});
