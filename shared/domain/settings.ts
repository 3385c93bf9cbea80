import { z } from 'zod';

/** Settings live in the vault; `appearance` is also remembered outside it, since the lock screen needs it. */
export const settings = z.strictObject({
  /** Idle time until the vault locks; null: never. */
  autoLockAfterMs: z.int().min(60_000).max(86_400_000).nullable(),
  lockOnSuspend: z.boolean(),
  lockOnScreenLock: z.boolean(),
  clearClipboardAfterMs: z.int().min(5_000).max(600_000),
  /** Off (the default): copied values are marked so that clipboard managers leave them out of their history. */
  keepInClipboardHistory: z.boolean(),
  hideRevealedAfterMs: z.int().min(5_000).max(300_000),
  appearance: z.enum(['system', 'light', 'dark']),
  density: z.enum(['comfortable', 'compact']),
  /** How many daily backups stay beside the vault; 0 switches them off. */
  keepDailyBackups: z.int().min(0).max(90),
  /** Whether the desktop shows notifications of reminders, and whether these name keys while the vault is unlocked. */
  notifyReminders: z.boolean(),
  namesInNotifications: z.boolean(),
  /** How long a deleted key stays in the bin, in days. */
  binDays: z.literal(30),
});
export type Settings = z.output<typeof settings>;

export const DEFAULT_SETTINGS: Settings = {
  autoLockAfterMs: 15 * 60_000,
  lockOnSuspend: true,
  lockOnScreenLock: true,
  clearClipboardAfterMs: 30_000,
  keepInClipboardHistory: false,
  hideRevealedAfterMs: 30_000,
  appearance: 'system',
  density: 'comfortable',
  keepDailyBackups: 7,
  notifyReminders: true,
  namesInNotifications: true,
  binDays: 30,
};
