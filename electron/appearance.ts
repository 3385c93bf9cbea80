import { nativeTheme } from 'electron';
import { z } from 'zod';
import type { Log } from '#core/log.ts';
import { createHostFile } from './host-file.ts';

export type Appearance = 'system' | 'light' | 'dark';

const remembered = z.strictObject({ appearance: z.enum(['system', 'light', 'dark']) });

/** The page's `--bg` in both themes, so that a window that opens or grows does not flash in another colour. */
const BACKGROUND = { light: '#fbfbfa', dark: '#131415' } as const;

/**
 * The setting itself is in the vault. It is kept a second time outside, since the lock screen is drawn before the vault
 * is open.
 */
export function createAppearance(path: string, log: Log): { set: (appearance: Appearance) => void } {
  const file = createHostFile(path, remembered, log);
  nativeTheme.themeSource = file.read()?.appearance ?? 'system';
  return {
    set: (appearance) => {
      if (nativeTheme.themeSource === appearance) return;
      nativeTheme.themeSource = appearance;
      file.write({ appearance });
    },
  };
}

export function backgroundColour(): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light;
}
