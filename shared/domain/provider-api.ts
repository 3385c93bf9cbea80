import { z } from 'zod';
import { fact, pattern, slug, webAddress } from './provider-fact.ts';
import { remoteStatus } from './remote-key.ts';
import { shortText } from './text.ts';

const headerName = z.string().regex(/^[A-Za-z0-9-]+$/);
/** The name of a part of a credential, such as `token`. */
const fieldName = z.string().regex(/^[a-z][A-Za-z0-9]*$/);

/** A path below the base address, with `{parameter}` where one of the parameters or of the ids goes. */
const path = z.string().regex(/^\/\S*$/, 'must start with "/"');
const request = z.strictObject({ method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']), path });

/**
 * How a request says who sends it. `field` and `{field}` name parts of the credential.
 * - `bearer`: `Authorization: Bearer {field}`.
 * - `headers`: each header holds one part as it is.
 * - `basic`: HTTP basic (RFC 7617); both texts may hold `{field}`.
 * - `aws-sigv4`: signed with the fields accessKeyId, secretAccessKey and sessionToken.
 * - `sign-in`: `Authorization: Bearer` with the access token that `signIn` gets for the fields.
 */
export const authenticationScheme = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('bearer'), field: fieldName }),
  z.strictObject({
    type: z.literal('headers'),
    headers: z.array(z.strictObject({ header: headerName, field: fieldName })).min(1),
  }),
  z.strictObject({ type: z.literal('basic'), user: shortText, password: shortText }),
  z.strictObject({ type: z.literal('aws-sigv4'), service: shortText }),
  z.strictObject({ type: z.literal('sign-in') }),
]);
export type AuthenticationScheme = z.output<typeof authenticationScheme>;

export const authenticationMethod = z.strictObject({
  id: slug,
  scheme: fact(authenticationScheme),
  /** Parts that a person gives, in the order in which they are asked for. */
  credential: z
    .array(
      z.strictObject({
        field: fieldName,
        label: shortText,
        secret: z.boolean(),
        optional: z.boolean().optional(),
      }),
    )
    .min(1),
  /** Headers that go with every request besides. */
  alsoSend: fact(z.array(z.strictObject({ header: headerName, value: shortText })).min(1)).optional(),
  /** What kind of key it must be, or what permission it needs. */
  needs: fact(shortText).optional(),
});
export type AuthenticationMethod = z.output<typeof authenticationMethod>;

/** A sign-in that gives a short-lived access token and a refresh token. Paths are below the base address. */
export const signIn = z.strictObject({
  request: fact(request),
  /** Names in the JSON body that is sent. */
  sends: fact(z.strictObject({ userName: shortText, password: shortText })),
  /** Names in the JSON answer. */
  answers: fact(z.strictObject({ accessToken: shortText, refreshToken: shortText, expiresInSeconds: shortText })),
  refresh: fact(request),
  /** The refresh goes with this token as `Authorization: Bearer`. */
  refreshSends: fact(z.literal('refresh-token')),
  accessTokenMs: fact(z.int().min(1)),
  refreshTokenMs: fact(z.int().min(1)),
  refreshTokenReusable: fact(z.boolean()),
  /** Whether the provider asks for a refresh before the access token ends. */
  refreshAhead: fact(z.boolean()).optional(),
});
export type SignIn = z.output<typeof signIn>;

/** What the API needs besides the credential. */
export const parameter = z.strictObject({
  id: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  label: shortText,
  required: z.boolean(),
  /** What it is for, and how it looks; the pattern is for a whole value. */
  about: fact(z.strictObject({ words: shortText, pattern: pattern.optional() })),
});
export type ProviderParameter = z.output<typeof parameter>;

/** `requests` each `everyMs`; null: without limit. */
const allowance = z.strictObject({ requests: z.int().min(1), everyMs: z.int().min(1) });

export const rateLimits = z.strictObject({
  /** What is counted together. */
  countedBy: fact(z.enum(['plan', 'tenant', 'account', 'user', 'token', 'endpoint'])).optional(),
  plans: fact(
    z
      .array(
        z.strictObject({
          id: slug,
          label: shortText,
          allowance: allowance.nullable(),
          /** Requests at a time; null: without limit. */
          concurrent: z.int().min(1).nullable(),
        }),
      )
      .min(1),
  ).optional(),
  limits: fact(z.array(allowance.extend({ words: shortText })).min(1)).optional(),
  /** Headers that report the budget. `combined` is one like `"default";r=50;t=30`: r remaining, t seconds to the reset. */
  headers: fact(
    z.strictObject({
      limit: headerName.optional(),
      remaining: headerName.optional(),
      reset: headerName.optional(),
      retryAfter: headerName.optional(),
      combined: headerName.optional(),
      policy: headerName.optional(),
    }),
  ).optional(),
  /** How `headers.reset` is written. */
  resetIn: fact(z.enum(['unix-seconds', 'unix-milliseconds', 'seconds-to-wait'])).optional(),
  refusedWith: fact(z.array(z.int().min(400).max(599)).min(1)).optional(),
  backoff: fact(z.enum(['exponential'])).optional(),
  words: fact(shortText).optional(),
});
export type RateLimits = z.output<typeof rateLimits>;

const action = z.strictObject({
  /** What it does, in words. */
  effect: fact(shortText),
  immediate: fact(z.boolean()).optional(),
  canBeUndone: fact(z.boolean()).optional(),
  /** The state of the key afterwards; `gone`: it is not listed any more. */
  leaves: fact(z.union([remoteStatus, z.literal('gone')])).optional(),
  asks: fact(z.enum(['nothing', 'confirmation', 'the-name'])).optional(),
  /** How the API does it, where it can. */
  request: fact(request).optional(),
  /** Keys with which it cannot be done. The pattern is for a whole name. */
  notFor: fact(z.strictObject({ words: shortText, pattern: pattern.optional(), instead: shortText })).optional(),
});
export type ProviderAction = z.output<typeof action>;

/** What can be done to a key at the provider. An action that is absent is unknown. */
export const actions = z.strictObject({
  create: action.optional(),
  revoke: action.optional(),
  deactivate: action.optional(),
  regenerate: action.optional(),
  delete: action.optional(),
  archive: action.optional(),
});

const answer = fact(z.array(z.int().min(200).max(599)).min(1));

/**
 * A documented request that shows whether a key works; its credential is the key. Where an answer is absent the document
 * does not say, and HTTP's own meaning holds (2xx, 401, 429).
 */
export const check = z.strictObject({
  /** Ids of `keyKinds` that it is good for; empty: every kind. */
  keyKinds: z.array(slug),
  /** Id of an authentication method. */
  authentication: slug,
  request: fact(request),
  works: answer.optional(),
  refused: answer.optional(),
  limited: answer.optional(),
  words: fact(shortText).optional(),
});
export type ProviderCheck = z.output<typeof check>;

/**
 * - `fixed`: one address for everybody; `choice`: one of several, by site or region.
 * - `own-host`: `path` on a host that a person names, `usual` where there is none named.
 * - `npm-configuration`: the registry that npm is configured with.
 */
export const baseAddress = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), url: webAddress }),
  z.strictObject({
    kind: z.literal('choice'),
    choices: z.array(z.strictObject({ label: shortText, url: webAddress })).min(2),
  }),
  z.strictObject({ kind: z.literal('own-host'), usual: webAddress, path }),
  z.strictObject({ kind: z.literal('npm-configuration') }),
]);
export type BaseAddress = z.output<typeof baseAddress>;

/** The parts of core/sync that can read a provider's listing. */
export const API_ADAPTERS = [
  'anthropic',
  'aws-iam',
  'cloudflare',
  'datadog',
  'digitalocean',
  'fastly',
  'github',
  'gitlab',
  'hugging-face',
  'mailgun',
  'npm',
  'openai',
  'sendgrid',
  'supabase',
  'twilio',
  'vercel',
] as const;
export const apiAdapter = z.enum(API_ADAPTERS);
export type ApiAdapter = z.output<typeof apiAdapter>;

/** What the API lists and how; the adapter knows the fields. */
export const apiAccess = z.strictObject({
  adapter: apiAdapter,
  /** Id of an authentication method. */
  authentication: slug,
  listings: z
    .array(
      z.strictObject({
        id: slug,
        lists: fact(shortText),
        request: fact(request),
        pagination: fact(
          z.strictObject({
            style: z.enum(['none', 'page-number', 'cursor', 'link-header', 'next-address', 'marker']),
            largestPage: z.int().min(1).optional(),
            words: shortText,
          }),
        ).optional(),
        /** Ids of parameters without which it cannot be asked. */
        parameters: z.array(z.string()),
      }),
    )
    .min(1),
});
export type ApiAccess = z.output<typeof apiAccess>;
