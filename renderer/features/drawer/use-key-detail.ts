import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '#shared/contract/result.ts';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeyDetail } from '#shared/domain/key.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';

export interface KeyDetailState {
  /** The key that was asked for, or while it is read the one before; null until the first answer. */
  readonly key: KeyDetail | null;
  readonly error: Failure | null;
  readonly reload: () => void;
}

/** Everything about one key but its value; read again whenever the vault changes. */
export function useKeyDetail(keyId: KeyId): KeyDetailState {
  const [state, setState] = useState<{ readonly key: KeyDetail | null; readonly error: Failure | null }>({
    key: null,
    error: null,
  });
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is a request to read again
  useEffect(() => {
    let current = true;
    void call(engine().keys.get({ keyId })).then((answer) => {
      if (!current) return;
      if (answer.ok) setState({ key: answer.value.key, error: null });
      else setState({ key: null, error: answer.error });
    });
    return () => {
      current = false;
    };
  }, [keyId, turn]);
  useEffect(() => onEngineEvent('vault-changed', reload), [reload]);
  return { ...state, reload };
}
