import { useCallback, useEffect, useState } from 'react';
import type { CiTargetState } from '#shared/contract/ci-targets.ts';
import type { NamedPlacement } from '#shared/contract/placements.ts';
import type { Failure } from '#shared/contract/result.ts';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeyDetail } from '#shared/domain/key.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';

export interface Places {
  readonly detail: KeyDetail;
  readonly targets: readonly CiTargetState[];
  /** Of every key: they tell when each target was last used. */
  readonly placements: readonly NamedPlacement[];
}

/** A key, and where it could be placed, as they are when the assistant opens. */
export function usePlaces(keyId: KeyId): {
  readonly found: Places | null;
  readonly error: Failure | null;
  readonly reload: () => void;
} {
  const [found, setFound] = useState<Places | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is a request to read again
  useEffect(() => {
    let current = true;
    const read = async (): Promise<void> => {
      const [key, targets, placements] = await Promise.all([
        call(engine().keys.get({ keyId })),
        call(engine().ciTargets.list({})),
        call(engine().placements.list({})),
      ]);
      if (!current) return;
      if (!key.ok) setError(key.error);
      else if (!targets.ok) setError(targets.error);
      else if (!placements.ok) setError(placements.error);
      else {
        setError(null);
        setFound({
          detail: key.value.key,
          targets: targets.value.targets,
          placements: placements.value.placements,
        });
      }
    };
    void read();
    return () => {
      current = false;
    };
  }, [keyId, turn]);
  return { found, error, reload: useCallback(() => setTurn((before) => before + 1), []) };
}
