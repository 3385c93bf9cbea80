import type { CommandEntry } from './commands.ts';

/** Called by our own scripts and processes, not by people. */
export const HIDDEN_COMMANDS: Readonly<Record<string, CommandEntry>> = {
  __complete: { summary: '', load: () => import('./commands/complete.ts') },
  '__clear-clipboard': { summary: '', load: () => import('./commands/clear-clipboard.ts') },
};
