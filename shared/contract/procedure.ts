import type { z } from 'zod';
import type { ErrorCode } from './error-codes.ts';
import type { Result } from './result.ts';

/**
 * One thing that a window may ask of the engine, declared once. The host's handlers, the preload's methods, the
 * renderer's client and the bad-input tests are all derived from these declarations.
 */
export type Procedure<
  Request extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
  Errors extends ErrorCode = ErrorCode,
> = Readonly<{ request: Request; response: Response; errors: readonly Errors[] }>;

export function procedure<Request extends z.ZodType, Response extends z.ZodType, const Errors extends ErrorCode>(
  declaration: Procedure<Request, Response, Errors>,
): Procedure<Request, Response, Errors> {
  return declaration;
}

/** Failures that any procedure can end with, whatever it declares. */
export type CommonError =
  | 'invalid-request'
  | 'sender-refused'
  | 'unexpected'
  | 'vault-busy'
  | 'rekey-in-progress'
  | 'vault-damaged'
  | 'disk-full'
  | 'disk-read-only'
  | 'disk-error'
  | 'permission-denied';

export type RequestOf<P extends Procedure> = z.output<P['request']>;
export type RequestInputOf<P extends Procedure> = z.input<P['request']>;
export type ResponseOf<P extends Procedure> = z.output<P['response']>;
export type ErrorOf<P extends Procedure> = P['errors'][number] | CommonError;
export type ResultOf<P extends Procedure> = Result<ResponseOf<P>, ErrorOf<P>>;
