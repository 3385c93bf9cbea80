import type { ErrorCode } from '#shared/contract/error-codes.ts';
import type { Failure, FailureDetail } from '#shared/contract/result.ts';

/**
 * How asking a provider can fail.
 * - `provider-refused`: it does not accept the credential, or the credential may not do this (401, 403).
 * - `provider-limited`: it takes no more requests for now; `detail.retryAfterMs` where that is known.
 * - `provider-unreachable`: no answer, or one that says the provider has a problem of its own (5xx).
 * - `provider-answer-invalid`: an answer that cannot be what was asked for; `detail.reason` is one of `InvalidAnswer`.
 * - `provider-listing-missing`: what was asked for is not there, or hidden from this credential (404).
 */
export type ProviderErrorCode = Extract<
  ErrorCode,
  | 'provider-refused'
  | 'provider-limited'
  | 'provider-unreachable'
  | 'provider-answer-invalid'
  | 'provider-listing-missing'
  | 'credential-missing'
  | 'parameter-missing'
  | 'address-invalid'
  | 'cancelled'
>;

export type InvalidAnswer =
  | 'redirect-elsewhere'
  | 'redirect-loop'
  | 'too-many-redirects'
  | 'too-large'
  | 'cut-off'
  | 'not-json'
  | 'not-xml'
  | 'too-deep'
  | 'unexpected-shape'
  | 'credential-echo'
  | 'endless-pages'
  | 'repeated-page'
  | 'status';

/**
 * An expected failure on its way out of pages, listings and retries, where a value would have to be handed up through
 * generators. `core/sync` catches it and makes it a `Failure` again. Its message holds nothing that was sent.
 */
export class ProviderError extends Error {
  readonly failure: Failure<ProviderErrorCode>;

  constructor(code: ProviderErrorCode, message: string, detail?: FailureDetail) {
    super(message);
    this.name = 'ProviderError';
    this.failure = detail === undefined ? { code, message } : { code, message, detail };
  }

  get code(): ProviderErrorCode {
    return this.failure.code;
  }

  /** Milliseconds to wait before asking again; null where the provider does not say. */
  get retryAfterMs(): number | null {
    const wait = this.failure.detail?.['retryAfterMs'];
    return typeof wait === 'number' ? wait : null;
  }
}

export function invalidAnswer(reason: InvalidAnswer, message: string): ProviderError {
  return new ProviderError('provider-answer-invalid', message, { reason });
}

export function cancelled(): ProviderError {
  return new ProviderError('cancelled', 'Cancelled. What was known before stays.');
}
