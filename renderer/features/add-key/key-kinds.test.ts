import { describe, expect, it } from 'vitest';
import { exposure } from './key-kinds.ts';

describe('exposure', () => {
  it('warns of secrets in what visitors download', () => {
    expect(exposure('secret', 'NEXT_PUBLIC_STRIPE_KEY', '')).toContain('NEXT_PUBLIC_');
    expect(exposure('token', 'TOKEN', 'mobile app')).not.toBeNull();
    expect(exposure('secret', 'KEY', 'Browser')).not.toBeNull();
  });
  it('lets publishable keys and servers be', () => {
    expect(exposure('publishable', 'VITE_KEY', 'browser')).toBeNull();
    expect(exposure('secret', 'STRIPE_KEY', 'api server')).toBeNull();
    expect(exposure('secret', 'STRIPE_KEY', 'webhook worker')).toBeNull();
  });
});
