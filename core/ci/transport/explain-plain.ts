import type { HttpAnswer } from '../../http/exchange.ts';
import { ProviderError } from '../../http/provider-error.ts';
import { refusal } from '../../http/refusal.ts';
import { notTaken } from './guarded-transport.ts';

export type Explanations = {
  /** The place in words: "the project gh/acme/web". */
  readonly where: string;
  /** What the token must be allowed to do, in the system's words. */
  readonly needs: string;
  /** What a status means that says that nothing was changed: 400, 409, 422. */
  readonly notTaken: Readonly<Record<number, string>>;
  /** What to look at when the place is not found. */
  readonly check: string;
};

/** Says what an answer means and what to do. Nothing of its body is quoted but names of permissions: the rest could be an echo. */
export function explainPlain(
  answer: HttpAnswer,
  { where, needs, notTaken: meanings, check }: Explanations,
  secrets: readonly string[],
): ProviderError | null {
  const { status, url } = answer;
  if (status === 401 || status === 403) return refusal(answer, needs, secrets);
  if (status === 404) {
    return new ProviderError(
      'provider-listing-missing',
      `${url.host} has no ${where}, or hides it from this token. ${check}`,
      { status },
    );
  }
  const meaning = meanings[status];
  return meaning === undefined ? null : notTaken(`${url.host} did not take it (${status}): ${meaning}`, status);
}
