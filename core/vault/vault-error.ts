import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { type Failed, failure } from '#shared/contract/result.ts';

type VaultErrorCode = Extract<ErrorCode, 'vault-locked' | 'vault-damaged'>;

/**
 * What a session throws in the middle of an operation that cannot go on: the vault was locked under it, or a sealed value
 * does not open. Whoever runs the operation turns it into the failure with {@link VaultError.asFailure}.
 */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  asFailure(): Failed<VaultErrorCode> {
    return failure(this.code, this.message);
  }
}
