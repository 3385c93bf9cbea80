import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { providerId } from '#shared/domain/text.ts';
import { crc32, hasGitHubChecksum } from './checksum.ts';
import formatData from './formats.json' with { type: 'json' };
import { VALUE_FORMATS } from './formats.ts';
import { DEFAULT_ENV_NAMES, PROVIDER_NAMES, providerInName } from './providers.ts';
import { recognise } from './recognise.ts';

// Every value here is made up and only has the shape of a real one.
const repeat = (text: string, length: number) => text.repeat(length).slice(0, length);
const MIXED = 'aB3dE6gH9jK2mN5pQ8sT1vW4';
const HEX = '0a1b2c3d4e5f6789';
const jwt = (header: object, payload: object) =>
  [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') +
  '.c2lnbmF0dXJlLXg';

describe('formats.json', () => {
  const schema = z.array(
    z.strictObject({
      provider: z.string().min(1),
      kind: z.string().min(1),
      prefix: z.string(),
      regex: z.string().min(1),
      source: z.array(z.string()).min(1),
      secret: z.boolean(),
      notes: z.string().optional(),
    }),
  );

  it('has the shape that is read, and nothing is dropped', () => {
    expect(schema.parse(formatData)).toHaveLength(118);
    expect(VALUE_FORMATS).toHaveLength(118 + 11);
  });

  it('names providers by valid ids', () => {
    for (const id of PROVIDER_NAMES.keys()) expect(providerId.safeParse(id).success).toBe(true);
    for (const id of DEFAULT_ENV_NAMES.keys()) expect(PROVIDER_NAMES.has(id)).toBe(true);
    for (const { providerId: id } of VALUE_FORMATS) if (id !== null) expect(PROVIDER_NAMES.has(id)).toBe(true);
  });

  it('recognises a generated value of every prefixed format', () => {
    for (const { whole, start, providerId: id } of VALUE_FORMATS) {
      if (start === '' || id === null) continue;
      fc.assert(
        fc.property(fc.stringMatching(new RegExp(whole.source.replace(/\(\?<?!\[[^\]]*\]\)/g, ''))), (value) => {
          fc.pre(whole.test(value));
          expect(recognise(value).map((candidate) => candidate.providerId)).toContain(id);
        }),
        { numRuns: 3 },
      );
    }
  });
});

describe('recognise', () => {
  it.each([
    [`ghp_${repeat(MIXED, 36)}`, 'github', 'token', true],
    [`github_pat_${repeat(MIXED, 22)}_${repeat(MIXED, 59)}`, 'github', 'token', true],
    [`glpat-${repeat(MIXED, 20)}`, 'gitlab', 'token', true],
    [`sk-proj-${repeat(MIXED, 58)}T3BlbkFJ${repeat(MIXED, 58)}`, 'openai', 'secret', true],
    [`sk-ant-api03-${repeat(MIXED, 93)}AA`, 'anthropic', 'secret', true],
    ['AKIAQWERTYUIOPASDFGH', 'aws-iam', 'publishable', false],
    [`SG.${repeat(MIXED, 22)}.${repeat(MIXED, 43)}`, 'sendgrid', 'secret', true],
    [`npm_${repeat(MIXED, 36)}`, 'npm', 'token', true],
    [`hf_${repeat(MIXED, 34)}`, 'hugging-face', 'token', true],
    [`vcp_${repeat(MIXED, 56)}`, 'vercel', 'token', true],
    [`sb_publishable_${repeat(MIXED, 31)}`, 'supabase', 'publishable', false],
    [`cfut_${repeat(MIXED, 40)}${repeat(HEX, 8)}`, 'cloudflare', 'token', true],
    [`GOCSPX-${repeat(MIXED, 28)}`, 'google', 'oauth-client', true],
    [`AC${repeat(HEX, 32)}`, 'twilio', 'publishable', false],
    [`${repeat(MIXED, 14)}.atlasv1.${repeat(MIXED, 64)}`, 'hcp-terraform', 'token', true],
    [`nrx_Ks7dF2xW${repeat(MIXED, 20)}`, 'norrix', 'secret', true],
    ['nmk_live_1234567890abcdef', 'nativemessage', 'secret', true],
  ])('%.16s… is of %s', (value, id, kind, secret) => {
    expect(recognise(value)[0]).toMatchObject({ providerId: id, kind, secret });
  });

  it('tells environments by the value, then by the name', () => {
    expect(recognise(`sk_live_${repeat(MIXED, 24)}`)[0]).toMatchObject({ environmentHint: 'production' });
    expect(recognise(`sk_test_${repeat(MIXED, 24)}`, { name: 'PROD_KEY' })[0]).toMatchObject({
      environmentHint: 'development',
    });
    expect(recognise('nmk_live_1234567890abcdef')[0]).toMatchObject({ environmentHint: 'production' });
    expect(recognise('whatever-it-is', { name: 'KEY_STAGING' })[0]).toMatchObject({ environmentHint: 'staging' });
    expect(recognise('whatever-it-is')[0]).not.toHaveProperty('environmentHint');
  });

  it('shows what Norrix shows, and else at most a third', () => {
    expect(recognise(`nrx_Ks7dF2xW${repeat(MIXED, 20)}`)[0]?.prefix).toBe('nrx_Ks7dF2xW');
    expect(recognise(`ghp_${repeat(MIXED, 36)}`)[0]?.prefix).toBe('ghp_aB3d');
    expect(recognise('hunter2')[0]?.prefix).toBe('hu');
    expect(recognise('ab')[0]?.prefix).toBe('');
  });

  it('gives Stripe before bkend for the prefixes they share, and both', () => {
    const ids = (value: string, name?: string) => recognise(value, name ? { name } : {}).map((c) => c.providerId);
    expect(ids(`sk_live_${repeat(MIXED, 24)}`)).toEqual(['stripe', 'bkend']);
    expect(ids(`pk_live_${repeat(MIXED, 24)}`)).toEqual(['stripe', 'bkend']);
    expect(ids(`sk_live_${repeat(MIXED, 24)}`, 'BKEND_SECRET_KEY')).toEqual(['bkend', 'stripe']);
    expect(ids(`pk_${repeat(MIXED, 24)}`)).toEqual(['bkend']);
    expect(recognise(`pk_${repeat(MIXED, 24)}`)[0]).toMatchObject({ kind: 'publishable', secret: false });
  });

  it('checks GitHub checksums', () => {
    // From a published description of the format; the token was revoked before it was published.
    const valid = ['ghp', 'zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17'].join('_');
    expect(crc32('123456789')).toBe(0xcbf43926);
    expect(hasGitHubChecksum(valid)).toBe(true);
    expect(recognise(valid)[0]).toMatchObject({ providerId: 'github', checksumValid: true });
    for (let at = 4; at < valid.length; at += 1) {
      const changed = `${valid.slice(0, at)}${valid.charAt(at) === 'x' ? 'y' : 'x'}${valid.slice(at + 1)}`;
      expect(recognise(changed)[0]).toMatchObject({ providerId: 'github', checksumValid: false });
    }
  });

  it('says that a value was cut off', () => {
    const [first] = recognise(`ghp_${repeat(MIXED, 30)}`);
    expect(first).toMatchObject({ providerId: 'github', confidence: 0.3 });
    expect(first?.notes).toContain('another length');
  });

  it('reads a JSON Web Token: exp, alg and iss, and nothing else', () => {
    const value = jwt({ alg: 'HS256', typ: 'JWT' }, { iss: 'https://id.example', exp: 1_800_000_000, sub: 'person-7' });
    const [first] = recognise(value);
    expect(first).toMatchObject({ providerId: null, kind: 'token', inferredExpiry: '2027-01-15T08:00:00.000Z' });
    expect(first?.notes).toBe('algorithm HS256, issued by https://id.example');
    expect(JSON.stringify(first)).not.toContain('person-7');
    expect(recognise(jwt({ alg: 'HS256' }, { exp: 1e300 }))[0]).not.toHaveProperty('inferredExpiry');
  });

  it.each([
    [`-----BEGIN PRIVATE KEY-----\n${repeat(MIXED, 64)}\n-----END PRIVATE KEY-----\n`, 'key-pair', true],
    [
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${repeat(MIXED, 64)}\n-----END OPENSSH PRIVATE KEY-----\n`,
      'key-pair',
      true,
    ],
    [`-----BEGIN CERTIFICATE-----\n${repeat(MIXED, 64)}\n-----END CERTIFICATE-----`, 'key-pair', false],
    [`ssh-ed25519 AAAA${repeat(MIXED, 60)} me@here`, 'key-pair', false],
    ['postgres://app:hunter2@db.example:5432/shop', 'secret', true],
    ['{"type": "service_account", "private_key": "x"}', 'file', true],
  ])('knows %.30j', (value, kind, secret) => {
    expect(recognise(value)[0]).toMatchObject({ kind, secret });
  });

  it('goes by the name where the value has no format', () => {
    expect(recognise('x'.repeat(40), { name: 'NATIVEBRIDGE_API_KEY' })[0]).toMatchObject({
      providerId: 'nativebridge',
      confidence: 0.6,
    });
    expect(recognise(repeat(HEX, 32), { name: 'DD_API_KEY' })[0]).toMatchObject({ providerId: 'datadog' });
    expect(recognise(repeat(MIXED, 40), { name: 'AWS_SECRET_ACCESS_KEY' })[0]).toMatchObject({ providerId: 'aws-iam' });
    expect(recognise(`sk-${repeat(HEX, 32)}`, { name: 'DEEPSEEK_API_KEY' })[0]).toMatchObject({
      providerId: 'deepseek',
    });
    expect(providerInName('MAX_AGE')).toBeNull();
    expect(providerInName('6666_default_193444')).toBeNull();
    expect(providerInName('huggingface-token')).toBe('hugging-face');
  });

  it('takes a long value for a secret without reading it', () => {
    expect(recognise(`ghp_${'a'.repeat(70_000)}`)).toMatchObject([{ providerId: null, kind: 'secret' }]);
    expect(recognise('')).toEqual([]);
  });

  it('is sorted, and never shows more than a third or 12 characters of any value', () => {
    const start = fc.constantFrom(
      '',
      'ghp_',
      'nrx_',
      'sk_live_',
      'sk-ant-api03-',
      'glpat-',
      'postgres://u:',
      'eyJ',
      '-----BEGIN ',
    );
    fc.assert(
      fc.property(start, fc.string(), fc.string(), (head, rest, name) => {
        const value = head + rest;
        const candidates = recognise(value, { name });
        expect(candidates.length > 0).toBe(value !== '');
        candidates.forEach(({ prefix, confidence, providerId: id }, index) => {
          expect(confidence).toBeLessThanOrEqual(candidates[index - 1]?.confidence ?? 1);
          expect(value.startsWith(prefix)).toBe(true);
          expect(prefix.length).toBeLessThanOrEqual(
            id === 'norrix' ? Math.min(12, value.length / 2) : Math.min(12, value.length / 3),
          );
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('runs few expressions: hostile values of the greatest length come back', () => {
    for (const unit of [
      '-',
      'ey',
      'ey.',
      'a',
      'A=',
      '-----BEGIN ',
      'xapp-1-A-1',
      'tskey-a-',
      '/',
      ':',
      '@',
      'ATCTT3xFfG=',
    ]) {
      expect(recognise(unit.repeat(65_536 / unit.length)).length).toBeGreaterThan(0);
    }
  });
});
