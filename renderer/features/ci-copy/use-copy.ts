import { useCallback, useEffect, useRef, useState } from 'react';
import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { Failed } from '#shared/contract/result.ts';
import type { CiTargetId, EnvironmentId, KeyId } from '#shared/domain/ids.ts';
import { withConfirmation } from '../../actions/protected.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { useCountdown } from '../../ui/use-countdown.ts';

export type Begun = ResponseOf<Contract['copyAssistant']['begin']>;

/** What was last put on the clipboard: nothing yet, the secret's name, its value. */
export type CopyStage = 'start' | 'name' | 'value';

export interface Copying {
  /** What the engine says of this key, target and name; null until it answers and where it cannot begin. */
  readonly begun: Begun | null;
  readonly stage: CopyStage;
  /** Whether the settings page was opened; null before it was tried. */
  readonly opened: boolean | null;
  readonly busy: boolean;
  readonly error: string | null;
  /** Until the value is taken off the clipboard; 0 when it was. */
  readonly secondsLeft: number;
  /** For how long the value was put there. */
  readonly keptSeconds: number;
  /** The answer to what is asked for now, if need be after waiting for it. */
  readonly ready: () => Promise<Begun | null>;
  readonly copyName: (openPage: boolean) => Promise<boolean>;
  readonly copyValue: (agreed: boolean) => Promise<boolean>;
  /** Clears the clipboard and records the placement. */
  readonly finish: () => Promise<boolean>;
  /** Back to the choice of the target; the clipboard is cleared. */
  readonly startOver: () => void;
}

/**
 * One run of the copy assistant. The value stays in the engine: this only says what goes to the clipboard next. Leaving it in
 * any way but `finish` clears the clipboard and records nothing.
 * @param secretName null: the name that the engine suggests
 */
export function useCopy(
  keyId: KeyId,
  environmentId: EnvironmentId,
  targetId: CiTargetId,
  secretName: string | null,
): Copying {
  const [begun, setBegun] = useState<Begun | null>(null);
  const [stage, setStage] = useState<CopyStage>('start');
  const [opened, setOpened] = useState<boolean | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [keptSeconds, setKeptSeconds] = useState(1);
  const [turn, setTurn] = useState(0);
  const asked = useRef<Promise<Begun | null>>(Promise.resolve(null));
  const finished = useRef<string | null>(null);
  const working = useRef(false);
  const { seconds, start } = useCountdown();

  const complain = useCallback((answer: Failed<string>): void => {
    if (!isQuiet(answer)) setError(answer.error.message);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is a request to begin again
  useEffect(() => {
    let current = true;
    setError(null);
    if (secretName === '') {
      setBegun(null);
      asked.current = Promise.resolve(null);
      return;
    }
    const begin = engine().copyAssistant.begin({ keyId, targetId, ...(secretName === null ? {} : { secretName }) });
    asked.current = call(begin).then((answer) => {
      if (!current) {
        if (answer.ok) void engine().copyAssistant.cancel({ copyId: answer.value.copyId });
        return null;
      }
      setBegun(answer.ok ? answer.value : null);
      if (answer.ok) return answer.value;
      complain(answer);
      return null;
    });
    return () => {
      current = false;
    };
  }, [keyId, targetId, secretName, turn, complain]);

  const copyId = begun?.copyId ?? null;
  useEffect(() => {
    if (copyId === null) return;
    return () => {
      if (finished.current !== copyId) void engine().copyAssistant.cancel({ copyId });
    };
  }, [copyId]);
  useEffect(() => onEngineEvent('clipboard-cleared', () => start(0)), [start]);

  /** One thing at a time; false where it was not done. */
  const run = async (work: (copyId: Begun['copyId']) => Promise<boolean>): Promise<boolean> => {
    if (working.current) return false;
    working.current = true;
    setBusy(true);
    setError(null);
    const now = await asked.current;
    const done = now !== null && (await work(now.copyId));
    working.current = false;
    setBusy(false);
    return done;
  };

  return {
    begun,
    stage,
    opened,
    busy,
    error,
    secondsLeft: seconds,
    keptSeconds,
    ready: () => asked.current,
    copyName: (openPage) =>
      run(async (id) => {
        const answer = await call(engine().copyAssistant.copyName({ copyId: id, openPage }));
        if (!answer.ok) {
          complain(answer);
          return false;
        }
        if (openPage) setOpened(answer.value.opened);
        start(0);
        setStage('name');
        return true;
      }),
    copyValue: (agreed) =>
      run(async (id) => {
        const answer = await withConfirmation({ environmentId, use: 'place' }, () =>
          engine().copyAssistant.copyValue({ copyId: id, agreed }),
        );
        if (!answer.ok) {
          complain(answer);
          return false;
        }
        start(answer.value.clearAfterMs);
        setKeptSeconds(answer.value.clearAfterMs / 1_000);
        setStage('value');
        return true;
      }),
    finish: () =>
      run(async (id) => {
        const answer = await call(engine().copyAssistant.finish({ copyId: id }));
        if (answer.ok) finished.current = id;
        else complain(answer);
        return answer.ok;
      }),
    startOver: () => {
      setStage('start');
      setOpened(null);
      start(0);
      setBegun(null);
      setTurn((before) => before + 1);
    },
  };
}
