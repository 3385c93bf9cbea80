import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { AuthenticationMethod } from '#shared/domain/provider-api.ts';
import { type Authorizer, authorizerFor, type CredentialFields } from '../http/authorize.ts';
import type { Clock } from '../http/clock.ts';
import type { ExchangeLimits } from '../http/exchange.ts';
import { ProviderClient } from '../http/provider-client.ts';
import { ProviderError } from '../http/provider-error.ts';
import type { RateLimitBudget } from '../http/rate-headers.ts';
import { RateGate } from '../http/rate-limit.ts';
import { baseAddressOf } from './base-address.ts';
import { SessionAuthorizer } from './session-auth.ts';

/** Who asks, where, and within what. */
export type ClientSetting = {
  readonly definition: ProviderDefinition;
  /** Null: the definition's own. */
  readonly baseUrl: string | null;
  /** The id of one of the definition's plans. */
  readonly plan: string | null;
  /** The id of one of the definition's authentication methods, with the fields that it asks for. */
  readonly credential: { readonly method: string; readonly fields: CredentialFields } | null;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: ExchangeLimits;
  /** What the last sync was told of the rate limit. */
  readonly known?: RateLimitBudget | null;
  readonly longestWaitMs?: number;
};

/**
 * A client for a provider, signed with a credential.
 * @throws ProviderError `credential-missing` or `address-invalid`
 */
export function openClient(setting: ClientSetting): ProviderClient {
  const { definition, credential, clock, signal, limits, longestWaitMs } = setting;
  if (credential === null) {
    throw new ProviderError(
      'credential-missing',
      'This connection has no credential yet. Edit the connection, and give it one.',
    );
  }
  const method = definition.authentication.find(({ id }) => id === credential.method);
  if (method === undefined) {
    throw new ProviderError(
      'credential-missing',
      `${definition.name.value} does not take a credential of that form any more. Give it again.`,
    );
  }
  const rateLimits = definition.rateLimits;
  const gate = new RateGate(rateLimits, clock, {
    plan: setting.plan,
    known: setting.known ?? null,
    ...(longestWaitMs === undefined ? {} : { longestWaitMs }),
  });
  // A session signs in through the very client that it signs.
  const client: ProviderClient = new ProviderClient({
    baseUrl: baseAddressOf(definition, setting.baseUrl),
    authorizer: authorizer(definition, method, credential.fields, clock, () => client),
    gate,
    clock,
    rateLimits,
    needs: method.needs?.value ?? null,
    signal,
    ...(limits === undefined ? {} : { limits }),
    ...(longestWaitMs === undefined ? {} : { longestWaitMs }),
  });
  return client;
}

function authorizer(
  definition: ProviderDefinition,
  method: AuthenticationMethod,
  fields: CredentialFields,
  clock: Clock,
  client: () => ProviderClient,
): Authorizer {
  if (method.scheme.value.type !== 'sign-in') return authorizerFor(method, fields);
  if (definition.signIn === undefined) throw new TypeError(`${definition.id} has no "signIn".`);
  return new SessionAuthorizer(
    definition.signIn,
    fields,
    ({ method: verb, path, headers, body }) =>
      client().send({
        method: verb,
        url: client().address(path),
        headers: { accept: 'application/json', 'user-agent': 'Keyrail', ...headers },
        ...(body === undefined ? {} : { body }),
      }),
    clock,
  );
}
