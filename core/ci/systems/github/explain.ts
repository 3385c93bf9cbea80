import type { HttpAnswer } from '../../../http/exchange.ts';
import { ProviderError } from '../../../http/provider-error.ts';
import { notTaken } from '../../transport/guarded-transport.ts';
import { classicScope, type GitHubPlace, placeText } from './place.ts';

/** `secrets=write`, as GitHub's header names what an address asks for. */
const PERMISSION = /^([a-z][a-z_]{0,60})=(read|write|admin)$/;
const SCOPE = /^[a-z][a-z_:]{0,60}$/;

/** Says what GitHub's answer means and what to do. Nothing of its body is quoted: it could be an echo of what was sent. */
export function explainGitHub(place: GitHubPlace, answer: HttpAnswer): ProviderError | null {
  const { status, headers, url } = answer;
  const where = placeText(place);
  switch (status) {
    case 401:
      return new ProviderError(
        'provider-refused',
        `${url.host} does not accept the token. It may have expired or been revoked. Make a new one.`,
        { status },
      );
    case 403: {
      const permissions = acceptedPermissions(headers);
      return new ProviderError(
        'provider-refused',
        `${url.host} does not let this token do that with the secrets of ${where}.${missing(place, headers)}`,
        { status, ...(permissions.length > 0 ? { permissions } : {}) },
      );
    }
    case 404:
      return new ProviderError(
        'provider-listing-missing',
        `${url.host} has no ${where}, or hides it from this token.${missing(place, headers)} Check the names${place.environment === null ? '' : ' (an environment has to be created first)'}, and whether the token may see it.`,
        { status },
      );
    case 422:
      return notTaken(
        `${url.host} did not take it (422): the name, the size of the value, or the number of secrets breaks one of its rules. Nothing was changed.`,
        status,
      );
    default:
      return null;
  }
}

/** What the address asks of a fine-grained token, any one of: "secrets (write)". */
export function acceptedPermissions(headers: Headers): string[] {
  return (headers.get('x-accepted-github-permissions') ?? '')
    .split(';')
    .map((set) =>
      set
        .split(',')
        .flatMap((written) => {
          const [, name, level] = PERMISSION.exec(written.trim()) ?? [];
          return name === undefined || level === undefined ? [] : [`${name} (${level})`];
        })
        .join(' and '),
    )
    .filter((set) => set !== '')
    .slice(0, 10);
}

/** The scopes of a classic token; null for every other token, of which GitHub does not tell. */
export function tokenScopes(headers: Headers): string[] | null {
  const written = headers.get('x-oauth-scopes');
  if (written === null) return null;
  return written
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => SCOPE.test(scope));
}

function missing(place: GitHubPlace, headers: Headers): string {
  const scopes = tokenScopes(headers);
  const needed = classicScope(place);
  if (scopes !== null && scopes.length > 0) {
    return scopes.includes(needed)
      ? ` Its scope "${needed}" is enough; the account itself lacks access.`
      : ` It has the scopes ${scopes.join(', ')}; it needs ${needed}.`;
  }
  const permissions = acceptedPermissions(headers);
  if (permissions.length > 0) return ` It needs the permission ${permissions.join(', or ')}.`;
  // An empty list of scopes is what fine-grained tokens have as well.
  return scopes === null ? '' : ` A classic token needs the scope ${needed}.`;
}
