import { type RefObject, useLayoutEffect, useRef } from 'react';

/** Where the overlay that is closing this moment would have given the focus back to. */
let justClosed: HTMLElement | null = null;

/** The part of the page that each trigger was in, for triggers that are gone by the time the focus comes back. */
const regions = new WeakMap<HTMLElement, HTMLElement>();

/**
 * Remembers what had the focus when an overlay opened, for giving it back when the overlay closes.
 * A menu that opened the overlay is gone by then, so its trigger stands for it.
 */
export function useReturnFocus(open: boolean): RefObject<HTMLElement | null> {
  const returnTo = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    if (!open) return;
    const active = document.activeElement;
    if (!(active instanceof HTMLElement) || active === document.body) {
      // It stands in for an overlay that goes as it comes: the form of a dialog that was reading, say.
      returnTo.current = justClosed;
    } else {
      const menu = active.closest('[role="menu"]');
      const trigger = menu?.getAttribute('aria-labelledby');
      returnTo.current = trigger ? document.getElementById(trigger) : active;
    }
    const region = returnTo.current?.closest<HTMLElement>('.drawer, main');
    if (returnTo.current && region) regions.set(returnTo.current, region);
    return () => {
      justClosed = returnTo.current;
      queueMicrotask(() => {
        justClosed = null;
      });
    };
  }, [open]);
  return returnTo;
}

/** Gives the focus back, where what had it is still there and nothing else has taken it since. */
export function restoreFocus(event: Event, returnTo: RefObject<HTMLElement | null>): void {
  event.preventDefault();
  const active = document.activeElement;
  if (active !== null && active !== document.body) return;
  const trigger = returnTo.current;
  if (trigger === null) return;
  if (trigger.isConnected) trigger.focus();
  else regions.get(trigger)?.focus();
}

/** Whether an interaction outside an overlay was with a notice, which lies above everything and closes nothing. */
export function isInToast(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.toasts') !== null;
}
