import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyName } from '#shared/domain/text.ts';
import { detectFormat } from './detect.ts';
import { formatDotenv, parseDotenv } from './dotenv.ts';
import { parseJsonSecrets } from './json-secrets.ts';
import { checkKeyName, isEnvironmentName, nameForMessage } from './names.ts';
import { formatShell, parseShell } from './shell.ts';

describe('detectFormat', () => {
  it.each([
    ['secrets.json', 'A=1', 'json'],
    ['C:\\x\\secrets.JSON', '', 'json'],
    ['.env', '{}', 'dotenv'],
    ['/a/.env.production', '', 'dotenv'],
    ['prod.env', '', 'dotenv'],
    ['.envrc', '', 'shell'],
    ['env.sh', '', 'shell'],
    ['x.txt', ' {"A": "b"}', 'json'],
    ['x', '#!/bin/sh\nA=1', 'shell'],
    ['x', "export A='it'\\''s'", 'shell'],
    ['x', "A=$'b'", 'shell'],
    ['x', 'export A=1', 'dotenv'],
    ['', '', 'dotenv'],
  ])('%s with %j is %s', (fileName, text, format) => {
    expect(detectFormat(fileName, text)).toBe(format);
  });
});

describe('names', () => {
  it.each([
    ['A_1', true],
    ['_', true],
    ['1A', false],
    ['A-B', false],
    ['É', false],
    ['A\n', false],
    ['', false],
  ])('%j as an environment variable: %s', (name, fits) => {
    expect(isEnvironmentName(name)).toBe(fits);
  });

  it.each([
    ['', 'empty'],
    ['a'.repeat(201), 'too-long'],
    ['a\nb', 'control-character'],
    ['a\0', 'control-character'],
    ['a=b', 'equals-sign'],
    [' a', 'space-at-ends'],
  ])('refuses %.10j: %s', (name, reason) => {
    expect(checkKeyName(name)).toMatchObject({ ok: false, error: { code: 'name-invalid', detail: { reason } } });
  });

  it('agrees with the contract, and gives NFC', () => {
    expect(checkKeyName('Cle\u0301')).toEqual({ ok: true, value: 'Cl\u00e9' });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 210 })), (name) => {
        const parsed = keyName.safeParse(name);
        const checked = checkKeyName(name);
        expect(checked.ok ? checked.value : null).toBe(parsed.success ? parsed.data : null);
      }),
    );
  });

  it('makes names of hostile files safe to show', () => {
    expect(nameForMessage(`A\u202e\n${'x'.repeat(500)}`)).toMatch(/^A\ufffd\ufffdx+…$/);
  });
});

describe('messages', () => {
  // Made up; it only has to be recognisable.
  const SECRET = 'Zq8vT3canary7Lw';

  it('never hold a value', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('"', "'", '`', '\\', '\n', '$', '(', ' ', '#', '\0', '{', '~', '|', ','),
      maxLength: 4,
    });
    fc.assert(
      fc.property(
        hostile,
        hostile,
        fc.constantFrom('A=', 'export A=', 'A: ', '{"A": ', '{"A": "', '{"A": {"b": '),
        (before, after, head) => {
          const text = `${head}${before}${SECRET}${after}\nB=2`;
          for (const parse of [parseDotenv, parseJsonSecrets, parseShell]) {
            const { errors, warnings } = parse(text);
            expect(JSON.stringify([errors, warnings])).not.toContain(SECRET);
          }
          for (const format of [formatDotenv, formatShell]) {
            const result = format([{ name: 'A', value: `${before}${SECRET}${after}` }]);
            if (!result.ok) expect(JSON.stringify(result)).not.toContain(SECRET);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
