import { type Failure, failure, type Result, success } from '#shared/contract/result.ts';
import type { EnvironmentId } from '#shared/domain/ids.ts';
import { call } from '../engine/call.ts';
import { engine } from '../engine/client.ts';

export type ProtectedUse = 'reveal' | 'copy' | 'save' | 'export' | 'check' | 'place' | 'push';

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

async function agree(where: { readonly environmentId: EnvironmentId; readonly use: ProtectedUse }) {
  const yes = await new Promise<boolean>((answer) => {
    if (host === undefined) answer(false);
    else host({ ...where, answer });
  });
  if (!yes) return failure('cancelled', 'Nothing was done.');
  const confirmed = await call(engine().environments.confirmProtected({ environmentId: where.environmentId }));
  return confirmed.ok ? success({}) : failure('environment-not-found', confirmed.error.message);
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
  const agreed = await agree(where);
  return agreed.ok ? await call(attempt()) : agreed;
}

/**
 * The same for the values of several environments: each that is protected is asked about by itself.
 * @param places in the order in which the engine looks at them
 */
export async function withConfirmations<T, Code extends string>(
  places: readonly { readonly environmentId: EnvironmentId; readonly name: string }[],
  use: ProtectedUse,
  attempt: () => Promise<Result<T, Code>>,
): Promise<Result<T, Code | 'cancelled' | 'unexpected' | 'environment-not-found'>> {
  let answer = await call(attempt());
  for (const { environmentId, name } of places) {
    if (answer.ok) return answer;
    const { code, detail }: Failure = answer.error;
    if (code !== 'confirmation-needed') return answer;
    // The engine names the one that it asks about; those before it were agreed to earlier.
    if (detail?.['environment'] !== undefined && detail['environment'] !== name) continue;
    const agreed = await agree({ environmentId, use });
    if (!agreed.ok) return agreed;
    answer = await call(attempt());
  }
  return answer;
}
