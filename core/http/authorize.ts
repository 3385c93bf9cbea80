import { unreachable } from '#shared/contract/result.ts';
import type { AuthenticationMethod, AuthenticationScheme } from '#shared/domain/provider-api.ts';
import { signAws } from './aws-signature.ts';
import { ProviderError } from './provider-error.ts';

/** A request before it says who sends it. */
export type UnsignedRequest = {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  readonly contentType: string | null;
  readonly nowMs: number;
};

/** Says who sends a request. */
export type Authorizer = {
  /** Headers in addition to those of the request; names in lower case. */
  readonly headersFor: (request: UnsignedRequest) => Promise<Readonly<Record<string, string>>>;
  /** What must never come out of a message or out of an answer. */
  readonly secrets: () => readonly string[];
  /** After a 401: gets a fresh token and says whether the request is worth sending again. */
  readonly renew?: () => Promise<boolean>;
};

export type CredentialFields = Readonly<Record<string, string>>;

/**
 * An authorizer for a definition's authentication method, except for `sign-in` (see core/sync/session-auth.ts).
 * @throws ProviderError `credential-missing` where a field is not there, or cannot go into a header
 */
export function authorizerFor(method: AuthenticationMethod, fields: CredentialFields): Authorizer {
  for (const { field, label, optional } of method.credential) {
    const value = fields[field] ?? '';
    if (value === '' && optional !== true) throw missing(label);
  }
  const fixed = Object.fromEntries(
    (method.alsoSend?.value ?? []).map(({ header, value }) => [header.toLowerCase(), value]),
  );
  const secrets = method.credential.flatMap(({ field, secret }) => {
    const value = fields[field] ?? '';
    return secret && value !== '' ? [value] : [];
  });
  return {
    headersFor: async (request) => ({ ...fixed, ...schemeHeaders(method.scheme.value, fields, request) }),
    secrets: () => secrets,
  };
}

function schemeHeaders(
  scheme: AuthenticationScheme,
  fields: CredentialFields,
  request: UnsignedRequest,
): Readonly<Record<string, string>> {
  switch (scheme.type) {
    case 'bearer':
      return { authorization: `Bearer ${fieldText(fields, scheme.field)}` };
    case 'headers':
      return Object.fromEntries(
        scheme.headers.map(({ header, field }) => [header.toLowerCase(), fieldText(fields, field)]),
      );
    case 'basic': {
      const pair = `${filled(scheme.user, fields)}:${filled(scheme.password, fields)}`;
      return { authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
    }
    case 'aws-sigv4': {
      const sessionToken = fields['sessionToken'] ?? '';
      return signAws(
        {
          accessKeyId: fieldText(fields, 'accessKeyId'),
          secretAccessKey: fieldText(fields, 'secretAccessKey'),
          ...(sessionToken === '' ? {} : { sessionToken }),
        },
        { ...request, service: scheme.service, contentType: request.contentType ?? '' },
      );
    }
    case 'sign-in':
      throw new TypeError('A sign-in needs a session.');
    default:
      return unreachable(scheme);
  }
}

function filled(template: string, fields: CredentialFields): string {
  return template.replace(/\{(\w+)\}/g, (_, field: string) => fieldText(fields, field));
}

/** Header values are visible ASCII; a line break in one would start another header. */
function fieldText(fields: CredentialFields, field: string): string {
  const value = fields[field] ?? '';
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)) return value;
  throw new ProviderError(
    'credential-missing',
    `The connection's credential ("${field}") is empty, or holds characters that no header can carry. Give it again.`,
  );
}

function missing(label: string): ProviderError {
  return new ProviderError(
    'credential-missing',
    `This connection has no ${label.toLowerCase()} yet. Add it with "keyrail connections edit".`,
  );
}
