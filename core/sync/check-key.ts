import { z } from 'zod';
import { type Failure, failure, type Result, success } from '#shared/contract/result.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { AuthenticationMethod, ProviderCheck } from '#shared/domain/provider-api.ts';
import { type Authorizer, authorizerFor } from '../http/authorize.ts';
import { type Clock, SYSTEM_CLOCK } from '../http/clock.ts';
import type { ExchangeLimits } from '../http/exchange.ts';
import { ProviderClient } from '../http/provider-client.ts';
import { ProviderError, type ProviderErrorCode } from '../http/provider-error.ts';
import { RateGate } from '../http/rate-limit.ts';
import { baseAddressOf } from './base-address.ts';
import { statusOf } from './draft-fields.ts';

/** `unreachable`: the provider did not say, because it or its API was not there. */
export type KeyCheck = {
  readonly result: 'works' | 'refused' | 'limited' | 'unreachable';
  /** For a person. */
  readonly message: string;
  /** Where it was asked: `api.github.com`. */
  readonly host: string;
  readonly retryAfterMs: number | null;
  /** What is odd about the value itself, in the words of the provider's own troubleshooting. */
  readonly hints: readonly string[];
};

export type CheckRequest = {
  readonly definition: ProviderDefinition;
  /** The key; it goes into one request and nowhere else. */
  readonly value: string;
  /** Null: the definition's own. */
  readonly baseUrl: string | null;
  readonly parameters: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly limits?: ExchangeLimits;
};

/** Asks a provider, with the documented request, whether a key is alive. It is asked once and never waits. */
export async function checkKey(
  request: CheckRequest,
): Promise<Result<KeyCheck, 'unsupported' | Exclude<ProviderErrorCode, `provider-${string}`>>> {
  const { definition, value, clock = SYSTEM_CLOCK } = request;
  const sent = value.trim();
  const check = fittingCheck(definition, sent);
  if (check === null) {
    return failure(
      'unsupported',
      `No document of ${definition.name.value} names a request that checks a key of this kind.`,
    );
  }
  const hints = hintsFor(definition, value);
  try {
    const client = new ProviderClient({
      baseUrl: baseAddressOf(definition, request.baseUrl),
      authorizer: authorizerOf(definition, check, sent),
      gate: new RateGate(undefined, clock),
      clock,
      rateLimits: definition.rateLimits,
      longestWaitMs: 0,
      signal: request.signal,
      ...(request.limits === undefined ? {} : { limits: request.limits }),
    });
    const { method, path } = check.request.value;
    try {
      const { json } = await client.json(client.address(path, request.parameters), { method });
      const word = endedWord(definition, json);
      const message =
        word === null ? `${client.host} accepts the key.` : `${client.host} says that the key is ${word}.`;
      return success({
        result: word === null ? 'works' : 'refused',
        message,
        host: client.host,
        retryAfterMs: null,
        hints,
      });
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const result = resultOf(error.code);
      if (result === null) throw error;
      return success({ result, message: error.message, host: client.host, retryAfterMs: error.retryAfterMs, hints });
    }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    // Those of a provider became results above.
    return { ok: false, error: error.failure as Failure<Exclude<ProviderErrorCode, `provider-${string}`>> };
  }
}

/** The definition's first check for a value of this kind; null where none is documented. */
export function fittingCheck(definition: ProviderDefinition, value: string): ProviderCheck | null {
  const byStart = definition.keyKinds.filter(({ prefix }) => prefix !== undefined && value.startsWith(prefix.value));
  const byForm = definition.keyKinds.filter(
    ({ prefix, pattern }) =>
      prefix === undefined && (pattern === undefined || new RegExp(`^(?:${pattern.value})$`).test(value)),
  );
  const longest = Math.max(0, ...byStart.map(({ prefix }) => prefix?.value.length ?? 0));
  const kinds = (byStart.length > 0 ? byStart.filter(({ prefix }) => prefix?.value.length === longest) : byForm).map(
    ({ id }) => id,
  );
  return (
    definition.checks.find(({ keyKinds }) => keyKinds.length === 0 || keyKinds.some((id) => kinds.includes(id))) ?? null
  );
}

function authorizerOf(definition: ProviderDefinition, check: ProviderCheck, value: string): Authorizer {
  const method = definition.authentication.find(({ id }) => id === check.authentication);
  if (method === undefined) throw new TypeError(`${definition.id} has no method "${check.authentication}".`);
  if (method.scheme.value.type === 'sign-in') return authorizerFor(asBearer(method), { token: value });
  const secrets = method.credential.filter(({ secret, optional }) => secret && optional !== true);
  const [field] = secrets;
  if (field === undefined || secrets.length > 1) {
    throw new ProviderError('credential-missing', `${definition.name.value} takes more than the key alone.`);
  }
  return authorizerFor(method, { [field.field]: value });
}

/** What is checked is the token that a sign-in gave. */
function asBearer(method: AuthenticationMethod): AuthenticationMethod {
  return {
    ...method,
    scheme: { ...method.scheme, value: { type: 'bearer', field: 'token' } },
    credential: [{ field: 'token', label: 'Token', secret: true }],
  };
}

const told = z.object({
  success: z.boolean().optional(),
  result: z.object({ status: z.string() }).optional(),
});

/** A good answer can still say that the key has ended (Cloudflare). */
function endedWord(definition: ProviderDefinition, json: unknown): string | null {
  const read = told.safeParse(json);
  if (!read.success) return null;
  if (read.data.success === false) return 'not accepted';
  const word = read.data.result?.status;
  if (word === undefined) return null;
  const { status } = statusOf(definition, word);
  return status === 'active' || status === 'unknown' ? null : status;
}

/** What a failure says of a key; null where nobody was asked. */
export function resultOf(code: ProviderErrorCode): KeyCheck['result'] | null {
  switch (code) {
    case 'provider-refused':
      return 'refused';
    case 'provider-limited':
      return 'limited';
    case 'provider-unreachable':
    case 'provider-answer-invalid':
    case 'provider-listing-missing':
      return 'unreachable';
    case 'credential-missing':
    case 'parameter-missing':
    case 'address-invalid':
    case 'cancelled':
      return null;
  }
}

/** What the provider's own troubleshooting says to look at, where it is wrong with this value. */
function hintsFor(definition: ProviderDefinition, value: string): string[] {
  const looks = definition.troubleshooting.flatMap(({ checks }) => checks.value);
  const spaces = value !== value.trim();
  const bearer = /^bearer\s/i.test(value.trim());
  return [
    ...(spaces
      ? [looks.find(({ look }) => look === 'spaces')?.words ?? 'The value has spaces or line breaks around it.']
      : []),
    ...(bearer ? ['The value starts with "Bearer ", which belongs into the header and not to the key.'] : []),
  ];
}
