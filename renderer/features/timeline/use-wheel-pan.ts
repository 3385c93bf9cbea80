import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { panBy } from './use-range.ts';

/** A wheel to the side, or with Shift, goes through time; what comes in one frame is taken together. */
export function useWheelPan(element: RefObject<HTMLElement | null>, daysPerPx: number, onPan: () => void): void {
  const pan = useRef(onPan);
  useLayoutEffect(() => {
    pan.current = onPan;
  });
  useEffect(() => {
    const of = element.current;
    if (of === null) return;
    let frame = 0;
    let px = 0;
    const onWheel = (event: WheelEvent): void => {
      if (event.ctrlKey) return;
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
      event.preventDefault();
      px += event.deltaMode === WheelEvent.DOM_DELTA_LINE ? sideways * 24 : sideways;
      if (frame !== 0) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        pan.current();
        panBy(px * daysPerPx);
        px = 0;
      });
    };
    // React's own listener could not keep the page from going back.
    of.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      cancelAnimationFrame(frame);
      of.removeEventListener('wheel', onWheel);
    };
  }, [element, daysPerPx]);
}
