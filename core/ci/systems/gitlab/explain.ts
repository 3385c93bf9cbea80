import type { HttpAnswer } from '../../../http/exchange.ts';
import { ProviderError } from '../../../http/provider-error.ts';
import { notTaken } from '../../transport/guarded-transport.ts';
import { type GitLabPlace, neededRole, placeText } from './place.ts';

/** What GitLab calls the parts of a variable, with what is wrong when it does not take one. */
const PARTS: Readonly<Record<string, string>> = {
  value: 'the value (a masked one has at least 8 characters and no spaces, and is not the name of a variable)',
  environment_scope: 'the environment scope (scopes of groups need GitLab Premium)',
  masked: 'the masking',
  variable_type: 'the type',
  key: 'the name',
};

/** Says what GitLab's answer means and what to do. Nothing of its body is quoted: it could be an echo of the value. */
export function explainGitLab(place: GitLabPlace, answer: HttpAnswer): ProviderError | null {
  const { status, text, url } = answer;
  const where = placeText(place);
  switch (status) {
    case 401:
      return new ProviderError(
        'provider-refused',
        `${url.host} does not accept the token. It may have expired or been revoked. Make a new one with the scope api.`,
        { status },
      );
    case 403:
      return new ProviderError(
        'provider-refused',
        `${url.host} does not let this token do that with the variables of ${where}. It needs the scope api, and its owner the role ${neededRole(place)}.`,
        { status, permissions: ['api'] },
      );
    case 404:
      return new ProviderError(
        'provider-listing-missing',
        `${url.host} has no ${where}, or hides it from this token. Check the path, and whether the token may see it.`,
        { status },
      );
    case 400:
    case 422: {
      const body = text.slice(0, 20_000);
      if (/already been taken/i.test(body)) {
        return notTaken(
          `${url.host} has a variable of that name in ${where} by now. Nothing was changed. Look again, and replace it if it is the right one.`,
          status,
        );
      }
      // `{"message":{"value":["is invalid"]}}`
      const part = Object.entries(PARTS).find(([name]) => new RegExp(`"${name}"\\s*:`).test(body))?.[1];
      return notTaken(`${url.host} did not take ${part ?? 'the variable'} (${status}). Nothing was changed.`, status);
    }
    case 409:
      return notTaken(
        `${url.host} has several variables of that name, and does not tell which is meant in ${where} (409). Nothing was changed.`,
        status,
      );
    default:
      return null;
  }
}
