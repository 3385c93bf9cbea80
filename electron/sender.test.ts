import { expect, it } from 'vitest';
import { isOurPage } from './sender.ts';

const frame = { url: 'app://keyrail/index.html', parent: null };
const ourPage = { id: 1 };

it('takes the main frame of our window on our origin', () => {
  expect(isOurPage({ contentsId: 1, frame }, ourPage)).toBe(true);
});

it.each([
  ['another window', { contentsId: 2, frame }, ourPage],
  ['a frame inside our page', { contentsId: 1, frame: { ...frame, parent: frame } }, ourPage],
  ['another origin in our window', { contentsId: 1, frame: { ...frame, url: 'https://keyrail/index.html' } }, ourPage],
  ['an empty document', { contentsId: 1, frame: { ...frame, url: 'about:blank' } }, ourPage],
  ['a frame that is gone', { contentsId: 1, frame: null }, ourPage],
  ['a page after our window was closed', { contentsId: 1, frame }, null],
])('refuses %s', (_what, sender, page) => {
  expect(isOurPage(sender, page)).toBe(false);
});
