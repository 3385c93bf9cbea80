import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanPaste } from './clean-paste.ts';

// Made up.
const V = 'tok_Zq8vT3wX5yZ7';
/** What is taken off for certain leaves nothing to offer. */
const one = (value: string, name: string | undefined, removed: readonly string[], offered: readonly string[] = []) => ({
  kind: 'one',
  value,
  ...(name ? { name } : {}),
  removed,
  offered,
});

describe('cleanPaste', () => {
  it.each([
    [V, undefined, []],
    [`  ${V}\r\n`, undefined, ['spaces']],
    [`\ufeff${V}\u200b`, undefined, ['invisible characters']],
    [`tok_\u200bZq8vT3wX5yZ7`, undefined, ['invisible characters']],
    [`"${V}"`, undefined, ['quotes']],
    [`'${V}'`, undefined, ['quotes']],
    [`“${V}”`, undefined, ['quotes']],
    [`„${V}“`, undefined, ['quotes']],
    [`\`${V}\``, undefined, ['quotes']],
    [`Bearer ${V}`, undefined, ['Bearer']],
    [`Authorization: Bearer ${V}`, undefined, ['Authorization: Bearer']],
    [`authorization: token ${V}`, undefined, ['authorization: token']],
    [`-H "X-API-Key: ${V}"`, undefined, ['-H', 'quotes', 'X-API-Key:']],
    [`X-API-Key: ${V}`, undefined, ['X-API-Key:']],
    [`PRIVATE-TOKEN: ${V}`, undefined, ['PRIVATE-TOKEN:']],
    [`export NAME_1='${V}'`, 'NAME_1', ['export NAME=', 'quotes']],
    [`export NAME_1="${V}";`, 'NAME_1', ['export NAME=', 'a semicolon at the end', 'quotes']],
    [`set NAME_1=${V}`, 'NAME_1', ['set NAME=']],
    [`$env:NAME_1 = "${V}"`, 'NAME_1', ['$env:NAME =', 'quotes']],
    [`API_TOKEN=${V}`, 'API_TOKEN', ['NAME=']],
    [`API_TOKEN=${V} # the comment`, 'API_TOKEN', ['NAME=']],
    [`API_TOKEN="${V}" # the comment`, 'API_TOKEN', ['NAME=', 'quotes']],
    [`# a comment\nAPI_TOKEN=${V}`, 'API_TOKEN', ['a comment', 'NAME=']],
    [`api_key: ${V}`, 'api_key', ['NAME:']],
    [`- api_key: "${V}"`, 'api_key', ['NAME:', 'quotes']],
    [`  "NAME_1": "${V}",`, 'NAME_1', ['spaces', '"NAME":', 'a comma at the end', 'quotes']],
    [`const apiKey = '${V}';`, 'apiKey', ['const NAME =', 'a semicolon at the end', 'quotes']],
  ])('%j', (text, name, removed) => {
    expect(cleanPaste(text)).toEqual(one(V, name, removed));
  });

  it.each([
    'QUJDREVGR0g=',
    'QUJDREVGR0g==',
    'postgres://app:pw@db.example/shop?sslmode=require',
    'Server=db;User Id=app;Password=pw;',
    'a=1&b=2',
    'pass"word',
    'half"',
    'with # hash',
    'user:password',
    'a b c',
    '$ecret',
    '{not json}',
    'p4ss👩‍💻word',
  ])('leaves %j as it is', (value) => {
    expect(cleanPaste(value)).toEqual(one(value, undefined, []));
  });

  it('keeps the lines of a PEM key, also out of quotes', () => {
    const pem = `-----BEGIN PRIVATE KEY-----\nAAAA\nBBBB==\n-----END PRIVATE KEY-----\n`;
    expect(cleanPaste(pem)).toEqual(one(pem, undefined, []));
    expect(cleanPaste(`\n\n  ${pem}\n\n`)).toMatchObject({ value: pem });
    expect(cleanPaste(`KEY="${pem}"`)).toMatchObject({ kind: 'one', name: 'KEY', value: pem });
  });

  it.each(['A=1\nB=2', '# x\nexport A=1\n\nexport B="2"\n', '{"A": "1", "B": "2"}', 'A=1\nB="broken\nC=3'])(
    'sees many in %j',
    (text) => {
      expect(cleanPaste(text)).toEqual({ kind: 'many' });
    },
  );

  it.each(['', ' \n', '\u200b'])('sees nothing in %j', (text) => {
    expect(cleanPaste(text).kind).toBe('empty');
  });

  it('finds a plain value in any wrapping, names what it took off without it, and takes off no more', () => {
    const plain = fc
      .stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{11,40}$/)
      .filter((value) => !/^(?:set|export|bearer)/i.test(value));
    const wrap = fc.constantFrom<(value: string) => string>(
      (value) => `"${value}"`,
      (value) => ` ${value}\n`,
      (value) => `Authorization: Bearer ${value}`,
      (value) => `export A='${value}'`,
      (value) => `"A": "${value}",`,
      (value) => `$env:A = "${value}"`,
    );
    fc.assert(
      fc.property(plain, wrap, (value, around) => {
        const cleaned = cleanPaste(around(value));
        expect(cleaned).toMatchObject({ kind: 'one', value });
        if (cleaned.kind === 'one') expect(cleaned.removed.join()).not.toContain(value);
        expect(cleanPaste(value)).toEqual(one(value, undefined, []));
      }),
    );
  });

  it.each([
    ['Tr0ub4dor&3;', ['a semicolon at the end']],
    ['xY9=abcDEF123', ['NAME=']],
    ['host=db.example.test port=5432 user=app password=s3cret', []],
    ['{"id":"u1","pw":"x=y"}', []],
    ['{"API_TOKEN": "tok_Zq8vT3wX5yZ7"}', ['JSON around it']],
    ['cn=admin,dc=example', []],
    ['uid=app,ou=people,dc=example,dc=test', []],
    ['#!/bin/sh\nexport A=1\nexport B=2\n', []],
    ['# not a comment\nbut a pass phrase', ['a comment']],
    ['ABC=def', ['NAME=']],
    ['apiKey=abcdef', ['NAME=']],
    ['"p w"', ['quotes']],
    ["'x'", ['quotes']],
    ['a,b;', ['a semicolon at the end']],
    ['user: hunter2', ['NAME:']],
  ])('leaves %j, and offers %j', (value, offered) => {
    expect(cleanPaste(value)).toEqual(one(value, undefined, [], offered));
    if (offered.length > 0)
      expect(cleanPaste(value, true)).toMatchObject({ kind: 'one', removed: offered, offered: [] });
  });

  it('never changes a random password of 20 characters', () => {
    const characters = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
    const password = fc
      .array(fc.constantFrom(...characters), { minLength: 20, maxLength: 20 })
      .map((list) => list.join(''))
      // One in quotes from end to end cannot be told from a quoted token; the form shows what came off, and keeps it on request.
      .filter((value) => !/^(["'`]).*\1$/.test(value));
    fc.assert(
      fc.property(password, (value) => {
        expect(cleanPaste(value)).toMatchObject({ kind: 'one', value, removed: [] });
      }),
      { numRuns: 20_000 },
    );
  });

  it('gives up on endless layers', () => {
    for (const layer of ['#\n', 'Bearer ', ',;']) expect(cleanPaste(layer.repeat(300_000)).kind).toBe('one');
  });

  it('always ends, and what is left is a part of what was pasted', () => {
    const soup = fc.string({
      unit: fc.constantFrom(
        '"',
        "'",
        '`',
        ' ',
        '\n',
        '=',
        ':',
        'A',
        'b',
        ';',
        ',',
        '#',
        '{',
        '}',
        'export ',
        'Bearer ',
      ),
    });
    fc.assert(
      fc.property(soup, (text) => {
        const cleaned = cleanPaste(text);
        if (cleaned.kind === 'one' && !cleaned.removed.includes('JSON around it'))
          expect(text).toContain(cleaned.value.trimEnd());
      }),
      { numRuns: 1_000 },
    );
  });
});
