import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remoteKeyDraft } from '#shared/domain/remote-key.ts';
import { findProvider } from '../providers/catalogue.ts';
import { baseAddressOf } from './base-address.ts';
import { draftOf, isoDate, maskedEnds, rfc2822Date, unixSeconds } from './draft-fields.ts';
import { npmRegistry } from './npm-registry.ts';
import { xmlText } from './xml.ts';

describe('dates', () => {
  it.each([
    ['2026-02-03T08:14:55.120Z', Date.UTC(2026, 1, 3, 8, 14, 55, 120)],
    ['2026-01-08T09:24:43.558793+00:00', Date.UTC(2026, 0, 8, 9, 24, 43, 558)],
    ['2026-05-16T08:47:09.000-07:00', Date.UTC(2026, 4, 16, 15, 47, 9)],
    ['2026-12-31 16:00:00 +0900', Date.UTC(2026, 11, 31, 7)],
    ['2026-12-31 07:00:00 UTC', Date.UTC(2026, 11, 31, 7)],
    ['2026-12-01', Date.UTC(2026, 11, 2) - 1],
  ])('%s', (text, at) => expect(isoDate(text)).toMatchObject({ at, text }));

  it.each([
    '2026-02-30',
    '2026-13-01T00:00:00Z',
    '2026-01-09T10:00:00',
    'N/A',
    'tomorrow',
    '03/04/2026',
    '2026-01-01T25:00:00Z',
  ])('keeps %s as text and guesses nothing', (text) => expect(isoDate(text)).toMatchObject({ at: null, text }));

  it('reads RFC 2822 and seconds', () => {
    expect(rfc2822Date('Tue, 06 Jan 2026 10:50:08 +0000').at).toBe(Date.UTC(2026, 0, 6, 10, 50, 8));
    expect(rfc2822Date('Tue, 06 Foo 2026 10:50:08 +0000').at).toBeNull();
    expect(unixSeconds(1_785_542_400).at).toBe(1_785_542_400_000);
    expect(unixSeconds(1e300).at).toBeNull();
    expect(unixSeconds(-1).at).toBeNull();
  });
});

describe('drafts', () => {
  it('fit, whatever a provider says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
        const draft = draftOf({
          ...{ remoteId: text, name: text, description: text, environment: text, createdBy: text, statusText: text },
          ...{
            scopes: Array.from({ length: 1_100 }, () => text.slice(0, 20)),
            ...maskedEnds(text),
            created: isoDate(text),
          },
        });
        expect(remoteKeyDraft.safeParse(draft).success).toBe(true);
        expect(draft.name).not.toMatch(/\n/);
      }),
      { numRuns: 50 },
    );
  });

  it('show the ends of a masked value, and nothing of one that is not masked', () => {
    expect(maskedEnds('sk-proj-...9Qa')).toEqual({ prefix: 'sk-proj-', suffix: '9Qa' });
    expect(maskedEnds('npm_Xy7Z…q2Lm')).toEqual({ prefix: 'npm_Xy7Z', suffix: 'q2Lm' });
    expect(maskedEnds('sk-proj-madeUpWholeValue')).toEqual({ prefix: '', suffix: '' });
    expect(maskedEnds(null)).toEqual({ prefix: '', suffix: '' });
  });

  it('come from XML with its five entities and no markup', () => {
    expect(xmlText('<a x="1"><Name>R&amp;D &lt;1&gt;</Name></a>', 'Name')).toBe('R&D <1>');
    expect(xmlText('<Name><b>x</b></Name>', 'Name')).toBeNull();
    expect(xmlText('<Name>&xxe;</Name>', 'Name')).toBe('&xxe;');
  });
});

describe('base addresses', () => {
  const of = (id: string, own: string | null, env: NodeJS.ProcessEnv = {}) => {
    const definition = findProvider(id);
    if (definition === null) throw new Error(id);
    return baseAddressOf(definition, own, env);
  };
  it("are the connection's own, or the definition's", () => {
    expect(of('github', null)).toBe('https://api.github.com');
    expect(of('github', 'http://127.0.0.1:1/x')).toBe('http://127.0.0.1:1/x');
    expect(of('gitlab', null)).toBe('https://gitlab.com/api/v4');
    expect(of('gitlab', 'https://git.example.com')).toBe('https://git.example.com/api/v4');
    expect(of('gitlab', 'https://git.example.com/git/api/v4')).toBe('https://git.example.com/git/api/v4');
    expect(() => of('datadog', null)).toThrow(/datadoghq\.eu/);
  });

  it("of npm is what npm is configured with, by the environment, then the user's file, never a project's", () => {
    const home = mkdtempSync(join(tmpdir(), 'keyrail-npm-'));
    try {
      const none = { npm_config_globalconfig: join(home, 'none') };
      expect(npmRegistry(none, home)).toBeNull();
      writeFileSync(
        join(home, '.npmrc'),
        // biome-ignore lint/suspicious/noTemplateCurlyInString: npm's own notation
        '; registry=https://no.example.com\nregistry = "https://${HOST_NAME}/npm/"\n//x/:_authToken=madeUp\n',
      );
      expect(npmRegistry({ ...none, HOST_NAME: 'user.example.com' }, home)).toBe('https://user.example.com/npm');
      expect(npmRegistry({ ...none, NPM_CONFIG_REGISTRY: 'https://u:p@env.example.com/' }, home)).toBe(
        'https://env.example.com',
      );
      writeFileSync(join(home, 'global'), 'registry=https://global.example.com/\n');
      rmSync(join(home, '.npmrc'));
      expect(npmRegistry({ npm_config_globalconfig: join(home, 'global') }, home)).toBe('https://global.example.com');
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
