import { ProviderError } from '../../http/provider-error.ts';

/** Headers that say who asks, names in lower case, and what of them must not come back in an answer. */
export type TokenHeaders = {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
};

type Fields = Readonly<Record<string, string>>;

/** @throws ProviderError `credential-missing` */
export function bearerToken(fields: Fields, field = 'token'): TokenHeaders {
  const value = fields[field] ?? '';
  if (!/^[\x21-\x7e]+$/.test(value)) throw missing('access token');
  return { headers: { authorization: `Bearer ${value}` }, secrets: [value] };
}

/** HTTP Basic (RFC 7617): a user name without a colon, and a token in the place of the password. @throws ProviderError `credential-missing` */
export function basicToken(fields: Fields, userField: string, tokenField: string): TokenHeaders {
  const user = fields[userField] ?? '';
  const token = fields[tokenField] ?? '';
  if (user === '' || /[:\p{Cc}]/u.test(user)) throw missing('user name');
  if (!/^[\x21-\x7e]+$/.test(token)) throw missing('access token');
  const pair = Buffer.from(`${user}:${token}`, 'utf8').toString('base64');
  return { headers: { authorization: `Basic ${pair}` }, secrets: [token, pair] };
}

function missing(what: string): ProviderError {
  return new ProviderError('credential-missing', `The target has no ${what} that can be sent. Give it one.`);
}
