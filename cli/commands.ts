import type { Command } from './command.ts';

export type CommandEntry = {
  readonly summary: string;
  readonly load: () => Promise<{ command: Command }>;
};

/** Every command, in the order of the help. A command's module is loaded only when it is called. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  init: { summary: 'make a vault', load: () => import('./commands/init.ts') },
  add: { summary: 'add a key', load: () => import('./commands/add.ts') },
  set: { summary: 'give a key a new value, keeping the old one as previous', load: () => import('./commands/set.ts') },
  list: { summary: 'list keys, without their values', load: () => import('./commands/list.ts') },
  show: { summary: 'show everything about a key but its value', load: () => import('./commands/show.ts') },
  get: { summary: 'print a value', load: () => import('./commands/get.ts') },
  copy: { summary: 'put a value on the clipboard for a while', load: () => import('./commands/copy.ts') },
  run: { summary: "run a program with an environment's keys", load: () => import('./commands/run.ts') },
  edit: { summary: 'change what is known of a key, not its value', load: () => import('./commands/edit.ts') },
  move: { summary: 'move keys to another environment or project', load: () => import('./commands/move.ts') },
  rename: { summary: 'give a key another name', load: () => import('./commands/rename.ts') },
  archive: { summary: 'put keys away without deleting them', load: () => import('./commands/archive.ts') },
  remove: { summary: 'put keys into the bin, which empties after 30 days', load: () => import('./commands/remove.ts') },
  restore: { summary: 'take keys out of the bin or the archive', load: () => import('./commands/restore.ts') },
  undo: { summary: 'take the newest change back', load: () => import('./commands/undo.ts') },
  import: { summary: 'take keys in from a dotenv, JSON or shell file', load: () => import('./commands/import.ts') },
  export: { summary: "print an environment's keys with their values", load: () => import('./commands/export.ts') },
  projects: {
    summary: 'list, add, rename, reorder, archive, remove projects',
    load: () => import('./commands/projects.ts'),
  },
  envs: {
    summary: "list, add, reorder, colour, protect a project's environments",
    load: () => import('./commands/envs.ts'),
  },
  providers: {
    summary: 'list the providers that Keyrail knows, and what is known of one',
    load: () => import('./commands/providers.ts'),
  },
  connections: {
    summary: 'list, add, edit, remove connections to providers',
    load: () => import('./commands/connections.ts'),
  },
  sync: {
    summary: 'read what providers say of their keys',
    load: () => import('./commands/sync.ts'),
  },
  'remote-keys': {
    summary: 'list what a provider says of its keys; link and adopt them',
    load: () => import('./commands/remote-keys.ts'),
  },
  check: { summary: 'ask the provider whether a key is alive', load: () => import('./commands/check.ts') },
  rotate: {
    summary: "replace a key's value step by step, at the provider and wherever it is placed",
    load: () => import('./commands/rotate.ts'),
  },
  drift: { summary: 'tell how providers and the vault disagree', load: () => import('./commands/drift.ts') },
  ci: {
    summary: 'place keys in CI, tell which copies are current, scan repositories',
    load: () => import('./commands/ci.ts'),
  },
  reminders: {
    summary: 'list what needs somebody, now or on another day; write a calendar',
    load: () => import('./commands/reminders.ts'),
  },
  snooze: { summary: 'put a reminder off, or dismiss it', load: () => import('./commands/snooze.ts') },
  timeline: { summary: 'list the expiries and rotations to come', load: () => import('./commands/timeline.ts') },
  policy: {
    summary: 'show and set how often keys are replaced, and when somebody is told',
    load: () => import('./commands/policy.ts'),
  },
  activity: {
    summary: 'show what happened, and prove that the record is whole',
    load: () => import('./commands/activity.ts'),
  },
  vault: { summary: 'how the vault opens; its key; backups', load: () => import('./commands/vault.ts') },
  lock: { summary: 'ask every Keyrail window to lock', load: () => import('./commands/lock.ts') },
  doctor: { summary: 'check the installation, and say how to mend it', load: () => import('./commands/doctor.ts') },
  completion: { summary: 'print the completion script of a shell', load: () => import('./commands/completion.ts') },
};

export function findCommand(
  name: string,
  commands: Readonly<Record<string, CommandEntry>> = COMMANDS,
): CommandEntry | null {
  return Object.hasOwn(commands, name) ? (commands[name] ?? null) : null;
}
