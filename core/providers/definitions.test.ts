import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { VALUE_FORMATS } from '#core/recognition/formats.ts';
import { DEFAULT_ENV_NAMES, PROVIDER_NAMES } from '#core/recognition/providers.ts';
import { unknownFacts } from '#shared/domain/describe-provider.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import { type FactReference, type FactSource, factsIn } from '#shared/domain/provider-fact.ts';
import { definitionFiles } from './definition-files.ts';
import { readDefinition } from './read-definition.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const DOCUMENTS = path.join(ROOT, 'tests', 'fixtures', 'seeds');
const FACTS = path.join(ROOT, 'tests', 'fixtures', 'provider-facts');
/** The formats that recognition reads are the same file of facts. */
const FORMATS = path.join(ROOT, 'core', 'recognition', 'formats.json');

const texts = new Map<string, string>();

function textOf(source: FactSource & { kind: 'document' | 'facts' }): string {
  const file =
    source.kind === 'document'
      ? path.join(DOCUMENTS, source.file)
      : source.file === 'formats.json'
        ? FORMATS
        : path.join(FACTS, source.file);
  const known = texts.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(file, 'utf8');
  texts.set(file, text);
  return text;
}

/** Line breaks of a copied page fall where they like. */
function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const part of pointer.slice(1).split('/')) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

/** What is wrong with a reference, or null. */
function problemOf(definition: ProviderDefinition, { source: name, quote, at }: FactReference): string | null {
  const source = definition.sources[name];
  if (source === undefined) return `there is no source "${name}"`;
  switch (source.kind) {
    case 'page':
    case 'convention':
      return null;
    case 'document':
      return onOneLine(textOf(source)).includes(onOneLine(quote ?? ''))
        ? null
        : `${source.file} does not say "${quote}"`;
    case 'facts': {
      const value = valueAt(JSON.parse(textOf(source)), at ?? '');
      if (value === undefined) return `${source.file} has nothing at ${at}`;
      return JSON.stringify(value).includes(quote ?? '') ? null : `${source.file} does not say "${quote}" at ${at}`;
    }
  }
}

const definitions = [...definitionFiles()].map(([file, content]) => [file, readDefinition(file, content)] as const);
const byId = new Map(definitions.map(([, definition]) => [definition.id, definition]));

function definition(id: string): ProviderDefinition {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`no definition of ${id}`);
  return found;
}

describe('every definition', () => {
  it('is there', () => {
    expect([...byId.keys()]).toEqual(
      expect.arrayContaining([
        ...['nativebridge', 'norrix', 'nativemessage', 'sdkkey', 'bkend'],
        ...['github', 'gitlab', 'openai', 'anthropic', 'cloudflare', 'aws-iam', 'sendgrid', 'datadog', 'supabase'],
        ...['npm', 'vercel', 'twilio', 'hugging-face', 'stripe'],
      ]),
    );
  });

  it.each(definitions)('%s: each fact stands in its source', (_file, read) => {
    const wrong = factsIn(read).flatMap(({ path: where, fact }) =>
      fact.from.flatMap((reference) => {
        const problem = problemOf(read, reference);
        return problem === null ? [] : [`${where.join('.')}: ${problem}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it.each(definitions)('%s: says what its files of facts were made from', (_file, read) => {
    for (const source of Object.values(read.sources)) {
      if (source.kind !== 'facts' || source.file === 'formats.json' || source.file === 'index.json') continue;
      expect(source.published).toEqual((JSON.parse(textOf(source)) as { source: string[] }).source);
    }
  });

  const recognised = definitions.filter(([, { id }]) => PROVIDER_NAMES.has(id));
  it.each(recognised)('%s: agrees with recognition', (_file, { id, name, defaultVariable, keyKinds }) => {
    expect(name.value).toBe(PROVIDER_NAMES.get(id));
    expect(defaultVariable?.value).toBe(DEFAULT_ENV_NAMES.get(id));
    const formats = VALUE_FORMATS.filter(({ providerId }) => providerId === id);
    for (const kind of keyKinds) {
      if (kind.prefix === undefined) {
        expect(kind.pattern).toBeUndefined();
        continue;
      }
      const starting = formats.filter(({ start }) => start === kind.prefix?.value);
      expect(starting.map(({ kind: of, secret }) => ({ of, secret }))).toContainEqual({
        of: kind.kind.value,
        secret: kind.secret.value,
      });
      if (kind.pattern === undefined) continue;
      const whole = starting.map(({ whole: expression }) => expression.source.replace(/^\^(?:\(\?:(.*)\))\$$/s, '$1'));
      expect(whole.map((text) => text.replace(/^\^(.*)\$$/s, '$1'))).toContain(kind.pattern.value);
      if (kind.shownLater?.value.start !== undefined && id === 'norrix') {
        expect(starting.map(({ shownLength }) => shownLength)).toContain(kind.shownLater.value.start);
      }
    }
    // What recognition can tell is described here, but for starts that vendors share: what tells those apart has sources there.
    const described = new Set(keyKinds.map(({ prefix }) => prefix?.value));
    const undescribed = formats.filter(
      ({ start, commonStart }) => start !== '' && !described.has(start) && !commonStart,
    );
    expect(undescribed.map(({ start }) => start)).toEqual([]);
  });
});

describe('what the documents say', () => {
  it('nativebridge: plans, bearer and the list of what to try', () => {
    const { authentication, rateLimits, troubleshooting, defaultVariable, baseAddress } = definition('nativebridge');
    expect(authentication.map(({ scheme }) => scheme.value)).toEqual([{ type: 'bearer', field: 'key' }]);
    expect(defaultVariable?.value).toBe('NATIVEBRIDGE_API_KEY');
    expect(
      rateLimits?.plans?.value.map(({ id, allowance, concurrent }) => [id, allowance?.requests ?? null, concurrent]),
    ).toEqual([
      ['free', 60, 1],
      ['starter', 300, 3],
      ['growth', 1000, 10],
      ['custom', null, null],
    ]);
    expect(troubleshooting[0]?.checks.value.map(({ look }) => look)).toEqual([
      'bearer',
      'revoked',
      'endpoint',
      'spaces',
    ]);
    expect(baseAddress).toBeUndefined();
  });

  it('norrix: scopes, roles, statuses and the 12 characters', () => {
    const { scopes, whoMayRevoke, statuses, keyKinds, expiry, rotation, authentication } = definition('norrix');
    expect(scopes?.known?.value.map(({ id }) => id)).toEqual(['build', 'submit', 'update']);
    expect(scopes?.byDefault?.value).toEqual(['build', 'submit', 'update']);
    expect(whoMayRevoke?.value.map(({ role, may }) => [role, may])).toEqual([
      ['Owner', 'any'],
      ['Admin', 'own'],
      ['Member', 'none'],
    ]);
    expect(statuses?.value.every(({ listed }) => listed === true)).toBe(true);
    expect(keyKinds[0]?.shownLater?.value.start).toBe(12);
    expect(expiry?.setIn?.value).toBe('days');
    expect(rotation[0]?.advice?.value.every).toBe('P3M');
    expect(authentication).toEqual([]);
  });

  it('nativemessage: the sign-in, the limit and the check', () => {
    const { signIn, rateLimits, checks, baseAddress } = definition('nativemessage');
    expect(baseAddress?.value).toEqual({ kind: 'fixed', url: 'https://api-message.nativehub.live/api/v1' });
    expect([signIn?.accessTokenMs.value, signIn?.refreshTokenMs.value]).toEqual([15 * 60_000, 7 * 86_400_000]);
    expect(signIn?.refreshTokenReusable.value).toBe(true);
    expect(rateLimits?.limits?.value[0]).toMatchObject({ requests: 200, everyMs: 60_000 });
    expect(rateLimits?.countedBy?.value).toBe('tenant');
    expect(checks.map(({ request }) => request.value)).toContainEqual({ method: 'GET', path: '/messages' });
    // The document names no answer for a key that is refused.
    expect(checks.every(({ refused, works }) => refused === undefined && works === undefined)).toBe(true);
  });

  it('sdkkey: the default key cannot be deactivated, and names have a rule', () => {
    const { actions, naming, rotation, baseAddress, links, statuses } = definition('sdkkey');
    const notFor = new RegExp(`^(?:${actions.deactivate?.notFor?.value.pattern})$`);
    expect(notFor.test('6666_default_193444')).toBe(true);
    expect(notFor.test('server_prod')).toBe(false);
    const name = new RegExp(`^(?:${naming?.value.pattern})$`);
    expect(['ios_prod', 'http_batch'].every((text) => name.test(text))).toBe(true);
    expect(['ios-prod', 'ios.prod', 'ios prod', ''].some((text) => name.test(text))).toBe(false);
    expect(rotation.map(({ strategy }) => strategy.value)).toEqual(['overlap', 'cannot-deactivate']);
    expect(statuses?.value.map(({ word, status }) => [word, status])).toEqual([
      ['Active', 'active'],
      ['Deactivated', 'deactivated'],
    ]);
    expect(baseAddress).toBeUndefined();
    expect(links.keysPage).toBeUndefined();
  });

  it('bkend: two kinds, and a deletion that wants the name', () => {
    const { keyKinds, actions, rotation } = definition('bkend');
    expect(keyKinds.map(({ prefix, shown, audience }) => [prefix?.value, shown?.value, audience?.value])).toEqual([
      ['pk_', 'always', 'client'],
      ['sk_', 'once', 'server'],
    ]);
    expect(actions.delete?.asks?.value).toBe('the-name');
    expect(actions.delete?.canBeUndone?.value).toBe(false);
    expect(rotation[0]?.strategy.value).toBe('replace-then-delete');
  });

  it('tells what they do not say', () => {
    expect(unknownFacts(definition('sdkkey'))).toEqual(
      expect.arrayContaining(['links.keysPage', 'defaultVariable', 'baseAddress', 'checks', 'scopes.known']),
    );
    expect(unknownFacts(definition('norrix'))).toEqual(expect.arrayContaining(['authentication', 'rateLimits.plans']));
    expect(unknownFacts(definition('norrix'))).not.toContain('scopes.known');
  });

  it('is as the guide shows it', () => {
    const guide = readFileSync(path.join(ROOT, 'docs', 'adding-a-provider.md'), 'utf8');
    const [, example = ''] = /```json\n(.*?)```/s.exec(guide) ?? [];
    expect(readDefinition('example.json', JSON.parse(example)).id).toBe('example');
  });

  it('npm: the registry is the configured one', () => {
    expect(definition('npm').baseAddress?.value).toEqual({ kind: 'npm-configuration' });
  });
});
