import { type RefObject, useLayoutEffect, useState } from 'react';
import type { Moving } from './chart-layout.ts';
import type { Tip } from './mark-tip.tsx';

/** Where a mark on its way is, for its tip. */
export function useCarriedTip(scroller: RefObject<HTMLElement | null>, moving: Moving | null): Tip | null {
  const [tip, setTip] = useState<Tip | null>(null);
  useLayoutEffect(() => {
    const element =
      moving === null || moving.by === 'saving'
        ? null
        : scroller.current?.querySelector(`[data-item="${CSS.escape(moving.mark.id)}"]`);
    if (element === null || element === undefined || moving === null) {
      setTip(null);
      return;
    }
    const { left, width, top, bottom } = element.getBoundingClientRect();
    setTip({
      item: { id: moving.mark.id, x: 0, marks: [moving.mark], before: false, label: null },
      environment: '',
      anchor: { left: left + width / 2, top, bottom },
    });
  }, [scroller, moving]);
  return tip;
}
