import { useSyncExternalStore } from 'react';

export type CommandSection = 'Keys' | 'Go to' | 'Project' | 'Providers' | 'CI' | 'Timeline' | 'Vault' | 'App';

/** Something that a person can ask for by name in the palette, and by a shortcut where it has one. */
export interface Command {
  /** Stable, kebab-case: `keys.add`, `go.board`. */
  readonly id: string;
  readonly title: string;
  readonly section: CommandSection;
  /** More words to be found by. */
  readonly keywords?: string;
  /** `mod+k`, `mod+shift+l`, `/`: see `shortcuts.ts`. Single keys only fire outside of fields. */
  readonly shortcut?: string;
  /** Whether it makes sense now; absent: always. */
  readonly when?: () => boolean;
  readonly run: () => void | Promise<void>;
}

const commands = new Map<string, Command>();
const listeners = new Set<() => void>();
let snapshot: readonly Command[] = [];

/** Adds commands; the returned function takes them away again. A command with a known id stands in for the earlier one. */
export function registerCommands(added: readonly Command[]): () => void {
  for (const command of added) commands.set(command.id, command);
  changed();
  return () => {
    for (const command of added) if (commands.get(command.id) === command) commands.delete(command.id);
    changed();
  };
}

/** Those that make sense now, in the order in which they were added. */
export function availableCommands(): readonly Command[] {
  return snapshot.filter((command) => command.when?.() ?? true);
}

/** Every registered command, kept up to date; ask `when` before showing one. */
export function useCommands(): readonly Command[] {
  return useSyncExternalStore(subscribe, () => snapshot);
}

/** Runs a command by its id; false where it is unknown or makes no sense now. */
export function runCommand(id: string): boolean {
  const command = commands.get(id);
  if (command === undefined || command.when?.() === false) return false;
  void command.run();
  return true;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function changed(): void {
  snapshot = [...commands.values()];
  for (const listener of listeners) listener();
}
