import { type RefObject, useEffect, useRef } from 'react';

/** The Tab stop of a screen's main list, or the part of it that scrolls. */
const MAIN_LIST =
  ':is([role="grid"], [role="listbox"]) [tabindex="0"], [role="listbox"][tabindex="0"], section[tabindex="0"]';
/** What comes later than this is not waited for: the person is somewhere else by then. */
const DRAWN_WITHIN_MS = 3_000;

/**
 * Takes the focus along when the screen changes: to its main list, as soon as that is there, and to its heading until then.
 * What a screen focuses by itself, and what a person did meanwhile, comes first.
 * @param shown names what is on the screen; a new name is a new screen
 */
export function useFocusOnScreen(main: RefObject<HTMLElement | null>, shown: string): void {
  const before = useRef<string | null>(null);
  useEffect(() => {
    const isFirst = before.current === null;
    const isSame = before.current === shown;
    before.current = shown;
    const content = main.current;
    if (isFirst || isSame || content === null) return;
    const { activeElement } = document;
    // A screen that is fetched first hides the one before, whose focus the browser takes away only later.
    const isOnScreen = activeElement?.checkVisibility() === true && content.contains(activeElement);
    if (isOnScreen && activeElement !== content) return;
    let holder = focusList(content) ?? focusHeading(content);
    return whileItComes(content, () => {
      const active = document.activeElement;
      const isLost = active === document.body || active === content || active?.checkVisibility() !== true;
      // Somebody is elsewhere by now, or the list has it.
      if (!isLost && (active !== holder || !holder.matches('h1'))) return;
      holder = focusList(content) ?? (isLost ? focusHeading(content) : holder);
    });
  }, [main, shown]);
}

/** The list that took the focus; null where there is none yet, or it is not to be seen. */
function focusList(content: HTMLElement): HTMLElement | null {
  const list = inSight(content, MAIN_LIST);
  list?.focus();
  return list !== null && document.activeElement === list ? list : null;
}

function inSight(content: HTMLElement, selector: string): HTMLElement | null {
  return [...content.querySelectorAll<HTMLElement>(selector)].find((each) => each.checkVisibility()) ?? null;
}

function focusHeading(content: HTMLElement): HTMLElement {
  const heading = inSight(content, 'h1') ?? content;
  heading.tabIndex = -1;
  heading.focus();
  return heading;
}

/** Calls back whenever the screen is drawn anew, until a person does something; the returned function ends it. */
function whileItComes(content: HTMLElement, drawn: () => void): () => void {
  const seen = new MutationObserver(drawn);
  const timer = setTimeout(() => end(), DRAWN_WITHIN_MS);
  const end = (): void => {
    seen.disconnect();
    clearTimeout(timer);
    window.removeEventListener('keydown', end, true);
    window.removeEventListener('pointerdown', end, true);
  };
  seen.observe(content, { childList: true, subtree: true });
  window.addEventListener('keydown', end, true);
  window.addEventListener('pointerdown', end, true);
  return end;
}
