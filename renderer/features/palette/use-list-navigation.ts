import { type KeyboardEvent, useState } from 'react';

/** Rows that PageUp and PageDown move by. */
const PAGE = 8;

/**
 * The active row of a list whose focus stays in a text field. `choosable` are the indexes of rows that can be active; `reset`
 * is anything whose change puts the active row back to the first.
 */
export function useListNavigation(
  choosable: readonly number[],
  reset: string,
  onMove: (index: number) => void,
): {
  readonly active: number | undefined;
  readonly setActive: (index: number) => void;
  /** True where the key was one of the list's. */
  readonly onKey: (event: KeyboardEvent) => boolean;
} {
  const [state, setState] = useState({ place: 0, reset });
  const place = state.reset === reset ? Math.min(state.place, Math.max(0, choosable.length - 1)) : 0;
  const go = (next: number) => {
    setState({ place: next, reset });
    const index = choosable[next];
    if (index !== undefined) onMove(index);
  };
  const onKey = (event: KeyboardEvent): boolean => {
    const last = choosable.length - 1;
    if (last < 0) return false;
    switch (event.key) {
      case 'ArrowDown':
        go(place === last ? 0 : place + 1);
        break;
      case 'ArrowUp':
        go(place === 0 ? last : place - 1);
        break;
      case 'PageDown':
        go(Math.min(last, place + PAGE));
        break;
      case 'PageUp':
        go(Math.max(0, place - PAGE));
        break;
      default:
        return false;
    }
    event.preventDefault();
    return true;
  };
  return {
    active: choosable[place],
    setActive: (index) => {
      const at = choosable.indexOf(index);
      if (at >= 0) setState({ place: at, reset });
    },
    onKey,
  };
}
