import { describe, expect, it } from 'vitest';
import { ariaShortcut, formatShortcut } from './shortcut.ts';

describe('formatShortcut', () => {
  it('writes modifiers the way of the platform', () => {
    expect(formatShortcut('mod+k', true)).toBe('⌘K');
    expect(formatShortcut('mod+k', false)).toBe('Ctrl+K');
    expect(formatShortcut('mod+shift+k', true)).toBe('⇧⌘K');
    expect(formatShortcut('mod+shift+k', false)).toBe('Ctrl+Shift+K');
  });

  it('leaves plain keys as they are', () => {
    expect(formatShortcut('/', false)).toBe('/');
    expect(formatShortcut('c', true)).toBe('C');
    expect(formatShortcut('enter', false)).toBe('Enter');
  });

  it('names keys for screen readers', () => {
    expect(ariaShortcut('mod+enter', true)).toBe('Meta+Enter');
    expect(ariaShortcut('mod+k', false)).toBe('Control+K');
  });
});
