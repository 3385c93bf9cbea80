import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** The roles as [light, dark] colours, read from the style sheet that ships. */
function readRoles(): ReadonlyMap<string, readonly [light: string, dark: string]> {
  const css = readFileSync(path.join(import.meta.dirname, 'tokens.css'), 'utf8');
  const roles = new Map<string, readonly [string, string]>();
  for (const [, name, light, dark] of css.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g)) {
    if (name && light && dark) roles.set(name, [light, dark]);
  }
  return roles;
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

const ROLES = readRoles();
const THEMES = ['light', 'dark'] as const;
const SURFACES = ['bg', 'surface', 'raised', 'sunken', 'accent-soft', 'ok-soft', 'soon-soft', 'bad-soft'];
const TEXTS = ['text', 'muted', 'faint', 'accent-text', 'ok', 'soon', 'bad'];
const MARKS = ['line-mark', 'accent', ...Array.from({ length: 8 }, (_, index) => `env-${index + 1}`)];
/** What is written on a filled control, and the fill. */
const FILLS = [
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-bad', 'bad-fill'],
  ['on-bad', 'bad-hover'],
] as const;

function colour(role: string, theme: (typeof THEMES)[number]): string {
  const pair = ROLES.get(role);
  if (!pair) throw new Error(`tokens.css has no role --${role}`);
  return pair[theme === 'light' ? 0 : 1];
}

describe.each(THEMES)('contrast in the %s theme', (theme) => {
  it('measures as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  it.each(TEXTS)('--%s reads on every surface (4.5:1)', (text) => {
    for (const surface of SURFACES) {
      const ratio = contrast(colour(text, theme), colour(surface, theme));
      expect(ratio, `--${text} on --${surface}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(MARKS)('--%s is seen on every surface (3:1)', (mark) => {
    for (const surface of SURFACES) {
      const ratio = contrast(colour(mark, theme), colour(surface, theme));
      expect(ratio, `--${mark} on --${surface}`).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(FILLS)('--%s reads on --%s (4.5:1)', (text, fill) => {
    expect(contrast(colour(text, theme), colour(fill, theme))).toBeGreaterThanOrEqual(4.5);
  });
});
