import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * Remembers what had the focus when an overlay opened, for giving it back when the overlay closes.
 * A menu that opened the overlay is gone by then, so its trigger stands for it.
 */
export function useReturnFocus(open: boolean): RefObject<HTMLElement | null> {
  const returnTo = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    if (!open) return;
    const active = document.activeElement;
    if (!(active instanceof HTMLElement) || active === document.body) return;
    const menu = active.closest('[role="menu"]');
    const trigger = menu?.getAttribute('aria-labelledby');
    returnTo.current = trigger ? document.getElementById(trigger) : active;
  }, [open]);
  return returnTo;
}

/** Gives the focus back, where what had it is still there and nothing else has taken it since. */
export function restoreFocus(event: Event, returnTo: RefObject<HTMLElement | null>): void {
  event.preventDefault();
  const active = document.activeElement;
  if (active !== null && active !== document.body) return;
  if (returnTo.current?.isConnected) returnTo.current.focus();
}

/** Whether an interaction outside an overlay was with a notice, which lies above everything and closes nothing. */
export function isInToast(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.toasts') !== null;
}
