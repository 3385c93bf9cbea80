import { describe, expect, it } from 'vitest';
import { devServerOrigin, isAppAddress } from './app-origin.ts';

describe('isAppAddress', () => {
  it.each(['app://keyrail/', 'app://keyrail/index.html?x=1#y', 'app://keyrail/assets/a.js'])('takes %s', (address) => {
    expect(isAppAddress(address)).toBe(true);
  });

  it.each([
    'app://keyrail.evil/',
    'app://evil/',
    'app://keyrail:80/',
    'app://user@keyrail/',
    'app://keyrail@evil/',
    'https://keyrail/',
    'file:///keyrail/index.html',
    'data:text/html,app://keyrail/',
    'about:blank',
    'devtools://devtools/bundled/inspector.html',
    'keyrail',
    '',
  ])('refuses %s', (address) => {
    expect(isAppAddress(address)).toBe(false);
  });
});

describe('devServerOrigin', () => {
  it.each([
    ['http://127.0.0.1:5173/', 'http://127.0.0.1:5173'],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['http://[::1]:5173/', 'http://[::1]:5173'],
  ])('takes %s', (named, origin) => {
    expect(devServerOrigin(named)).toBe(origin);
  });

  it.each([
    undefined,
    '',
    'localhost:5173',
    'http://localhost.evil.example:5173/',
    'http://192.168.1.2:5173/',
    'http://me@localhost:5173/',
    'file:///tmp/page',
  ])('refuses %s', (named) => {
    expect(devServerOrigin(named)).toBeNull();
  });
});
