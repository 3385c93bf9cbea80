import { describe, expect, it } from 'vitest';
import { parseAccelerator } from './accelerator.ts';

const none = { ctrl: false, alt: false, shift: false, meta: false };

describe('parseAccelerator', () => {
  it('reads modifiers for the platform', () => {
    expect(parseAccelerator('CmdOrCtrl+Shift+K', 'linux')).toEqual({ ...none, key: 'k', ctrl: true, shift: true });
    expect(parseAccelerator('CommandOrControl+,', 'darwin')).toEqual({ ...none, key: ',', meta: true });
    expect(parseAccelerator('Alt+Plus', 'linux')).toEqual({ ...none, key: '+', alt: true });
    expect(parseAccelerator('F11', 'linux')).toEqual({ ...none, key: 'f11' });
  });

  it.each(['Ctrl+', 'Ctrl+A+B', ''])('refuses %j', (text) => {
    expect(() => parseAccelerator(text)).toThrow(TypeError);
  });
});
