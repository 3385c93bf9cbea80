/** What stands on a key's cap, on a Mac and elsewhere. */
const CAPS: Readonly<Record<string, readonly [mac: string, other: string]>> = {
  mod: ['⌘', 'Ctrl'],
  shift: ['⇧', 'Shift'],
  alt: ['⌥', 'Alt'],
  ctrl: ['⌃', 'Ctrl'],
  enter: ['↵', 'Enter'],
  escape: ['Esc', 'Esc'],
  up: ['↑', '↑'],
  down: ['↓', '↓'],
  left: ['←', '←'],
  right: ['→', '→'],
  space: ['Space', 'Space'],
  delete: ['⌦', 'Del'],
};

/**
 * A shortcut as a person reads it: `mod+shift+k` is `⇧⌘K` on a Mac and `Ctrl+Shift+K` elsewhere.
 * `mod` stands for ⌘ or Ctrl.
 */
export function formatShortcut(keys: string, mac: boolean): string {
  if (keys === '+') return keys;
  const parts = keys.split('+').map((part) => {
    const cap = CAPS[part.toLowerCase()];
    if (cap) return cap[mac ? 0 : 1];
    return part.length === 1 ? part.toUpperCase() : part;
  });
  if (!mac) return parts.join('+');
  // Apple's order: modifiers as ⌃⌥⇧⌘, then the key.
  const order = ['⌃', '⌥', '⇧', '⌘'];
  const modifiers = parts.filter((part) => order.includes(part)).sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return [...modifiers, ...parts.filter((part) => !order.includes(part))].join('');
}

/** The value for `aria-keyshortcuts`, in the words of ARIA: `mod+k` is `Meta+K` or `Control+K`. */
export function ariaShortcut(keys: string, mac: boolean): string {
  return keys
    .split('+')
    .map((part) => {
      if (part.toLowerCase() === 'mod') return mac ? 'Meta' : 'Control';
      return part.charAt(0).toUpperCase() + part.slice(1);
    })
    .join('+');
}
