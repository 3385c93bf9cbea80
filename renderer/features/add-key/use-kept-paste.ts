import { type RefObject, useEffect, useRef } from 'react';
import type { GivenText } from '#shared/contract/pasted.ts';
import type { PastedId } from '#shared/domain/ids.ts';
import type { KeptForm, KeptRequest } from '../../dialogs.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { discardPasted, loadPasted } from '../../stores/pasted.ts';

/** A form is described anew when it has rested this long. */
const REST_MS = 400;

export interface KeptPaste {
  /** Keeps the text as it is now; an empty one is kept no more. Call it whenever the text changes. */
  readonly keep: () => void;
  /** What is given to the engine: the text, or what it has kept of a form that was closed. */
  readonly given: () => GivenText;
  /** It is stored: nothing has to be kept any more. */
  readonly stored: () => void;
  /** Whether the text is in the engine alone. */
  readonly isRestored: boolean;
}

/**
 * Keeps what is pasted into a form sealed in the engine, with how the form is filled in, so that a form that is closed before
 * its value was stored can be shown again until the lock. The page itself holds the text in `text` only while it is open.
 */
export function useKeptPaste(
  text: RefObject<string>,
  kept: KeptForm | undefined,
  now: { readonly label: string; readonly request: KeptRequest; readonly fields: object },
): KeptPaste {
  const id = useRef<PastedId | null>(kept?.pastedId ?? null);
  /** One question at a time, so that an answer to an older text never comes after that to a newer one. */
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const form = JSON.stringify({ request: now.request, fields: now.fields });
  const note = useRef({ form, label: now.label });
  note.current = { form, label: now.label };
  const over = useRef(false);
  const then = (work: () => Promise<unknown>): void => {
    last.current = last.current.then(work, work);
  };

  useEffect(() => {
    const described = { form, label: now.label };
    const timer = setTimeout(() => {
      last.current = last.current.then(async () => {
        if (id.current !== null && !over.current)
          await call(engine().pasted.describe({ pastedId: id.current, ...described }));
      });
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [form, now.label]);
  useEffect(
    () => () => {
      // Closed without storing it: it is offered again, as the form was.
      void last.current.then(async () => {
        if (id.current !== null && !over.current)
          await call(engine().pasted.describe({ pastedId: id.current, ...note.current }));
        await loadPasted();
      });
    },
    [],
  );

  return {
    isRestored: kept !== undefined,
    keep: () => {
      const now = text.current;
      then(async () => {
        if (now === '') {
          const gone = id.current;
          id.current = null;
          if (gone !== null) await discardPasted(gone);
          return;
        }
        const before = id.current === null ? {} : { pastedId: id.current };
        const answer = await call(engine().pasted.keep({ ...before, text: now, ...note.current }));
        if (answer.ok) id.current = answer.value.pastedId;
      });
    },
    given: () => (text.current === '' && kept !== undefined ? { pastedId: kept.pastedId } : text.current),
    stored: () => {
      over.current = true;
      then(async () => {
        if (id.current !== null) await discardPasted(id.current);
        id.current = null;
        over.current = false;
      });
    },
  };
}

/** Has what was kept recognised, once. */
export function useRestored(kept: KeptForm | undefined, recognise: (pastedId: KeptForm['pastedId']) => void): void {
  const run = useRef(recognise);
  const pastedId = kept?.pastedId;
  useEffect(() => {
    if (pastedId !== undefined) run.current(pastedId);
  }, [pastedId]);
}
