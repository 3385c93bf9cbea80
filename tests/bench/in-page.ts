// Functions that run in the page. They are sent there as source, one at a time, so each stands on its own.

/** When the page's text was first painted, in milliseconds since 1970. */
export function firstTextPaintedAt(): Promise<number> {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const [painted] = list.getEntriesByName('first-contentful-paint');
      if (painted !== undefined) resolve(performance.timeOrigin + painted.startTime);
    }).observe({ type: 'paint', buffered: true });
  });
}

/** When a grid with more than `rows` rows and its cells had been painted, in milliseconds since 1970. */
export function gridPaintedAt(rows: number): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      const grid = document.querySelector('[role="grid"]');
      const there = Number(grid?.getAttribute('aria-rowcount')) > rows && grid?.querySelector('[role="gridcell"]');
      if (!there) {
        requestAnimationFrame(look);
        return;
      }
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        // A message that is posted before the frame is drawn arrives after it.
        port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
        port2.postMessage(null);
      });
    };
    look();
  });
}

/** What one keystroke in a filter field took, and how many rows the painted list said it has. */
export type Keystroke = { readonly elapsedMs: number; readonly rows: number };

/**
 * From now on keeps what each keystroke takes: from its keydown to the end of the scripts that it runs, and the frame that
 * shows the result (script, style, layout and paint). Between the two the page waits for the display's next frame, which
 * is no work of its own: up to 17 ms, wherever in a frame the key happened to go down.
 */
export function watchKeystrokes(): void {
  const watched = window as unknown as { keystroke: Promise<Keystroke> };
  let handledMs = 0;
  let pressedAt = 0;
  addEventListener(
    'keydown',
    () => {
      pressedAt = performance.now();
      watched.keystroke = new Promise((resolve) => {
        requestAnimationFrame(() => {
          const frameAt = performance.now();
          const { port1, port2 } = new MessageChannel();
          // A message that is posted before the frame is drawn arrives after it.
          port1.onmessage = () => {
            const rows = Number(document.querySelector('[role="grid"]')?.getAttribute('aria-rowcount') ?? 0);
            resolve({ elapsedMs: handledMs + performance.now() - frameAt, rows });
          };
          port2.postMessage(null);
        });
      });
    },
    { capture: true },
  );
  // The page's own listeners come first; what they leave for the end of the event has run after a second microtask.
  addEventListener('input', () =>
    queueMicrotask(() =>
      queueMicrotask(() => {
        handledMs = performance.now() - pressedAt;
      }),
    ),
  );
}

/**
 * What the last keystroke took.
 * @throws Error where the list changed once more after the frame that was taken for its result
 */
export async function lastKeystroke(): Promise<number> {
  const { elapsedMs, rows } = await (window as unknown as { keystroke: Promise<Keystroke> }).keystroke;
  for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  const later = Number(document.querySelector('[role="grid"]')?.getAttribute('aria-rowcount') ?? 0);
  if (later !== rows) throw new Error('The result came later than the frame that was measured');
  return elapsedMs;
}
