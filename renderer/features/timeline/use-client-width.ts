import { type RefObject, useLayoutEffect, useState } from 'react';

/** How wide an element is inside, in pixels, kept up to date. */
export function useClientWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(900);
  useLayoutEffect(() => {
    const of = element.current;
    if (of === null) return;
    const measure = (): void => setWidth(of.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(of);
    measure();
    return () => observer.disconnect();
  }, [element]);
  return width;
}
