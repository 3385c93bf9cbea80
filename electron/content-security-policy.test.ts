import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy.ts';

function directivesOf(policy: string): Map<string, string> {
  const pairs = policy.split('; ').map((directive) => {
    const [name = '', ...sources] = directive.split(' ');
    return [name, sources.join(' ')] as const;
  });
  return new Map(pairs);
}

describe('contentSecurityPolicy', () => {
  const built = directivesOf(contentSecurityPolicy(null));

  it('refuses what it does not name', () => {
    expect(built.get('default-src')).toBe("'none'");
    expect(built.get('connect-src')).toBe("'none'");
    expect(built.get('frame-ancestors')).toBe("'none'");
    expect(built.get('base-uri')).toBe("'none'");
    expect(built.get('form-action')).toBe("'none'");
  });

  it('takes scripts and styles from our own files only', () => {
    expect(built.get('script-src')).toBe("'self'");
    expect(built.get('require-trusted-types-for')).toBe("'script'");
    expect(built.get('style-src')).toBe("'self'");
  });

  it('names no remote place, no wildcard and nothing unsafe', () => {
    expect(contentSecurityPolicy(null)).not.toMatch(/unsafe|\*|https?:|wss?:|blob:|filesystem:/);
  });

  it('opens a connection to the dev server in development, and to nothing else', () => {
    const dev = directivesOf(contentSecurityPolicy('http://127.0.0.1:5173'));
    expect(dev.get('connect-src')).toBe("'self' http://127.0.0.1:5173 ws://127.0.0.1:5173");
    expect(dev.get('default-src')).toBe("'none'");
  });
});
