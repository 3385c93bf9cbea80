import type { ProviderDefinition, ProviderKeyKind } from './provider.ts';
import { PROVIDER_ACTIONS } from './provider-actions.ts';
import type { AuthenticationScheme, BaseAddress, ProviderAction, RateLimits } from './provider-api.ts';
import type { FactReference } from './provider-fact.ts';

/** One line about a provider. `text` is null where it is not known. */
export type DescribedFact = Readonly<{
  /** Where it stands in the definition: `keyKinds.0.prefix`. */
  path: string;
  label: string;
  text: string | null;
  from: readonly FactReference[];
}>;

export type DescribedSection = Readonly<{ title: string; facts: readonly DescribedFact[] }>;

type Read<Value> = { readonly value: Value; readonly from: readonly FactReference[] } | undefined;

/** Everything that a definition says, in words, and what it does not say. English; times and numbers are written out. */
export function describeProvider(definition: ProviderDefinition): readonly DescribedSection[] {
  const sections: DescribedSection[] = [
    { title: 'Provider', facts: about(definition) },
    { title: 'Requests', facts: requests(definition) },
    ...definition.keyKinds.map((kind, index) => ({
      title: `Kind of key: ${kind.label.value}`,
      facts: keyKind(kind, `keyKinds.${index}`),
    })),
    { title: 'Keys', facts: keys(definition) },
    { title: 'Rate limits', facts: limits(definition.rateLimits) },
    ...PROVIDER_ACTIONS.map((name) => ({ title: ACTION_TITLES[name], facts: action(definition.actions[name], name) })),
    { title: 'Rotation', facts: rotations(definition) },
    { title: 'Checking a key', facts: checks(definition) },
    { title: 'Sync', facts: sync(definition) },
    { title: 'Troubleshooting', facts: troubleshooting(definition) },
    { title: 'Advice', facts: listed('advice', 'advice', definition.advice) },
    { title: 'Watch for', facts: listed('notes', 'note', definition.notes) },
    { title: 'Not verified', facts: listed('unverified', 'not verified', definition.unverified) },
  ];
  return sections.filter(({ facts }) => facts.length > 0);
}

/** The paths of what is not known. */
export function unknownFacts(definition: ProviderDefinition): readonly string[] {
  return describeProvider(definition)
    .flatMap(({ facts }) => facts)
    .flatMap(({ path, text }) => (text === null ? [path] : []));
}

const ACTION_TITLES: Readonly<Record<(typeof PROVIDER_ACTIONS)[number], string>> = {
  create: 'Creating a key',
  revoke: 'Revoking a key',
  deactivate: 'Deactivating a key',
  regenerate: 'Regenerating a key',
  delete: 'Deleting a key',
  archive: 'Archiving a key',
};

function line<Value>(
  path: string,
  label: string,
  fact: Read<Value>,
  words: (value: Value) => string = (value) => plain(value),
): DescribedFact {
  return { path, label, text: fact === undefined ? null : words(fact.value), from: fact?.from ?? [] };
}

function plain(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(plain).join(', ');
  return String(value);
}

function about(definition: ProviderDefinition): DescribedFact[] {
  const { links } = definition;
  return [
    line('name', 'name', definition.name),
    line('links.dashboard', 'dashboard', links.dashboard),
    line('links.keysPage', 'page with the keys', links.keysPage),
    line('links.keysPath', 'way to that page', links.keysPath, (steps) => steps.join(' → ')),
    line('links.createButton', 'button for a new key', links.createButton),
    line('links.documentation', 'documentation', links.documentation),
    line('defaultVariable', 'default variable', definition.defaultVariable),
    line('boundTo', 'a key belongs to', definition.boundTo, ({ to, words }) => `${to}: ${words}`),
    line('permissions', 'permissions', definition.permissions),
  ];
}

function requests(definition: ProviderDefinition): DescribedFact[] {
  const { signIn } = definition;
  const methods = definition.authentication.flatMap((method, index) => {
    const path = `authentication.${index}`;
    return [
      line(`${path}.scheme`, `authentication (${method.id})`, method.scheme, schemeText),
      ...present(`${path}.needs`, 'it needs', method.needs),
      ...present(`${path}.alsoSend`, 'sent besides', method.alsoSend, (headers) =>
        headers.map(({ header, value }) => `${header}: ${value}`).join('\n'),
      ),
    ];
  });
  return [
    line('baseAddress', 'address', definition.baseAddress, addressText),
    ...(methods.length > 0 ? methods : [line('authentication', 'authentication', undefined)]),
    ...(signIn === undefined
      ? []
      : [
          line('signIn.request', 'sign-in', signIn.request, requestText),
          line('signIn.accessTokenMs', 'access token lives', signIn.accessTokenMs, spanText),
          line('signIn.refresh', 'refresh', signIn.refresh, requestText),
          line('signIn.refreshTokenMs', 'refresh token lives', signIn.refreshTokenMs, spanText),
          line('signIn.refreshTokenReusable', 'refresh token can be used again', signIn.refreshTokenReusable),
          line('signIn.refreshAhead', 'refreshed ahead of time', signIn.refreshAhead),
        ]),
    ...definition.parameters.map(({ id, label, required, about: read }, index) =>
      line(`parameters.${index}.about`, `${label} (${id}${required ? ', required' : ''})`, read, ({ words }) => words),
    ),
  ];
}

function keyKind(kind: ProviderKeyKind, path: string): DescribedFact[] {
  return [
    line(`${path}.kind`, 'kind', kind.kind),
    line(`${path}.secret`, 'secret', kind.secret),
    line(`${path}.prefix`, 'starts with', kind.prefix),
    line(`${path}.pattern`, 'pattern', kind.pattern),
    ...present(`${path}.format`, 'format', kind.format),
    line(`${path}.shown`, 'value is shown', kind.shown, (shown) => (shown === 'once' ? 'once, at creation' : 'always')),
    line(`${path}.shownLater`, 'shown later', kind.shownLater, ({ words }) => words),
    line(`${path}.audience`, 'for', kind.audience),
    line(`${path}.permissions`, 'permissions', kind.permissions),
    ...present(`${path}.livesAtMostMs`, 'lives at most', kind.livesAtMostMs, spanText),
  ];
}

function keys({ naming, scopes, statuses, whoMayRevoke, expiry, list }: ProviderDefinition): DescribedFact[] {
  return [
    line('naming', 'name', naming, ({ words }) => words),
    line('scopes.known', 'scopes', scopes?.known, (known) =>
      known.map(({ id, words }) => (words === '' ? id : `${id}: ${words}`)).join('\n'),
    ),
    line('scopes.byDefault', 'scopes by default', scopes?.byDefault),
    ...present('scopes.words', 'about scopes', scopes?.words),
    line('statuses', 'statuses', statuses, (words) =>
      words
        .map(({ word, status, listed: stays, words: meaning }) =>
          [
            word === status ? word : `${word} (${status})`,
            ...(stays === true ? ['stays in the list'] : []),
            ...(meaning === undefined ? [] : [meaning]),
          ].join(', '),
        )
        .join('\n'),
    ),
    line('whoMayRevoke', 'who may revoke', whoMayRevoke, (roles) =>
      roles.map(({ role, may }) => `${role}: ${MAY_TEXTS[may]}`).join('\n'),
    ),
    line('expiry.given', 'expiry', expiry?.given),
    line('expiry.setIn', 'expiry is set in', expiry?.setIn),
    line('expiry.reportedIn', 'expiry is listed as', expiry?.reportedIn),
    ...present('expiry.words', 'about the expiry', expiry?.words),
    line('list.columns', 'columns of the list', list.columns, (columns) =>
      columns.map(({ title, field, also = [] }) => `${title} (${[field, ...also].join(', ')})`).join('\n'),
    ),
    ...present('list.sections', 'lists on the page', list.sections, (found) =>
      found.map(({ title }) => title).join(', '),
    ),
    line('list.reports', 'a listing tells', list.reports, (reports) =>
      Object.entries(reports)
        .map(([field, told]) => (told === true ? field : `not ${field}`))
        .join(', '),
    ),
  ];
}

const MAY_TEXTS = { any: 'any key', own: 'their own keys', none: 'no key' } as const;

function limits(rateLimits: RateLimits | undefined): DescribedFact[] {
  return [
    line('rateLimits.countedBy', 'counted by', rateLimits?.countedBy),
    line('rateLimits.plans', 'plans', rateLimits?.plans, (plans) =>
      plans.map((plan) => `${plan.label}: ${planLimits(plan)}`).join('\n'),
    ),
    line('rateLimits.limits', 'limits', rateLimits?.limits, (found) =>
      found.map((limit) => `${allowanceText(limit)}: ${limit.words}`).join('\n'),
    ),
    line('rateLimits.headers', 'reported by', rateLimits?.headers, (headers) =>
      Object.entries(headers)
        .map(([what, header]) => `${header} (${what})`)
        .join('\n'),
    ),
    line('rateLimits.resetIn', 'reset is written in', rateLimits?.resetIn),
    line('rateLimits.refusedWith', 'refused with', rateLimits?.refusedWith),
    line('rateLimits.backoff', 'backoff', rateLimits?.backoff),
    ...present('rateLimits.words', 'about the limits', rateLimits?.words),
  ];
}

type Plan = NonNullable<RateLimits['plans']>['value'][number];

/** What a plan allows: "300 requests per hour, 3 at a time". */
export function planLimits({ allowance, concurrent }: Plan): string {
  return `${allowance === null ? 'unlimited' : allowanceText(allowance)}, ${concurrent ?? 'unlimited'} at a time`;
}

function action(read: ProviderAction | undefined, name: (typeof PROVIDER_ACTIONS)[number]): DescribedFact[] {
  const path = `actions.${name}`;
  if (read === undefined) return [line(path, 'effect', undefined)];
  return [
    line(`${path}.effect`, 'effect', read.effect),
    ...(name === 'create'
      ? []
      : [
          line(`${path}.immediate`, 'at once', read.immediate),
          line(`${path}.canBeUndone`, 'can be undone', read.canBeUndone),
          line(`${path}.leaves`, 'the key is then', read.leaves),
          line(`${path}.asks`, 'it asks for', read.asks, (asks) => (asks === 'the-name' ? "the key's name" : asks)),
        ]),
    ...present(`${path}.request`, 'by API', read.request, requestText),
    ...present(`${path}.notFor`, 'not for', read.notFor, ({ words, instead }) => `${words}; instead: ${instead}`),
  ];
}

function rotations({ rotation }: ProviderDefinition): DescribedFact[] {
  if (rotation.length === 0) return [line('rotation', 'strategy', undefined)];
  return rotation.flatMap(({ keyKinds, when, strategy, endsBy, steps, advice }, index) => {
    const path = `rotation.${index}`;
    const what = [...(keyKinds.length > 0 ? [keyKinds.join(', ')] : []), ...(when === undefined ? [] : [when])].join(
      '; ',
    );
    return [
      line(`${path}.strategy`, what === '' ? 'strategy' : `strategy (${what})`, strategy),
      line(`${path}.endsBy`, 'the old one ends by', endsBy),
      ...present(`${path}.steps`, 'steps', steps, (found) =>
        found.map((step, number) => `${number + 1}. ${step}`).join('\n'),
      ),
      ...present(`${path}.advice`, 'advice', advice, ({ every, words }) =>
        every === null ? words : `${words} (${every})`,
      ),
    ];
  });
}

function checks({ checks: found }: ProviderDefinition): DescribedFact[] {
  if (found.length === 0) return [line('checks', 'request', undefined)];
  return found.flatMap(({ keyKinds, request, works, refused, limited, words }, index) => {
    const path = `checks.${index}`;
    const what = keyKinds.length === 0 ? 'request' : `request (${keyKinds.join(', ')})`;
    return [
      line(`${path}.request`, what, request, requestText),
      line(`${path}.works`, 'works', works),
      line(`${path}.refused`, 'refused', refused),
      line(`${path}.limited`, 'limited', limited),
      ...present(`${path}.words`, 'about the answer', words),
    ];
  });
}

function sync({ sync: { ways, api } }: ProviderDefinition): DescribedFact[] {
  return [
    { path: 'sync.ways', label: 'ways', text: ways.join(', '), from: [] },
    ...(api?.listings ?? []).flatMap(({ lists, request, pagination }, index) => [
      line(`sync.api.listings.${index}.request`, lists.value, request, requestText),
      line(`sync.api.listings.${index}.pagination`, 'pages', pagination, ({ style, words, largestPage }) =>
        [`${style}: ${words}`, ...(largestPage === undefined ? [] : [`at most ${largestPage} a page`])].join(', '),
      ),
    ]),
  ];
}

function troubleshooting({ troubleshooting: found }: ProviderDefinition): DescribedFact[] {
  if (found.length === 0) return [line('troubleshooting', 'checks', undefined)];
  return found.map(({ problem, checks: steps }, index) =>
    line(`troubleshooting.${index}.checks`, problem.value, steps, (all) => all.map(({ words }) => words).join('\n')),
  );
}

function listed(path: string, label: string, facts: readonly NonNullable<Read<string>>[]): DescribedFact[] {
  return facts.map((fact, index) => line(`${path}.${index}`, label, fact));
}

/** For what only some providers have, where its absence says nothing. */
function present<Value>(
  path: string,
  label: string,
  fact: Read<Value>,
  words?: (value: Value) => string,
): DescribedFact[] {
  return fact === undefined ? [] : [line(path, label, fact, words)];
}

function requestText({ method, path }: { method: string; path: string }): string {
  return `${method} ${path}`;
}

function schemeText(scheme: AuthenticationScheme): string {
  switch (scheme.type) {
    case 'bearer':
      return `Authorization: Bearer {${scheme.field}}`;
    case 'headers':
      return scheme.headers.map(({ header, field }) => `${header}: {${field}}`).join('\n');
    case 'basic':
      return `HTTP basic, ${scheme.user} and ${scheme.password}`;
    case 'aws-sigv4':
      return `AWS Signature Version 4 for ${scheme.service}`;
    case 'sign-in':
      return 'Authorization: Bearer, with the access token of a sign-in';
  }
}

function addressText(address: BaseAddress): string {
  switch (address.kind) {
    case 'fixed':
      return address.url;
    case 'choice':
      return address.choices.map(({ label, url }) => `${label}: ${url}`).join('\n');
    case 'own-host':
      return `${address.usual}${address.path}, or ${address.path} on a host of one's own`;
    case 'npm-configuration':
      return 'the registry that npm is configured with';
  }
}

function allowanceText({ requests: count, everyMs }: { requests: number; everyMs: number }): string {
  return `${count} requests per ${spanText(everyMs).replace(/^1 /, '')}`;
}

const SPANS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** Milliseconds in the largest unit of which they are a whole number. */
function spanText(ms: number): string {
  for (const [unit, length] of SPANS) {
    if (ms % length === 0) return ms === length ? `1 ${unit}` : `${ms / length} ${unit}s`;
  }
  return `${ms} ms`;
}
