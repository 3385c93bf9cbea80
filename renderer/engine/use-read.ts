import { useCallback, useEffect, useState } from 'react';
import type { Failure, Result } from '#shared/contract/result.ts';
import { call } from './call.ts';

export interface Read<T> {
  /** Null until it is read; what was read before stays while it is read again. */
  readonly value: T | null;
  readonly error: Failure | null;
  readonly reload: () => void;
}

/**
 * What the engine answers, read again at each sign that it changed. A push gives such signs many times a second: while an
 * answer is on its way, any number of them make one more reading after it.
 * @param ask stays the same function as long as the same is asked for
 * @param listen calls what it is given at each sign, until the function that it returns is called; stays the same as well
 */
export function useRead<T>(
  ask: () => Promise<Result<T, string>>,
  listen: (changed: () => void) => () => void,
): Read<T> {
  const [state, setState] = useState<Omit<Read<T>, 'reload'>>({ value: null, error: null });
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
        const answer = await call(ask());
        if (!current) return;
        if (answer.ok) setState({ value: answer.value, error: null });
        else setState((before) => ({ ...before, error: answer.error }));
      }
      reading = false;
    };
    void read();
    const end = listen(() => void read());
    return () => {
      current = false;
      end();
    };
  }, [ask, listen, turn]);
  return { ...state, reload };
}
