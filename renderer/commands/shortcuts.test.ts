import { expect, test } from 'vitest';
import { matchesShortcut } from './shortcuts.ts';

const stroke = { key: 'k', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test('mod is Command on a Mac and Control elsewhere', () => {
  expect(matchesShortcut({ ...stroke, metaKey: true }, 'mod+k', true)).toBe(true);
  expect(matchesShortcut({ ...stroke, ctrlKey: true }, 'mod+k', true)).toBe(false);
  expect(matchesShortcut({ ...stroke, ctrlKey: true }, 'mod+k', false)).toBe(true);
  expect(matchesShortcut({ ...stroke, ctrlKey: true, metaKey: true }, 'mod+k', false)).toBe(false);
});

test('Shift counts for letters and not for what needs it on some keyboards', () => {
  expect(matchesShortcut({ ...stroke, ctrlKey: true, shiftKey: true }, 'mod+k', false)).toBe(false);
  expect(matchesShortcut({ ...stroke, key: 'I', ctrlKey: true, shiftKey: true }, 'mod+shift+i', false)).toBe(true);
  expect(matchesShortcut({ ...stroke, key: '/', shiftKey: true }, '/', false)).toBe(true);
});

test('the plus sign is a key as well', () => {
  expect(matchesShortcut({ ...stroke, key: '+', shiftKey: true }, '+', false)).toBe(true);
  expect(matchesShortcut({ ...stroke, key: '+' }, '+', true)).toBe(true);
  expect(matchesShortcut({ ...stroke, key: '-' }, '+', false)).toBe(false);
});
