import { useCallback, useEffect, useState } from 'react';
import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { Failure } from '#shared/contract/result.ts';
import type { PolicyScope } from '#shared/domain/policy.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';

export type PolicyInForce = ResponseOf<Contract['policies']['get']>;

export interface PolicyState {
  readonly policy: PolicyInForce | null;
  readonly error: Failure | null;
  readonly reload: () => void;
}

/** What holds at a place and where each of its fields was said, read again whenever the vault changes. */
export function usePolicy(scope: PolicyScope): PolicyState {
  const asked = JSON.stringify(scope);
  const [state, setState] = useState<{ readonly asked: string } & Omit<PolicyState, 'reload'>>({
    asked,
    policy: null,
    error: null,
  });
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is a request to read again
  useEffect(() => {
    let current = true;
    void call(engine().policies.get({ scope: JSON.parse(asked) as PolicyScope })).then((answer) => {
      if (!current) return;
      setState(answer.ok ? { asked, policy: answer.value, error: null } : { asked, policy: null, error: answer.error });
    });
    return () => {
      current = false;
    };
  }, [asked, turn]);
  useEffect(() => onEngineEvent('vault-changed', reload), [reload]);
  return { ...(state.asked === asked ? state : { policy: null, error: null }), reload };
}
