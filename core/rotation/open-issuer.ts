import { GuardedTransport } from '../ci/transport/guarded-transport.ts';
import { connectionRow } from '../connections/connection-rows.ts';
import { openCredential } from '../connections/credential.ts';
import { authorizerFor } from '../http/authorize.ts';
import { type Clock, SYSTEM_CLOCK } from '../http/clock.ts';
import { EXCHANGE_LIMITS, type ExchangeLimits } from '../http/exchange.ts';
import { ProviderError } from '../http/provider-error.ts';
import { findProvider } from '../providers/catalogue.ts';
import type { Store } from '../store/store.ts';
import { baseAddressOf } from '../sync/base-address.ts';
import { openClient } from '../sync/open-client.ts';
import type { Issuer, IssuerContext, WriteRequest } from './issuer.ts';
import { issuerOf } from './issuers/index.ts';
import { factsOf, type RotationRow } from './rotation-rows.ts';

export type ProviderOptions = {
  readonly clock?: Clock;
  readonly limits?: ExchangeLimits;
  /** Rather than wait longer for a limit to pass, a request fails. */
  readonly longestWaitMs?: number;
};

export type OpenIssuer = {
  readonly issuer: Issuer;
  readonly context: IssuerContext;
  /**
   * Sends a change once, without following a redirect, and gives the answer's text as it came.
   * @throws ProviderError `detail.sent` is true where it may have been taken
   */
  readonly write: (request: WriteRequest) => Promise<string>;
};

/** What the name of a key that a rotation makes ends in. */
export function markerOf(rotationId: string): string {
  return `keyrail-${rotationId.slice(0, 8)}`;
}

/**
 * Opens the provider's API for a rotation.
 * @throws ProviderError where the connection or its credential is gone, or nothing is known of the old key there
 */
export function openIssuer(store: Store, row: RotationRow, options: ProviderOptions): OpenIssuer {
  const { clock = SYSTEM_CLOCK, limits = EXCHANGE_LIMITS, longestWaitMs } = options;
  const facts = factsOf(row);
  const definition = row.provider === null ? null : findProvider(row.provider);
  const issuer = issuerOf(row.provider, facts.keyKind);
  const connection = row.connection_id === null ? null : connectionRow(store, row.connection_id);
  if (definition === null || issuer === null || connection === null || facts.oldRemoteId === null) {
    throw new ProviderError(
      'credential-missing',
      `The connection to ${facts.providerName} that this rotation used is not there any more.`,
    );
  }
  const opened = openCredential(store, connection.id);
  const credential = opened.ok ? opened.value : null;
  const client = openClient({
    definition,
    baseUrl: connection.base_url,
    plan: connection.plan,
    credential,
    clock,
    limits,
    ...(longestWaitMs === undefined ? {} : { longestWaitMs }),
  });
  const method = definition.authentication.find(({ id }) => id === credential?.method);
  if (method === undefined || credential === null) {
    throw new ProviderError('credential-missing', 'The connection has no credential any more. Give it one.');
  }
  const authorizer = authorizerFor(method, credential.fields);
  const transport = new GuardedTransport({
    baseUrl: baseAddressOf(definition, connection.base_url),
    credential: {},
    // An answer that holds a new value is kept whatever else is in it: it is sealed, and shown to nobody.
    secrets: [],
    rateLimits: definition.rateLimits,
    explain: ({ status, url }) =>
      status === 404 ? new ProviderError('provider-listing-missing', `${url.host} has no such key.`, { status }) : null,
    clock,
    limits,
    ...(longestWaitMs === undefined ? {} : { longestWaitMs }),
  });
  const parameters = JSON.parse(connection.parameters) as Record<string, string>;
  return {
    issuer,
    context: {
      client,
      definition,
      parameters,
      old: { remoteId: facts.oldRemoteId, name: facts.oldName, belongsTo: facts.oldBelongsTo },
      marker: markerOf(row.id),
      now: clock.now,
    },
    write: async ({ method: verb, path, parameters: own = {}, headers = {}, body }) => {
      const url = client.address(path, own);
      const signed = await authorizer.headersFor({
        method: verb,
        url,
        body: body?.text ?? '',
        contentType: body?.contentType ?? null,
        nowMs: clock.now(),
      });
      const answer = await transport.send({
        method: verb,
        url: url.href,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-type': body.contentType }), ...signed },
        ...(body === undefined ? {} : { body: body.text }),
      });
      return answer.text;
    },
  };
}
