import type { KeyboardEvent } from 'react';

/**
 * Arrows, Home and End move the focus among the elements of a list that fit a selector; true where the key was one of
 * those. `beyond` is called for Up on the first.
 */
export function moveInList(event: KeyboardEvent<HTMLElement>, selector: string, beyond?: () => void): boolean {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)];
  if (rows.length === 0 || event.altKey || event.ctrlKey || event.metaKey) return false;
  const active = document.activeElement;
  // On another control of a row the row itself is where the move starts.
  const at = rows.findIndex((row) => row === active || (row.closest('li, tr')?.contains(active) ?? false));
  const next = targetOf(event.key, at, rows.length);
  if (next === null) return false;
  event.preventDefault();
  if (next < 0) beyond?.();
  else rows[next]?.focus();
  return true;
}

function targetOf(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, count - 1);
    case 'ArrowUp':
      return at - 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
