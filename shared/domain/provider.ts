import { z } from 'zod';
import { keyKind } from './key.ts';
import {
  actions,
  apiAccess,
  authenticationMethod,
  baseAddress,
  check,
  parameter,
  rateLimits,
  signIn,
} from './provider-api.ts';
import { fact, factSource, factsIn, pattern, slug, webAddress } from './provider-fact.ts';
import { connectionWay, LISTED_FACTS, remoteStatus } from './remote-key.ts';
import { displayName, providerId, shortText } from './text.ts';

/** What a column of a list of keys holds. `value` is the key itself, masked or cut. */
export const columnField = z.enum(['name', 'value', ...LISTED_FACTS, 'kind', 'actions']);
export type ColumnField = z.output<typeof columnField>;

/** What a listing, on a page or by API, tells of a key. */
export const REPORTED = ['id', 'name', 'prefix', 'suffix', ...LISTED_FACTS] as const;

/** One kind of credential that a provider issues. */
export const providerKeyKind = z.strictObject({
  id: slug,
  /** The provider's word for it. */
  label: fact(shortText),
  kind: fact(keyKind),
  /** False for what may be public, and for identifiers. */
  secret: fact(z.boolean()),
  /** What every value starts with. */
  prefix: fact(z.string().min(1).max(40)).optional(),
  /** For a whole value. */
  pattern: fact(pattern).optional(),
  /** How the provider writes the format. */
  format: fact(shortText).optional(),
  /** `once`: at creation only; `always`: in the list, whenever one looks. */
  shown: fact(z.enum(['once', 'always'])).optional(),
  /** What of the value the provider shows later; counts are characters. */
  shownLater: fact(
    z.strictObject({
      start: z.int().min(1).max(100).optional(),
      end: z.int().min(1).max(100).optional(),
      words: shortText,
    }),
  ).optional(),
  /** Where it may be used. */
  audience: fact(z.enum(['server', 'client'])).optional(),
  permissions: fact(shortText).optional(),
  /** How long one lives at most, in milliseconds. */
  livesAtMostMs: fact(z.int().min(1)).optional(),
});
export type ProviderKeyKind = z.output<typeof providerKeyKind>;

/**
 * How a key is replaced.
 * - `overlap`: a new one beside the old, which is ended last, after confirmation.
 * - `regenerate`: the old one ends first or at once, and the new one takes its name.
 * - `replace-then-delete`: as overlap, where ending is a deletion that cannot be undone.
 * - `cannot-deactivate`: the old one cannot be ended by the person.
 * - `automatic`: an API makes the new value.
 */
export const ROTATION_STRATEGIES = [
  'overlap',
  'regenerate',
  'replace-then-delete',
  'cannot-deactivate',
  'automatic',
] as const;

export const rotation = z.strictObject({
  /** Ids of `keyKinds`; empty: every kind. */
  keyKinds: z.array(slug),
  /** When this one is meant, where a provider has several: "when compromised". */
  when: shortText.optional(),
  strategy: fact(z.enum(ROTATION_STRATEGIES)),
  /** The action that ends the old key. */
  endsBy: fact(z.enum(['revoke', 'deactivate', 'delete', 'regenerate'])).optional(),
  steps: fact(z.array(shortText).min(1)).optional(),
  /** How often the provider advises; `every` is an ISO 8601 duration, null where it says no number. */
  advice: fact(
    z.strictObject({
      every: z
        .string()
        .regex(/^P\d+[DWMY]$/)
        .nullable(),
      words: shortText,
    }),
  ).optional(),
});

/** What an expiry is set in, or how a listing writes it. */
export const TIME_UNITS = [
  'days',
  'seconds',
  'date',
  'iso-8601',
  'rfc-2822',
  'unix-seconds',
  'unix-milliseconds',
] as const;

/** Everything that is known of a provider. A field that is absent is unknown. */
const shape = z.strictObject({
  $schema: z.string().optional(),
  id: providerId,
  name: fact(displayName),
  /** By name, which `from` of each fact refers to. */
  sources: z.record(slug, factSource),

  links: z.strictObject({
    dashboard: fact(webAddress).optional(),
    keysPage: fact(webAddress).optional(),
    documentation: fact(webAddress).optional(),
    /** Words to follow in the dashboard to the page with the keys. */
    keysPath: fact(z.array(shortText).min(1)).optional(),
    /** The button that makes a key, in the provider's words. */
    createButton: fact(shortText).optional(),
  }),

  defaultVariable: fact(z.string().regex(/^[A-Z][A-Z0-9_]*$/)).optional(),
  /** What a key belongs to. */
  boundTo: fact(
    z.strictObject({
      to: z.enum(['organisation', 'account', 'user', 'project', 'environment']),
      words: shortText,
    }),
  ).optional(),
  /** Whose permissions a key has. */
  permissions: fact(shortText).optional(),
  keyKinds: z.array(providerKeyKind).min(1),
  naming: fact(
    z.strictObject({
      /** For a whole name. */
      pattern: pattern.optional(),
      longest: z.int().min(1).optional(),
      required: z.boolean().optional(),
      unique: z.boolean().optional(),
      words: shortText,
    }),
  ).optional(),
  scopes: z
    .strictObject({
      known: fact(z.array(z.strictObject({ id: shortText, words: shortText })).min(1)).optional(),
      /** What a new key has when nothing is chosen. */
      byDefault: fact(z.union([z.array(shortText).min(1), z.literal('all')])).optional(),
      words: fact(shortText).optional(),
    })
    .optional(),
  /** The provider's words for a key's state. */
  statuses: fact(
    z
      .array(
        z.strictObject({
          word: shortText,
          status: remoteStatus,
          /** Whether such a key still stands in the list. */
          listed: z.boolean().optional(),
          words: shortText.optional(),
        }),
      )
      .min(1),
  ).optional(),
  whoMayRevoke: fact(
    z.array(z.strictObject({ role: shortText, may: z.enum(['any', 'own', 'none']) })).min(1),
  ).optional(),
  expiry: z
    .strictObject({
      /** `never`: keys have none; `optional`; `always`. */
      given: fact(z.enum(['never', 'optional', 'always'])).optional(),
      setIn: fact(z.enum(TIME_UNITS)).optional(),
      reportedIn: fact(z.enum(TIME_UNITS)).optional(),
      words: fact(shortText).optional(),
    })
    .optional(),

  list: z.strictObject({
    /** The titles of the dashboard's list, and what each holds; `also`: what else stands in the same cell. */
    columns: fact(
      z.array(z.strictObject({ title: shortText, field: columnField, also: z.array(columnField).optional() })).min(1),
    ).optional(),
    /** What a listing tells; what is not named here is unknown. */
    reports: fact(z.partialRecord(z.enum(REPORTED), z.boolean())).optional(),
    /** Titles of the lists on the page, where it has several, with the kind of key in each. */
    sections: fact(z.array(z.strictObject({ title: shortText, keyKind: slug })).min(1)).optional(),
  }),
  actions,
  rotation: z.array(rotation),

  /** Under which the paths of `signIn`, `check` and `sync.api` are. */
  baseAddress: fact(baseAddress).optional(),
  authentication: z.array(authenticationMethod),
  signIn: signIn.optional(),
  parameters: z.array(parameter),
  rateLimits: rateLimits.optional(),
  /** The first that fits the kind of key is the one to ask. */
  checks: z.array(check),
  sync: z.strictObject({
    /** Ways that Keyrail can take, best first. */
    ways: z.array(connectionWay).min(1),
    api: apiAccess.optional(),
  }),

  troubleshooting: z.array(
    z.strictObject({
      problem: fact(shortText),
      /** `look` is what Keyrail can look at by itself. */
      checks: fact(
        z
          .array(
            z.strictObject({
              words: shortText,
              look: z.enum(['bearer', 'spaces', 'revoked', 'endpoint', 'rate-limit', 'permissions']).optional(),
            }),
          )
          .min(1),
      ),
    }),
  ),
  advice: z.array(fact(shortText)),
  /** What to watch for. */
  notes: z.array(fact(shortText)),
  /** What a source says that it could not verify: known to be unknown. */
  unverified: z.array(fact(shortText)),
});

/** One file of core/providers/definitions. What the parts refer to inside it must be there. */
export const providerDefinition = shape.superRefine((definition, context) => {
  const complain = (path: readonly (string | number)[], message: string) => {
    context.addIssue({ code: 'custom', path: [...path], message });
  };
  const used = new Set<string>();
  for (const { path, fact: placed } of factsIn(definition)) {
    for (const [index, { source, quote, at }] of placed.from.entries()) {
      used.add(source);
      const found = Object.hasOwn(definition.sources, source) ? definition.sources[source] : undefined;
      const where = [...path, 'from', index];
      if (found === undefined) complain(where, `names the source "${source}", which "sources" does not have`);
      else if ((found.kind === 'document' || found.kind === 'page') && quote === undefined) {
        complain(where, 'needs a "quote" from that text');
      } else if (found.kind === 'facts' && at === undefined) complain(where, 'needs "at", the place in that file');
    }
  }
  for (const name of Object.keys(definition.sources)) {
    if (!used.has(name)) complain(['sources', name], 'is not used by any fact');
  }
  const kinds = new Set(definition.keyKinds.map(({ id }) => id));
  const methods = new Set(definition.authentication.map(({ id }) => id));
  if (kinds.size !== definition.keyKinds.length) complain(['keyKinds'], 'has the same id twice');
  if (methods.size !== definition.authentication.length) complain(['authentication'], 'has the same id twice');
  for (const [index, { keyKinds }] of definition.rotation.entries()) {
    if (keyKinds.some((id) => !kinds.has(id)))
      complain(['rotation', index, 'keyKinds'], 'names an unknown kind of key');
  }
  if (definition.list.sections?.value.some(({ keyKind: id }) => !kinds.has(id)) === true) {
    complain(['list', 'sections'], 'names an unknown kind of key');
  }
  for (const [index, { authentication, keyKinds }] of definition.checks.entries()) {
    if (!methods.has(authentication)) {
      complain(['checks', index, 'authentication'], 'is no id of "authentication"');
    }
    if (keyKinds.some((id) => !kinds.has(id))) complain(['checks', index, 'keyKinds'], 'names an unknown kind of key');
  }
  if (definition.sync.api !== undefined && !methods.has(definition.sync.api.authentication)) {
    complain(['sync', 'api', 'authentication'], 'is no id of "authentication"');
  }
  const parameters = new Set(definition.parameters.map(({ id }) => id));
  for (const [index, listing] of (definition.sync.api?.listings ?? []).entries()) {
    if (listing.parameters.some((id) => !parameters.has(id))) {
      complain(['sync', 'api', 'listings', index, 'parameters'], 'names an unknown parameter');
    }
  }
  if (definition.sync.ways.includes('api') !== (definition.sync.api !== undefined)) {
    complain(['sync', 'ways'], 'has "api" exactly where "sync.api" says how');
  }
});
export type ProviderDefinition = z.output<typeof providerDefinition>;
