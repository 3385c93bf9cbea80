import { z } from 'zod';
import { procedure } from './procedure.ts';

/** What the desktop can do here; what it cannot is hidden or explained in the window. */
export const desktopFeatures = z.strictObject({
  tray: z.boolean(),
  notifications: z.boolean(),
  globalShortcut: z.boolean(),
  screenLockEvents: z.boolean(),
});

export const doctorCheck = z.strictObject({
  id: z.enum([
    'vault',
    'keychain',
    'file-permissions',
    'integrity',
    'versions',
    'clipboard',
    'browser',
    'backup',
    'recovery',
  ]),
  title: z.string(),
  outcome: z.enum(['ok', 'warning', 'problem', 'skipped']),
  /** What was found. */
  message: z.string(),
  /** How to mend it; empty where nothing needs mending. */
  mend: z.string(),
});

export const app = {
  info: procedure({
    request: z.strictObject({}),
    response: z.strictObject({
      version: z.string(),
      runtime: z.enum(['electron', 'chromium']),
      platform: z.enum(['darwin', 'win32', 'linux']),
      /** The data directory, for people who want to find their vault. */
      home: z.string(),
      features: desktopFeatures,
    }),
    errors: [],
  }),
  doctor: procedure({
    request: z.strictObject({}),
    response: z.strictObject({ checks: z.array(doctorCheck) }),
    errors: [],
  }),
  /** The `keyrail` command of this machine, if a terminal would find one, and how to install it. */
  commandLine: procedure({
    request: z.strictObject({}),
    response: z.strictObject({ path: z.string().nullable(), install: z.string() }),
    errors: [],
  }),
  /** Opens one of a few fixed pages in the person's browser. */
  openPage: procedure({
    request: z.strictObject({ page: z.enum(['documentation', 'report-a-problem', 'releases']) }),
    response: z.strictObject({}),
    errors: [],
  }),
};
