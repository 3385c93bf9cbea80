import type { Platform } from '#core/platform.ts';

/** The desktop of a process that has none: what is measured here copies nothing and opens nothing. */
export const NO_DESKTOP: Platform = {
  clipboard: {
    check: async () => ({ ok: false, problem: 'The benchmark has no clipboard.' }),
    write: () => Promise.reject(new Error('The benchmark has no clipboard.')),
    clearIfHolds: async () => false,
  },
  files: { openFile: async () => null, openFolder: async () => null, saveFile: async () => null },
  dashboards: null,
  notifications: null,
  updates: null,
  openUrl: () => Promise.reject(new Error('The benchmark opens no page.')),
  setAppearance: () => undefined,
  idleMs: () => null,
  onAway: () => () => undefined,
};

export const NO_FEATURES = { tray: false, notifications: false, globalShortcut: false, screenLockEvents: false };
