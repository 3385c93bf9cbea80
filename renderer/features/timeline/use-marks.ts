import { useCallback, useEffect, useRef, useState } from 'react';
import type { TimelineMark } from '#shared/domain/reminder.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { localDay } from '../../ui/format-time.ts';
import { useNow } from '../../ui/use-now.ts';
import { startOfDay } from './day-scale.ts';

/** What is late, or has expired, is looked for so far back. */
const BEHIND_DAYS = 4 * 366;

export interface Marks {
  /** By date; null until they are read. */
  readonly marks: readonly TimelineMark[] | null;
  readonly error: string | null;
  readonly reload: () => void;
}

/**
 * Every expiry and rotation from long ago until `years` years from now; read again whenever the vault or the day changes.
 * What was read last stays until then.
 * @param years 1 to 5
 */
export function useMarks(years: number): Marks {
  // Who goes back and forth does not have them read each time.
  const [ahead, setAhead] = useState(years);
  if (years > ahead) setAhead(years);
  const [marks, setMarks] = useState<readonly TimelineMark[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const turn = useRef(0);
  const today = localDay(useNow());
  const load = useCallback(async () => {
    turn.current += 1;
    const own = turn.current;
    const from = Math.max(0, startOfDay(today - BEHIND_DAYS));
    // A year in sight can begin a few days from now.
    const to = startOfDay(today + ahead * 366 + 31);
    const answer = await call(engine().timeline.marks({ from, to }));
    if (own !== turn.current) return;
    if (answer.ok) {
      setMarks(answer.value.marks);
      setError(null);
    } else setError(answer.error.message);
  }, [today, ahead]);
  useEffect(() => {
    void load();
    const end = onEngineEvent('vault-changed', () => void load());
    return () => {
      turn.current += 1;
      end();
    };
  }, [load]);
  return { marks, error, reload: () => void load() };
}
