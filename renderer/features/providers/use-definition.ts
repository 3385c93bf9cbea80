import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '#shared/contract/result.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';

export interface DefinitionState {
  /** What is known of the provider that was asked for; null until it is there. */
  readonly definition: ProviderDefinition | null;
  readonly error: Failure | null;
  readonly reload: () => void;
}

/** A provider's definition; null asks for nothing. */
export function useDefinition(providerId: string | null): DefinitionState {
  const [state, setState] = useState<Omit<DefinitionState, 'reload'>>({ definition: null, error: null });
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is a request to read again
  useEffect(() => {
    if (providerId === null) return;
    let current = true;
    void call(engine().providers.get({ providerId })).then((answer) => {
      if (!current) return;
      setState(
        answer.ok ? { definition: answer.value.definition, error: null } : { definition: null, error: answer.error },
      );
    });
    return () => {
      current = false;
    };
  }, [providerId, turn]);
  // What belongs to another provider is not shown for this one.
  const fits = state.definition === null || state.definition.id === providerId;
  return { ...state, definition: fits ? state.definition : null, reload };
}
