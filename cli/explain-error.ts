import { storageFailure } from '#core/database/storage-errors.ts';
import { VaultError } from '#core/vault/vault-error.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';

export type Explained = {
  readonly failure: { readonly code: ErrorCode; readonly message: string };
  /** Places in our code, without the message: it can quote a value. Null for an error that is no bug. */
  readonly stack: string | null;
};

/** What an error that was thrown means for a person. */
export function explainError(error: unknown): Explained {
  if (error instanceof VaultError) return { failure: error.asFailure().error, stack: null };
  if (isFolderGone(error)) {
    const message = 'The folder you are in is not there any more. Go to another one, and try again.';
    return { failure: { code: 'file-not-found', message }, stack: null };
  }
  const storage = storageFailure(error);
  if (storage !== null) return { failure: storage.error, stack: null };
  const name = error instanceof Error ? error.constructor.name : typeof error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  return {
    failure: {
      code: 'unexpected',
      message: `Something went wrong that should not have (${name}${code}). With KEYRAIL_DEBUG=1 it says where.`,
    },
    stack: error instanceof Error ? frames(error.stack ?? '') : '',
  };
}

function isFolderGone(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd';
}

function frames(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
