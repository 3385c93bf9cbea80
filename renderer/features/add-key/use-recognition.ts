import { useCallback, useEffect, useRef, useState } from 'react';
import type { Contract } from '#shared/contract/index.ts';
import type { GivenText } from '#shared/contract/pasted.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { Failure } from '#shared/contract/result.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';

/** What the engine says of a pasted text. Holds no value: the prefix is what is safe to show. */
export type Recognised = ResponseOf<Contract['keys']['recognise']>;
export type Candidate = Recognised['candidates'][number];

/** What is taken off around a pasted text: what is there for certain, that and what is offered, or nothing. */
export type Around = 'certain' | 'all' | 'kept';

/** How the engine is told of it. */
export function cleaning(around: Around): { verbatim: boolean; withOffered: boolean } {
  return { verbatim: around === 'kept', withOffered: around === 'all' };
}

export type Recognition = {
  readonly found: Recognised | null;
  readonly error: Failure | null;
  readonly busy: boolean;
};

const NOTHING: Recognition = { found: null, error: null, busy: false };

/**
 * Asks the engine what a text is. The answer to the latest text counts; `recognise` resolves to it, or to null where a later
 * text came in between or the engine refused.
 */
export function useRecognition(): Recognition & {
  readonly recognise: (text: GivenText, name: string, withOffered?: boolean) => Promise<Recognised | null>;
  readonly forget: () => void;
} {
  const [state, setState] = useState(NOTHING);
  const turn = useRef(0);
  useEffect(
    () => () => {
      // Whatever is on its way when the form closes is nobody's answer.
      turn.current += 1;
    },
    [],
  );
  const recognise = useCallback(async (text: GivenText, name: string, withOffered = false) => {
    turn.current += 1;
    const own = turn.current;
    setState((before) => ({ ...before, busy: true }));
    const result = await call(engine().keys.recognise({ text, withOffered, ...(name === '' ? {} : { name }) }));
    if (turn.current !== own) return null;
    setState(
      result.ok ? { found: result.value, error: null, busy: false } : { found: null, error: result.error, busy: false },
    );
    return result.ok ? result.value : null;
  }, []);
  const forget = useCallback(() => {
    turn.current += 1;
    setState(NOTHING);
  }, []);
  return { ...state, recognise, forget };
}
