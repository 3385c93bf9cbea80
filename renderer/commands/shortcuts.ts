import { isMac } from '../ui/platform.ts';
import { availableCommands } from './registry.ts';

interface KeyStroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * Whether a stroke is a shortcut such as `mod+shift+k` (mod: Command on a Mac, Control elsewhere) or a single key such as
 * `/`, whose Shift is whatever the keyboard layout needs for it.
 */
export function matchesShortcut(stroke: KeyStroke, shortcut: string, mac: boolean): boolean {
  const parts = shortcut.split('+');
  // The plus sign itself is a key as well.
  const key = shortcut.endsWith('+') ? '+' : (parts.at(-1) ?? '');
  const mod = parts.includes('mod');
  const pressedMod = mac ? stroke.metaKey : stroke.ctrlKey;
  const otherMod = mac ? stroke.ctrlKey : stroke.metaKey;
  if (otherMod || stroke.altKey || pressedMod !== mod) return false;
  if (stroke.key.toLowerCase() !== key.toLowerCase()) return false;
  const shiftIsFree = !mod && !parts.includes('shift') && !/^[a-z]$/i.test(key);
  return shiftIsFree || stroke.shiftKey === parts.includes('shift');
}

/** Whether typing goes into what has the focus. */
export function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.matches('input:not([type=checkbox],[type=radio],[type=button]), textarea, select')
  );
}

/** Whether a dialog or menu is open on top of the page; the page's own keys rest then. */
export function isLayerOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}

/** Runs the commands' shortcuts for the whole window; the returned function ends it. */
export function listenForShortcuts(): () => void {
  const mac = isMac();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || isLayerOpen()) return;
    const typing = isEditable(event.target);
    for (const command of availableCommands()) {
      const { shortcut } = command;
      if (shortcut === undefined || !matchesShortcut(event, shortcut, mac)) continue;
      if (typing && !shortcut.startsWith('mod+')) continue;
      event.preventDefault();
      void command.run();
      return;
    }
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
