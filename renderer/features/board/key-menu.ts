import {
  Archive,
  ClipboardCopy,
  Copy,
  FileDown,
  FolderInput,
  KeyRound,
  PanelRight,
  Pencil,
  RefreshCw,
  Send,
  ShieldAlert,
  TextCursorInput,
  Trash2,
} from 'lucide-react';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeySummary } from '#shared/domain/key.ts';
import { archiveKeys, copyKey, removeKeys, saveKeyToFile } from '../../actions/keys.ts';
import { openDialog } from '../../dialogs.ts';
import { showKey } from '../../stores/navigation.ts';
import { formatCount } from '../../ui/format-count.ts';
import type { MenuEntry } from '../../ui/menu.tsx';
import { identifierLabel } from '../add-key/key-kinds.ts';

/** What can be done with one live key, in the order of how often it is done. The same everywhere. */
export function keyMenu(key: KeySummary): readonly MenuEntry[] {
  const identifier = identifierLabel(key.kind);
  const saves = key.kind === 'file' || key.kind === 'key-pair';
  return [
    { id: 'open', label: 'Open', icon: PanelRight, shortcut: 'enter', onSelect: () => showKey(key.id) },
    { id: 'copy', label: 'Copy value', icon: Copy, shortcut: 'c', onSelect: () => void copyKey(key) },
    ...(identifier === null
      ? []
      : [
          {
            id: 'copy-identifier',
            label: `Copy ${identifier.toLowerCase()}`,
            onSelect: () => void copyKey(key, 'identifier'),
          },
        ]),
    { id: 'copy-name', label: 'Copy name', onSelect: () => void copyKey(key, 'name') },
    { id: 'copy-line', label: 'Copy as .env line', onSelect: () => void copyKey(key, 'dotenv-line') },
    ...(saves
      ? [{ id: 'save', label: 'Save to a file…', icon: FileDown, onSelect: () => void saveKeyToFile(key) }]
      : []),
    {
      id: 'place',
      label: 'Place in CI…',
      icon: ClipboardCopy,
      shortcut: 'p',
      onSelect: () => openDialog({ kind: 'copy-assistant', keyId: key.id }),
    },
    {
      id: 'push',
      label: 'Push to CI…',
      icon: Send,
      onSelect: () => openDialog({ kind: 'push', keyIds: [key.id] }),
    },
    { type: 'separator', id: 'after-copy' },
    {
      id: 'set-value',
      label: 'Set new value…',
      icon: KeyRound,
      onSelect: () => openDialog({ kind: 'set-value', keyId: key.id }),
    },
    {
      id: 'rotate',
      label: 'Rotate…',
      icon: RefreshCw,
      onSelect: () => openDialog({ kind: 'rotate', keyId: key.id }),
    },
    {
      id: 'leaked',
      label: 'This key leaked…',
      icon: ShieldAlert,
      onSelect: () => openDialog({ kind: 'rotate', keyId: key.id, mode: 'leaked' }),
    },
    {
      id: 'edit',
      label: 'Edit…',
      icon: Pencil,
      shortcut: 'e',
      onSelect: () => openDialog({ kind: 'edit-key', keyId: key.id }),
    },
    {
      id: 'rename',
      label: 'Rename…',
      icon: TextCursorInput,
      onSelect: () => openDialog({ kind: 'rename-key', keyId: key.id, name: key.name }),
    },
    {
      id: 'move',
      label: 'Move…',
      icon: FolderInput,
      shortcut: 'm',
      onSelect: () => openDialog({ kind: 'move-keys', keyIds: [key.id], from: key.environmentId }),
    },
    { type: 'separator', id: 'after-edit' },
    { id: 'archive', label: 'Archive', icon: Archive, onSelect: () => void archiveKeys([key.id]) },
    {
      id: 'delete',
      label: 'Delete',
      icon: Trash2,
      shortcut: 'delete',
      tone: 'danger',
      onSelect: () => void removeKeys([key.id]),
    },
  ];
}

/** The same for several keys. */
export function keysMenu(keyIds: readonly KeyId[]): readonly MenuEntry[] {
  return [
    { type: 'heading', id: 'count', label: `${formatCount(keyIds.length)} keys` },
    {
      id: 'move',
      label: 'Move…',
      icon: FolderInput,
      shortcut: 'm',
      onSelect: () => openDialog({ kind: 'move-keys', keyIds, from: null }),
    },
    {
      id: 'push',
      label: 'Push to CI…',
      icon: Send,
      onSelect: () => openDialog({ kind: 'push', keyIds }),
    },
    {
      id: 'rotate',
      label: 'Rotate…',
      icon: RefreshCw,
      onSelect: () => openDialog({ kind: 'rotate-campaign', filter: { keyIds: [...keyIds] } }),
    },
    { id: 'archive', label: 'Archive', icon: Archive, onSelect: () => void archiveKeys(keyIds) },
    {
      id: 'delete',
      label: 'Delete',
      icon: Trash2,
      shortcut: 'delete',
      tone: 'danger',
      onSelect: () => void removeKeys(keyIds),
    },
  ];
}
