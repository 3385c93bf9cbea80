import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '#shared/contract/result.ts';
import type { Reminder } from '#shared/domain/reminder.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';
import type { InboxShown } from '../../stores/inbox-view.ts';
import { onReturn } from '../../ui/on-return.ts';

export interface RemindersState {
  /** Most urgent first; null until they are read. */
  readonly reminders: readonly Reminder[] | null;
  readonly error: Failure | null;
  readonly reload: () => void;
}

const ANOTHER = { reminders: null, error: null } as const;

/** The reminders at an instant (null: now), read again whenever something changes that they depend on. */
export function useReminders(show: InboxShown, at: number | null): RemindersState {
  const asked = `${show} ${at}`;
  const [state, setState] = useState<Omit<RemindersState, 'reload'> & { readonly asked: string }>({
    ...ANOTHER,
    asked,
  });
  const turn = useRef(0);
  const load = useCallback(async () => {
    turn.current += 1;
    const own = turn.current;
    const answer = await call(engine().reminders.list({ show, ...(at === null ? {} : { at }) }));
    if (own !== turn.current) return;
    setState((before) =>
      answer.ok
        ? { reminders: answer.value.reminders, error: null, asked }
        : { reminders: before.asked === asked ? before.reminders : null, error: answer.error, asked },
    );
  }, [show, at, asked]);
  useEffect(() => {
    const again = (): void => void load();
    again();
    const ends = [
      ...(['vault-changed', 'ci-changed', 'rotation-changed'] as const).map((type) => onEngineEvent(type, again)),
      onReturn(again),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [load]);
  const reload = useCallback(() => void load(), [load]);
  return { ...(state.asked === asked ? state : ANOTHER), reload };
}
