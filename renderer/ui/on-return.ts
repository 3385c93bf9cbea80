import { MS_PER_MINUTE } from '#shared/time/units.ts';

/** Whoever comes back sooner sees what was read before. */
const AWAY_MS = 5 * MS_PER_MINUTE;

/**
 * Calls back when somebody comes back to the window after a while: what is due by the clock alone may be another then. Nothing
 * is asked by a timer, which to the engine would look like somebody using the vault. The returned function ends it.
 */
export function onReturn(listener: () => void): () => void {
  let seenAt = Date.now();
  const see = (): void => {
    seenAt = Date.now();
  };
  const back = (): void => {
    if (Date.now() - seenAt > AWAY_MS) listener();
    see();
  };
  window.addEventListener('focus', back);
  window.addEventListener('blur', see);
  return () => {
    window.removeEventListener('focus', back);
    window.removeEventListener('blur', see);
  };
}
