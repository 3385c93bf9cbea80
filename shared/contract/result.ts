/**
 * Expected outcomes are values: a procedure either succeeds with a value or fails with a code from `error-codes.ts`.
 * Anything thrown is a bug.
 */

/** What a failure may carry besides its message: names, counts and positions, never a secret value. */
export type FailureDetail = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export type Failure<Code extends string = string> = Readonly<{
  code: Code;
  /** One or two sentences for a person: what was wrong, and what to do next. */
  message: string;
  detail?: FailureDetail;
}>;

export type Success<T> = Readonly<{ ok: true; value: T }>;
export type Failed<Code extends string> = Readonly<{ ok: false; error: Failure<Code> }>;
export type Result<T, Code extends string = string> = Success<T> | Failed<Code>;

export function success(): Success<void>;
export function success<T>(value: T): Success<T>;
export function success<T>(value?: T): Success<T | undefined> {
  return { ok: true, value };
}

export function failure<Code extends string>(code: Code, message: string, detail?: FailureDetail): Failed<Code> {
  return { ok: false, error: detail === undefined ? { code, message } : { code, message, detail } };
}

/** Ends a switch over a union: the compiler refuses the call while a case is missing. */
export function unreachable(value: never): never {
  throw new TypeError(`Unhandled case: ${typeof value === 'string' ? value : typeof value}`);
}
