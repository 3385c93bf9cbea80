import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseDefaults, readDefaults } from './dotfile.ts';

const root = mkdtempSync(join(tmpdir(), 'keyrail-dotfile-'));
afterAll(() => rmSync(root, { recursive: true }));

const parse = (text: string) => parseDefaults('/x/.keyrail.json', Buffer.from(text, 'utf8'));

describe('.keyrail.json', () => {
  it('is found in the folder or above, the nearest first', () => {
    const deep = join(root, 'a', 'b');
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(root, '.keyrail.json'), '{"project": "outer", "environment": "staging"}');
    expect(readDefaults(deep)).toMatchObject({ ok: true, value: { project: 'outer', environment: 'staging' } });
    writeFileSync(join(root, 'a', '.keyrail.json'), '{"project": "inner"}');
    expect(readDefaults(deep)).toEqual({
      ok: true,
      value: { path: join(root, 'a', '.keyrail.json'), project: 'inner', environment: undefined },
    });
  });

  it.each([
    ['{"project": "a",', 'it is not JSON'],
    ['[]', 'it is no object'],
    ['null', 'it is no object'],
    ['{"project": 1}', '"project" is not a name'],
    ['{"environment": ""}', '"environment" is not a name'],
    ['{"project": "a\\u0007b"}', '"project" is not a name'],
    ['{"project": "a", "API_KEY": "MADEUP"}', 'it has other fields'],
    ['{"project": "sk_live_51MADEUPabcdefghijklmnop"}', '"project" looks like a secret'],
    ['{"environment": "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tMADEUP"}', '"environment" looks like a secret'],
    [`{"project": "${'a'.repeat(5000)}"}`, 'it is larger than 4 KB'],
  ])('refuses %s and repeats nothing of it', (text, reason) => {
    const parsed = parse(text);
    expect(parsed).toMatchObject({ ok: false, error: { code: 'file-unreadable' } });
    expect(!parsed.ok && parsed.error.message).toContain(reason);
    expect(!parsed.ok && parsed.error.message).not.toContain('MADEUP');
  });

  it('takes ordinary names, long ones with dashes included', () => {
    for (const project of ['shop', 'Müllers Laden', 'customer-portal-backend-service-v2-2026']) {
      expect(parse(JSON.stringify({ project })).ok).toBe(true);
    }
  });
});
