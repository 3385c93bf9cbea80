import { type RefObject, useEffect, useRef } from 'react';

/** The Tab stop of a screen's main list, or the part of it that scrolls. */
const MAIN_LIST =
  ':is([role="grid"], [role="listbox"]) [tabindex="0"], [role="listbox"][tabindex="0"], section[tabindex="0"]';
/** A list that comes later than this is not waited for: the person is somewhere else by then. */
const LIST_WITHIN_MS = 3_000;

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
    if (activeElement !== content && content.contains(activeElement)) return;
    if (focusList(content)) return;
    const holder = focusHeading(content);
    return whenListComes(content, () => {
      const active = document.activeElement;
      // Somebody is elsewhere by now.
      if (active === holder || active === document.body || active === content) focusList(content);
    });
  }, [main, shown]);
}

function focusList(content: HTMLElement): boolean {
  const list = content.querySelector<HTMLElement>(MAIN_LIST);
  list?.focus();
  return list !== null;
}

function focusHeading(content: HTMLElement): HTMLElement {
  const heading = content.querySelector<HTMLElement>('h1') ?? content;
  heading.tabIndex = -1;
  heading.focus();
  return heading;
}

/** Calls back once, when a list has come; the returned function ends the wait. */
function whenListComes(content: HTMLElement, then: () => void): () => void {
  const seen = new MutationObserver(() => {
    if (content.querySelector(MAIN_LIST) === null) return;
    end();
    then();
  });
  const timer = setTimeout(() => end(), LIST_WITHIN_MS);
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
