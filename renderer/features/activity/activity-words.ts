import {
  Archive,
  ArchiveRestore,
  ArrowRightLeft,
  BellOff,
  CalendarCog,
  Copy,
  Download,
  Eye,
  FolderCog,
  KeyRound,
  Layers,
  Lock,
  LockOpen,
  type LucideIcon,
  PencilLine,
  Play,
  Plug,
  Plus,
  RefreshCw,
  Save,
  Send,
  Server,
  ServerOff,
  Settings2,
  ShieldCheck,
  TextCursorInput,
  Trash2,
  Undo2,
  Unplug,
  Upload,
} from 'lucide-react';
import type { ActivityEntry, ActivityKind } from '#shared/domain/activity.ts';

/** What a person looks for in the log. */
export type ActivityGroup = 'values' | 'changes' | 'vault';

type Words = {
  readonly icon: LucideIcon;
  /** What was done; the subject stands after it. */
  readonly text: string;
  readonly group: ActivityGroup;
};

const WORDS: Readonly<Record<ActivityKind, Words>> = {
  'vault-created': { icon: ShieldCheck, text: 'Created the vault', group: 'vault' },
  unlocked: { icon: LockOpen, text: 'Unlocked', group: 'vault' },
  locked: { icon: Lock, text: 'Locked', group: 'vault' },
  'unlock-slot-added': { icon: KeyRound, text: 'Added a way to unlock', group: 'vault' },
  'unlock-slot-removed': { icon: KeyRound, text: 'Removed a way to unlock', group: 'vault' },
  'passphrase-changed': { icon: KeyRound, text: 'Changed the passphrase', group: 'vault' },
  'recovery-code-replaced': { icon: KeyRound, text: 'Replaced the recovery code', group: 'vault' },
  'vault-key-rotated': { icon: RefreshCw, text: 'Rotated the vault key', group: 'vault' },
  'backed-up': { icon: Save, text: 'Backed up', group: 'vault' },
  'restored-from-backup': { icon: Save, text: 'Restored from a backup', group: 'vault' },
  'project-changed': { icon: FolderCog, text: 'Changed project', group: 'changes' },
  'environment-changed': { icon: Layers, text: 'Changed environment', group: 'changes' },
  'protected-confirmed': { icon: ShieldCheck, text: 'Agreed to use protected', group: 'values' },
  'key-added': { icon: Plus, text: 'Added', group: 'changes' },
  'key-edited': { icon: PencilLine, text: 'Edited', group: 'changes' },
  'key-renamed': { icon: TextCursorInput, text: 'Renamed', group: 'changes' },
  'key-moved': { icon: ArrowRightLeft, text: 'Moved', group: 'changes' },
  'key-archived': { icon: Archive, text: 'Archived', group: 'changes' },
  'key-unarchived': { icon: ArchiveRestore, text: 'Took out of the archive', group: 'changes' },
  'key-deleted': { icon: Trash2, text: 'Deleted', group: 'changes' },
  'key-restored': { icon: ArchiveRestore, text: 'Took out of the bin', group: 'changes' },
  'key-purged': { icon: Trash2, text: 'Erased for good', group: 'changes' },
  'value-set': { icon: RefreshCw, text: 'Set a new value of', group: 'changes' },
  'value-discarded': { icon: Trash2, text: 'Erased an old value of', group: 'changes' },
  revealed: { icon: Eye, text: 'Revealed', group: 'values' },
  copied: { icon: Copy, text: 'Copied', group: 'values' },
  read: { icon: Eye, text: 'Read', group: 'values' },
  ran: { icon: Play, text: 'Ran a program with', group: 'values' },
  imported: { icon: Download, text: 'Imported into', group: 'changes' },
  exported: { icon: Upload, text: 'Exported', group: 'values' },
  undone: { icon: Undo2, text: 'Undid', group: 'changes' },
  'settings-changed': { icon: Settings2, text: 'Changed settings', group: 'vault' },
  'connection-added': { icon: Plug, text: 'Connected', group: 'changes' },
  'connection-changed': { icon: Plug, text: 'Changed connection', group: 'changes' },
  'connection-removed': { icon: Unplug, text: 'Removed connection', group: 'changes' },
  synced: { icon: RefreshCw, text: 'Synced', group: 'changes' },
  'ci-target-added': { icon: Server, text: 'Added the CI target', group: 'changes' },
  'ci-target-changed': { icon: Server, text: 'Changed the CI target', group: 'changes' },
  'ci-target-removed': { icon: ServerOff, text: 'Removed the CI target', group: 'changes' },
  placed: { icon: Send, text: 'Placed', group: 'values' },
  'placement-recorded': { icon: Send, text: 'Recorded a placement of', group: 'changes' },
  'placement-forgotten': { icon: Unplug, text: 'Forgot a placement of', group: 'changes' },
  'policy-changed': { icon: CalendarCog, text: 'Changed the policy of', group: 'changes' },
  'reminder-snoozed': { icon: BellOff, text: 'Snoozed a reminder of', group: 'changes' },
  'reminder-dismissed': { icon: BellOff, text: 'Dismissed a reminder of', group: 'changes' },
  'rotation-started': { icon: RefreshCw, text: 'Began to rotate', group: 'changes' },
  'rotation-step': { icon: RefreshCw, text: 'Got on with the rotation of', group: 'changes' },
  'rotation-ended': { icon: RefreshCw, text: 'Ended the rotation of', group: 'changes' },
  'rotation-planned': { icon: CalendarCog, text: 'Planned the rotation of', group: 'changes' },
  'recovery-code-checked': { icon: ShieldCheck, text: 'Checked the recovery code', group: 'vault' },
};

export function wordsOf(kind: ActivityKind): Words {
  return WORDS[kind];
}

/** Where something happened. */
export function placeOf(by: ActivityEntry['by']): string {
  switch (by) {
    case 'window':
      return 'in the window';
    case 'cli':
      return 'on the command line';
    case 'engine':
      return 'by itself';
  }
}
