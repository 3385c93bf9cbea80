/**
 * Tells the runtime when the person uses a page, so that it knows which of several windows they used last. Runs in an
 * isolated world: the page neither sees it nor can call it, and events that scripts make up do not count.
 *
 * Sent to the page as source: refers to nothing outside itself and its argument.
 */
export function reportUse(binding: string): void {
  if (window !== window.top) return;
  const world = globalThis as unknown as Record<string, unknown>;
  const post = world[binding] as (text: string) => void;
  const used = (event: Event): void => {
    if (event.isTrusted) post('');
  };
  for (const name of ['pointerdown', 'keydown']) window.addEventListener(name, used, { capture: true, passive: true });
}
