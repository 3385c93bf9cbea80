import { availableCommands } from './registry.ts';

const isApple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

interface KeyStroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * Whether a stroke is a shortcut such as `Mod+Shift+K` (Mod: Command on Apple's systems, Control elsewhere) or a single
 * key such as `/` or `?`, whose Shift is whatever the keyboard layout needs for it.
 */
export function matchesShortcut(stroke: KeyStroke, shortcut: string, apple = isApple): boolean {
  const parts = shortcut.split('+');
  const key = parts.at(-1) ?? '';
  const mod = parts.includes('Mod');
  const wantsShift = parts.includes('Shift');
  const pressedMod = apple ? stroke.metaKey : stroke.ctrlKey;
  const otherMod = apple ? stroke.ctrlKey : stroke.metaKey;
  if (otherMod || stroke.altKey || pressedMod !== mod) return false;
  if (stroke.key.toLowerCase() !== key.toLowerCase()) return false;
  const shiftIsFree = !mod && !wantsShift && !/^[a-z]$/i.test(key);
  return shiftIsFree || stroke.shiftKey === wantsShift;
}

/** The keys of a shortcut as they are written on this system's keyboards: `['⌘', 'K']`, `['Ctrl', 'K']`. */
export function shortcutKeys(shortcut: string, apple = isApple): readonly string[] {
  return shortcut.split('+').map((part) => {
    switch (part) {
      case 'Mod':
        return apple ? '⌘' : 'Ctrl';
      case 'Shift':
        return apple ? '⇧' : 'Shift';
      case 'Delete':
        return apple ? '⌦' : 'Del';
      default:
        return part.length === 1 ? part.toUpperCase() : part;
    }
  });
}

/** One text for a shortcut, for `aria-keyshortcuts`. */
export function ariaShortcut(shortcut: string, apple = isApple): string {
  return shortcut.replace('Mod', apple ? 'Meta' : 'Control');
}

/** Whether typing goes into what has the focus. */
export function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.matches('input:not([type=checkbox],[type=radio],[type=button]), textarea, select')
  );
}

/** Whether a dialog, menu or list is open on top of the page; the page's own single keys rest then. */
export function isLayerOpen(): boolean {
  return (
    document.querySelector(
      '[role="dialog"][data-state="open"], [role="alertdialog"][data-state="open"], [role="menu"], [role="listbox"]',
    ) !== null
  );
}

/** Runs the commands' shortcuts for the whole window; the returned function ends it. */
export function listenForShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const typing = isEditable(event.target);
    const layer = isLayerOpen();
    for (const command of availableCommands()) {
      const { shortcut } = command;
      if (shortcut === undefined || !matchesShortcut(event, shortcut)) continue;
      if (layer || (typing && !shortcut.includes('Mod+'))) continue;
      event.preventDefault();
      void command.run();
      return;
    }
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
