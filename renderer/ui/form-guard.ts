import { createContext, type FocusEvent, useContext, useEffect, useId, useMemo, useRef, useState } from 'react';

/** What would be lost: what was typed, or a pasted value, which the engine keeps until the lock. */
export type FormContent = 'typed' | 'pasted';

/** A dialog that is open, as whoever wants to take it away sees it. */
interface Guard {
  readonly content: () => FormContent | null;
  readonly ask: (leave: () => void) => void;
}

/** The open dialogs, the newest last. */
const guards: Guard[] = [];

/** Whether a form is open with something in it that is not stored. */
export function isSomethingTyped(): boolean {
  return guards.some((guard) => guard.content() !== null);
}

/** Does what would close every dialog: at once where nothing is in them, else after the person said that it may. */
export function leaveForms(leave: () => void): void {
  const guard = guards.findLast((each) => each.content() !== null);
  if (guard === undefined) leave();
  else guard.ask(leave);
}

/** A window that is closed or loaded anew asks in its own words; the page can only say that there is something to ask about. */
function onBeforeUnload(event: BeforeUnloadEvent): void {
  if (isSomethingTyped()) event.preventDefault();
}

interface Field {
  readonly value: string;
  readonly isConnected: boolean;
}

/** Knows what stood in each field when a person first came to it. What a form fills in by itself is no loss. */
export class FieldMemory {
  readonly #before = new Map<Field, string>();

  /** Call it when a field gets the focus. */
  meet(field: Field): void {
    if (!this.#before.has(field)) this.#before.set(field, field.value);
  }

  /** Whether something else stands in one of the fields that are still there. */
  get differs(): boolean {
    for (const [field, before] of this.#before) if (field.isConnected && field.value !== before) return true;
    return false;
  }
}

/** Fields that are read for their text; a filter only looks for something. */
const TEXT_FIELDS = 'textarea, input:not([type="search"], [type="checkbox"], [type="radio"], [data-filter])';

type Hold = (id: string, content: FormContent | null) => void;

/** For parts of a form whose content stands in no field of the page. */
export const HoldContext = createContext<Hold | null>(null);

/** Says that a part of a form holds something, or nothing any more, that no field of the page shows. */
export function useFormContent(content: FormContent | null): void {
  const hold = useContext(HoldContext);
  const id = useId();
  useEffect(() => {
    hold?.(id, content);
    return () => hold?.(id, null);
  }, [hold, id, content]);
}

export interface FormGuard {
  /** What is in the form now that is not stored. */
  readonly content: () => FormContent | null;
  /** Closes by `close`, after a question where something is in the form. */
  readonly leave: (close: () => void) => void;
  /** The question that is being asked; null: none. */
  readonly asked: { readonly content: FormContent; readonly leave: () => void } | null;
  /** Goes on with the form, where the focus was. */
  readonly stay: () => void;
  /** Gives the focus back to the part of the form that had it last. */
  readonly refocus: () => void;
  readonly hold: Hold;
  /** For the element around the fields. */
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
}

/**
 * Keeps a form from closing by accident. Every dialog has it (see `Dialog`), so that no form can be without.
 * @param open whether the dialog is
 * @param holds what was given before and is in no field of this step
 */
export function useFormGuard(open: boolean, holds: FormContent | null): FormGuard {
  const memory = useRef(new FieldMemory());
  const held = useRef(new Map<string, FormContent>());
  const last = useRef<HTMLElement | null>(null);
  const [asked, setAsked] = useState<FormGuard['asked']>(null);
  const given = useRef(holds);
  given.current = holds;
  const own = useMemo(() => {
    const content = (): FormContent | null => {
      const all = new Set(held.current.values());
      if (all.has('pasted') || given.current === 'pasted') return 'pasted';
      return all.size > 0 || given.current !== null || memory.current.differs ? 'typed' : null;
    };
    const ask = (leave: () => void): void => {
      const found = content();
      if (found !== null) setAsked({ content: found, leave });
    };
    const hold: Hold = (id, what) => {
      if (what === null) held.current.delete(id);
      else held.current.set(id, what);
    };
    const leave = (close: () => void): void => (content() === null ? close() : ask(close));
    return { content, ask, hold, leave };
  }, []);
  useEffect(() => {
    if (!open) return;
    if (guards.length === 0) window.addEventListener('beforeunload', onBeforeUnload);
    guards.push(own);
    return () => {
      guards.splice(guards.indexOf(own), 1);
      if (guards.length === 0) window.removeEventListener('beforeunload', onBeforeUnload);
      memory.current = new FieldMemory();
      setAsked(null);
    };
  }, [open, own]);
  const refocus = (): void => {
    if (last.current?.isConnected === true) last.current.focus();
  };
  return {
    content: own.content,
    leave: own.leave,
    asked,
    stay: () => {
      setAsked(null);
      refocus();
    },
    refocus,
    hold: own.hold,
    onFocus: ({ target }) => {
      // The buttons of the question are none of the form.
      if (asked === null) last.current = target;
      if (target.matches(TEXT_FIELDS)) memory.current.meet(target as HTMLInputElement);
    },
  };
}
