import { useCallback, useEffect, useState } from 'react';
import type { NamedPlacement } from '#shared/contract/placements.ts';
import type { Failure } from '#shared/contract/result.ts';
import type { CiTargetId } from '#shared/domain/ids.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';

export interface PlacementsState {
  /** Null until they are read; what was read before stays while it is read again. */
  readonly placements: readonly NamedPlacement[] | null;
  readonly error: Failure | null;
  readonly reload: () => void;
}

/**
 * The placements of one target, or of all (null), read again whenever they change. A push says that many times a second:
 * while an answer is on its way, any number of changes make one more reading after it.
 */
export function usePlacements(targetId: CiTargetId | null): PlacementsState {
  const [state, setState] = useState<Omit<PlacementsState, 'reload'>>({ placements: null, error: null });
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is a request to read again
  useEffect(() => {
    let current = true;
    let again = false;
    let reading = false;
    const read = async (): Promise<void> => {
      again = true;
      if (reading) return;
      reading = true;
      while (again && current) {
        again = false;
        const answer = await call(engine().placements.list(targetId === null ? {} : { targetId }));
        if (!current) return;
        if (answer.ok) setState({ placements: answer.value.placements, error: null });
        else setState((before) => ({ ...before, error: answer.error }));
      }
      reading = false;
    };
    void read();
    const ends = (['ci-changed', 'vault-changed'] as const).map((type) => onEngineEvent(type, () => void read()));
    return () => {
      current = false;
      for (const end of ends) end();
    };
  }, [targetId, turn]);
  return { ...state, reload };
}
