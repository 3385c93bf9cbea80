import { describe, expect, it } from 'vitest';
import { isProfile, mayFrame, mayOpen, mayRequest, mayShow, plainUserAgent, titleOf } from './dashboard-rules.ts';

const SHOWN = [
  'https://example.org/keys',
  'https://user@example.org/',
  'http://127.0.0.1:8080/',
  'http://2130706433/',
  'http://localhost/x',
  'http://[::1]:1/',
];
const REFUSED = [
  '',
  'about:blank',
  'http://example.org/',
  'http://localhost.example.org/',
  'http://127.0.0.1.example.org/',
  'file:///etc/hosts',
  'data:text/html,x',
  'blob:https://example.org/1',
  'javascript:alert(1)',
  'app://keyrail/',
  'mailto:x@example.org',
  'ms-msdt:/id',
  'chrome://version',
  'devtools://devtools/bundled/inspector.html',
  `https://example.org/${'x'.repeat(40_000)}`,
];

describe('where a dashboard may go', () => {
  it.each(SHOWN)('shows %s', (address) => {
    expect(mayShow(address)).toBe(true);
    expect(mayRequest(address, 'mainFrame')).toBe(true);
    expect(mayOpen(address)).toBe(true);
  });

  it.each(REFUSED)('refuses %.60s', (address) => {
    expect(mayShow(address)).toBe(false);
    expect(mayRequest(address, 'mainFrame')).toBe(false);
  });

  it('lets frames hold what the page made, and windows be empty at first', () => {
    for (const address of ['about:blank', 'about:srcdoc', 'data:text/html,x', 'blob:https://example.org/1']) {
      expect(mayFrame(address)).toBe(true);
    }
    for (const address of [
      'file:///etc/hosts',
      'app://keyrail/',
      'about:config',
      'http://example.org/',
      'blob:null/1',
    ]) {
      expect(mayFrame(address), address).toBe(false);
    }
    expect(mayOpen('about:blank')).toBe(true);
    expect(mayOpen('data:text/html,x')).toBe(false);
  });

  it('lets pages ask for what the web is made of', () => {
    for (const address of ['https://cdn.example.org/a.js', 'wss://example.org/', 'data:image/png;base64,', 'blob:x']) {
      expect(mayRequest(address, 'script')).toBe(true);
    }
    for (const address of ['file:///etc/hosts', 'app://keyrail/index.html', 'chrome-extension://x/y']) {
      expect(mayRequest(address, 'image'), address).toBe(false);
    }
  });
});

it('takes connections’ ids as profiles and no path', () => {
  expect(isProfile('11111111-2222-4333-8444-555555555555')).toBe(true);
  for (const profile of [
    '',
    '..',
    'a/b',
    '11111111-2222-4333-8444-555555555555/..',
    '11111111-2222-4333-8444-55555555555\u0000',
  ]) {
    expect(isProfile(profile)).toBe(false);
  }
});

it('writes the host first, as the network spells it', () => {
  expect(titleOf('https://dash.example.org:8443/a?b', 'Shop')).toBe('dash.example.org:8443 – Shop – Keyrail');
  // A Cyrillic "а".
  expect(titleOf('https://ex\u0430mple.org/', 'Shop')).toMatch(/^xn--/);
  expect(titleOf('', 'Shop')).toBe('Shop – Keyrail');
});

it('takes the app and Electron out of the user agent', () => {
  const engine = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)';
  expect(plainUserAgent(`${engine} Keyrail/0.1.0 Chrome/156.0.0.0 Electron/45.4.1 Safari/537.36`, 'Keyrail')).toBe(
    `${engine} Chrome/156.0.0.0 Safari/537.36`,
  );
});
