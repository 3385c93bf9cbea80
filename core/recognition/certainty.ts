import type { KeyKind } from '#shared/domain/key.ts';
import { hasPublicName } from './name-words.ts';
import type { Candidate } from './recognise.ts';

/** From here on a candidate is told and stored as what the value is; below it is "maybe", and stored only if a person says so. */
const CERTAIN = 0.5;

export function isCertain(candidate: Candidate): boolean {
  return candidate.confidence >= CERTAIN;
}

/**
 * What may be stored of candidates without a person's yes, and the provider that is only a guess.
 * @param name the key's name: it alone can say that a value without a certain format is publishable
 */
export function factsOf(
  candidates: readonly Candidate[],
  name = '',
): { provider: string | null; maybe: string | null; kind: KeyKind; providerName: string | null } {
  const [best] = candidates;
  if (best !== undefined && isCertain(best)) {
    return { provider: best.providerId, maybe: null, kind: best.kind, providerName: best.providerName };
  }
  return {
    provider: null,
    maybe: best?.providerName ?? null,
    kind: hasPublicName(name) ? 'publishable' : 'secret',
    providerName: null,
  };
}
