import { isMac } from './platform.ts';
import { formatShortcut } from './shortcut.ts';

/** A shortcut in a key cap: `<Kbd keys="mod+k" />` shows ⌘K or Ctrl+K. */
export function Kbd({ keys }: { readonly keys: string }) {
  return <kbd className="kbd">{formatShortcut(keys, isMac())}</kbd>;
}
