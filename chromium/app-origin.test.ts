import { describe, expect, it } from 'vitest';
import { appOrigin, toAppUrl, toBrowserPolicy, toBrowserUrl } from './app-origin.ts';

const schemes = new Set(['app']);

describe('the origin of the app', () => {
  it.each([
    ['app://name/', 'https://name.app.invalid/'],
    ['app://name/a/b.js?x=1#y', 'https://name.app.invalid/a/b.js?x=1#y'],
  ])('shows %s as %s and back', (app, browser) => {
    expect(toBrowserUrl(app, schemes)).toBe(browser);
    expect(toAppUrl(browser, schemes)).toBe(app);
  });

  it.each([
    'https://example.org/',
    'https://name.app.invalid.example.org/',
    'https://user@name.app.invalid/',
    'https://name.app.invalid:444/',
    'http://name.app.invalid/',
    'https://name.other.invalid/',
  ])('does not take %s for the app', (url) => {
    expect(toAppUrl(url, schemes)).toBe(url);
  });

  it('keeps a blob a blob', () => {
    expect(toAppUrl('blob:https://name.app.invalid/x', schemes)).toBe('blob:app://name/x');
  });

  it('names the origin and translates a policy', () => {
    expect(appOrigin('app://name/x')).toBe('app://name');
    expect(appOrigin('about:blank')).toBe('null');
    expect(toBrowserPolicy("default-src 'self' app: data:; img-src app://name", schemes)).toBe(
      "default-src 'self' https://*.app.invalid data:; img-src https://name.app.invalid",
    );
  });
});
