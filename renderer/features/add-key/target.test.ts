import { describe, expect, it } from 'vitest';
import { hintOfName, isMismatch } from './target.ts';

describe('environment hints', () => {
  it('reads the usual names', () => {
    expect(hintOfName('production')).toBe('production');
    expect(hintOfName('Live EU')).toBe('production');
    expect(hintOfName('preview')).toBe('staging');
    expect(hintOfName('local')).toBe('development');
    expect(hintOfName('ci')).toBeNull();
  });

  it('warns across the border of production only', () => {
    expect(isMismatch('development', 'production')).toBe(true);
    expect(isMismatch('production', 'development')).toBe(true);
    expect(isMismatch('staging', 'development')).toBe(false);
    expect(isMismatch('ci', 'production')).toBe(false);
    expect(isMismatch('production', null)).toBe(false);
  });
});
