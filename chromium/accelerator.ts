import type { BoundKey } from './in-page/agent-world.ts';

/** Electron's names of keys that `KeyboardEvent.key` calls differently. */
const KEY_NAMES: Readonly<Record<string, string>> = {
  plus: '+',
  space: ' ',
  esc: 'escape',
  return: 'enter',
  up: 'arrowup',
  down: 'arrowdown',
  left: 'arrowleft',
  right: 'arrowright',
};

/**
 * Parses an accelerator such as `CommandOrControl+Shift+K` (electronjs.org/docs/api/accelerator).
 * @throws TypeError when it has no key, or more than one
 */
export function parseAccelerator(accelerator: string, platform = process.platform): Omit<BoundKey, 'id'> {
  const bound = { key: '', ctrl: false, alt: false, shift: false, meta: false };
  for (const part of accelerator.split('+').map((text) => text.trim().toLowerCase())) {
    switch (part) {
      case 'commandorcontrol':
      case 'cmdorctrl':
        bound[platform === 'darwin' ? 'meta' : 'ctrl'] = true;
        break;
      case 'control':
      case 'ctrl':
        bound.ctrl = true;
        break;
      case 'command':
      case 'cmd':
      case 'super':
      case 'meta':
        bound.meta = true;
        break;
      case 'alt':
      case 'option':
        bound.alt = true;
        break;
      case 'shift':
        bound.shift = true;
        break;
      default:
        if (part === '' || bound.key !== '')
          throw new TypeError(`Error processing argument: ${accelerator} is not an accelerator.`);
        bound.key = KEY_NAMES[part] ?? part;
    }
  }
  if (bound.key === '') throw new TypeError(`Error processing argument: ${accelerator} has no key.`);
  return bound;
}
