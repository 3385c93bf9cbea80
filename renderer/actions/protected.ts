import { failure, type Result, success } from '#shared/contract/result.ts';
import type { EnvironmentId } from '#shared/domain/ids.ts';
import { call } from '../engine/call.ts';
import { engine } from '../engine/client.ts';

export type ProtectedUse =
  | 'reveal'
  | 'copy'
  | 'save'
  | 'export'
  | 'check'
  | 'place'
  | 'push'
  | 'rotate'
  | 'make-current';

export interface ProtectedQuestion {
  /** One, or all that a push takes values from. */
  readonly environmentIds: readonly EnvironmentId[];
  readonly use: ProtectedUse;
  readonly answer: (yes: boolean) => void;
}

let host: ((question: ProtectedQuestion) => void) | undefined;

/** Names the component that asks about protected environments; the returned function takes it back. */
export function hostProtectedQuestions(show: (question: ProtectedQuestion) => void): () => void {
  host = show;
  return () => {
    if (host === show) host = undefined;
  };
}

/** Asks about environments, and confirms them in the engine after a yes. */
async function agree(environmentIds: readonly EnvironmentId[], use: ProtectedUse) {
  const yes = await new Promise<boolean>((answer) => {
    if (host === undefined) answer(false);
    else host({ environmentIds, use, answer });
  });
  if (!yes) return failure('cancelled', 'Nothing was done.');
  for (const environmentId of environmentIds) {
    const confirmed = await call(engine().environments.confirmProtected({ environmentId }));
    if (!confirmed.ok) return failure('environment-not-found', confirmed.error.message);
  }
  return success({});
}

/**
 * Does something with a value. Where its environment is protected and nobody has agreed since the vault was unlocked, the
 * person is asked first and it is done again after their yes; a no is the failure `cancelled`.
 */
export async function withConfirmation<T, Code extends string>(
  where: { readonly environmentId: EnvironmentId; readonly use: ProtectedUse },
  attempt: () => Promise<Result<T, Code>>,
): Promise<Result<T, Code | 'cancelled' | 'unexpected' | 'environment-not-found' | 'vault-locked'>> {
  const first = await call(attempt());
  const code: string | null = first.ok ? null : first.error.code;
  if (code !== 'confirmation-needed') return first;
  const agreed = await agree([where.environmentId], where.use);
  return agreed.ok ? await call(attempt()) : agreed;
}

/** The same for the values of several environments, which are asked about together. */
export async function withConfirmations<T, Code extends string>(
  environmentIds: readonly EnvironmentId[],
  use: ProtectedUse,
  attempt: () => Promise<Result<T, Code>>,
): Promise<Result<T, Code | 'cancelled' | 'unexpected' | 'environment-not-found'>> {
  const first = await call(attempt());
  const code: string | null = first.ok ? null : first.error.code;
  if (code !== 'confirmation-needed' || environmentIds.length === 0) return first;
  const agreed = await agree(environmentIds, use);
  return agreed.ok ? await call(attempt()) : agreed;
}
