import type { HttpAnswer } from './exchange.ts';
import { ProviderError } from './provider-error.ts';

/** What stands before the names of permissions in refusals: "Missing scopes: api.read", "requires the permission dns_read". */
const BEFORE = /(?:scopes?|permissions?|privileges?)["'`\\]*\s*(?:\w+\s+){0,2}?[:=]?\s*[[("'`\\]*/gi;
/** Permissions have a separator in them; words of a sentence do not. */
const PERMISSION = /^[a-z][a-z0-9]*(?:[_.:/-][a-z0-9]+)+/i;
const LONGEST_PERMISSION = 60;
/** Characters in a row that a permission and a credential do not share by chance. */
const SHORTEST_RUN = 8;

/**
 * A 401 or 403 as a failure. Of the provider's own text only what looks like the name of a permission is taken, because
 * the rest can be an echo of the credential.
 * @param needs what the definition says the credential must be or may
 */
export function refusal(answer: HttpAnswer, needs: string | null, secrets: readonly string[]): ProviderError {
  const permissions = permissionsIn(answer.text.slice(0, 20_000), secrets);
  const host = answer.url.host;
  const first =
    answer.status === 401
      ? `${host} does not accept the credential. It may have been revoked, have expired, or be another kind.`
      : `${host} does not let this credential do that.`;
  const asked = permissions.length > 0 ? ` It asks for: ${permissions.join(', ')}.` : '';
  const told = needs === null ? '' : ` Needed: ${needs}.`;
  return new ProviderError('provider-refused', first + asked + told, {
    status: answer.status,
    ...(permissions.length > 0 ? { permissions } : {}),
  });
}

function permissionsIn(text: string, secrets: readonly string[]): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(BEFORE)) {
    let rest = text.slice(match.index + match[0].length, match.index + match[0].length + 400);
    for (;;) {
      const name = PERMISSION.exec(rest)?.[0];
      if (name === undefined || found.size === 10) break;
      if (name.length <= LONGEST_PERMISSION && !looksLikeSecret(name, secrets)) found.add(name);
      rest = rest.slice(name.length).replace(/^["'`\])]*\s*(?:,|and|or)?\s*["'`[(]*/, '');
    }
  }
  return [...found];
}

/** Whether a piece shares a run of characters with a secret, in whatever case. */
function looksLikeSecret(piece: string, secrets: readonly string[]): boolean {
  if (/\d{4,}|[A-Za-z0-9]{24,}/.test(piece)) return true;
  const lower = piece.toLowerCase();
  return secrets.some((secret) => {
    const whole = secret.toLowerCase();
    for (let at = 0; at + SHORTEST_RUN <= lower.length; at += 1)
      if (whole.includes(lower.slice(at, at + SHORTEST_RUN))) return true;
    return whole.includes(lower);
  });
}
