import type { Result } from '#shared/contract/result.ts';
import type { EnvironmentId } from '#shared/domain/ids.ts';
import { call } from '../engine/call.ts';
import { engine } from '../engine/client.ts';

export type ProtectedUse = 'reveal' | 'copy' | 'save' | 'export' | 'check' | 'place';

export interface ProtectedQuestion {
  readonly environmentId: EnvironmentId;
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
  const yes = await new Promise<boolean>((answer) => {
    if (host === undefined) answer(false);
    else host({ ...where, answer });
  });
  if (!yes) return { ok: false, error: { code: 'cancelled', message: 'Nothing was done.' } };
  const confirmed = await call(engine().environments.confirmProtected({ environmentId: where.environmentId }));
  if (!confirmed.ok) {
    return { ok: false, error: { code: 'environment-not-found', message: confirmed.error.message } };
  }
  return await call(attempt());
}
