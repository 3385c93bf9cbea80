import type { ConnectionId, RotationId } from '#shared/domain/ids.ts';
import type { Reminder } from '#shared/domain/reminder.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import { perform, reportFailure } from '../../actions/perform.ts';
import { openDialog } from '../../dialogs.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { showCi } from '../../stores/ci-view.ts';
import { findConnection } from '../../stores/connections.ts';
import { showKey } from '../../stores/navigation.ts';
import { showProviders } from '../../stores/providers-view.ts';
import { notify } from '../../ui/toast.tsx';
import { hasToken, mainActionOf as placementActionOf, runPlacementAction } from '../ci/ci-actions.ts';
import { openDashboard, openKeysPage } from '../inventory/drift-actions.ts';
import {
  mainActionOf as connectionActionOf,
  MAIN_LABELS,
  runMainAction as runConnectionAction,
} from '../providers/connection-actions.ts';
import { sentenceOf } from './reminder-words.ts';

/** What the main button of a reminder says. */
export function actionLabel({ action, connectionId }: Pick<Reminder, 'action' | 'connectionId'>): string {
  switch (action) {
    case 'rotate':
      return 'Rotate…';
    case 'resume-rotation':
      return 'Go on…';
    case 'replace-value':
      return 'Set new value…';
    case 'push':
      return 'Push…';
    case 'look-at-ci':
      return 'Show in CI';
    case 'settle':
      return 'Settle…';
    case 'adopt':
      return 'Adopt…';
    case 'revoke':
      return 'Open dashboard';
    case 'show-key':
      return 'Show key';
    case 'sync': {
      const state = connectionId === null ? undefined : findConnection(connectionId);
      return state === undefined ? 'Sync now' : MAIN_LABELS[connectionActionOf(state)];
    }
    case 'back-up':
      return 'Back up…';
    case 'check-recovery-code':
      return 'Check it…';
  }
}

/** Carries the main action of a reminder out, or opens what it needs. */
export async function runReminderAction(reminder: Reminder): Promise<void> {
  const { action, id, keyId, connectionId, remoteKeyId, provider } = reminder;
  switch (action) {
    case 'rotate':
      if (keyId !== null) openDialog({ kind: 'rotate', keyId });
      break;
    case 'resume-rotation':
      // The id is the kind and what it is about: the rotation.
      openDialog({ kind: 'rotation', rotationId: id.slice(id.indexOf(':') + 1) as RotationId });
      break;
    case 'replace-value':
      if (keyId !== null) openDialog({ kind: 'set-value', keyId });
      break;
    case 'push':
    case 'look-at-ci':
      await goOnWithPlacement(reminder);
      break;
    case 'settle':
      if (remoteKeyId !== null && connectionId !== null)
        openDialog({ kind: 'settle-drift', remoteKeyId, connectionId, name: reminder.name });
      break;
    case 'adopt':
      if (remoteKeyId !== null && connectionId !== null) openDialog({ kind: 'adopt', remoteKeyId, connectionId });
      break;
    case 'revoke':
      if (connectionId !== null && findConnection(connectionId) !== undefined) await openDashboard(connectionId);
      else if (provider !== null) await openKeysPage(provider);
      break;
    case 'show-key':
      if (keyId !== null) showKey(keyId);
      break;
    case 'sync':
      if (connectionId !== null) runSync(connectionId);
      break;
    case 'back-up':
      await backUp();
      break;
    case 'check-recovery-code':
      openDialog({ kind: 'check-recovery-code' });
      break;
  }
}

/** Shows what a reminder is about, wherever that is; false where it is about the vault itself. */
export function showSubject({ keyId, connectionId }: Pick<Reminder, 'keyId' | 'connectionId'>): boolean {
  if (keyId !== null) showKey(keyId);
  else if (connectionId !== null) showProviders({ at: 'connection', connectionId });
  else return false;
  return true;
}

export async function snoozeReminder({ id }: Pick<Reminder, 'id'>, days: number): Promise<void> {
  await perform(engine().reminders.snooze({ reminderId: id, until: Date.now() + days * MS_PER_DAY }));
}

/** Brings a snoozed or dismissed reminder back. */
export async function reopenReminder({ id }: Pick<Reminder, 'id'>): Promise<void> {
  await perform(engine().reminders.reopen({ reminderId: id }));
}

export function askSnooze(reminder: Reminder): void {
  openDialog({ kind: 'snooze', reminderId: reminder.id, name: nameOf(reminder) });
}

export function askDismiss(reminder: Reminder): void {
  openDialog({ kind: 'dismiss', reminderId: reminder.id, name: nameOf(reminder) });
}

function nameOf(reminder: Reminder): string {
  const { name, rest } = sentenceOf(reminder, Date.now());
  return `${name} ${rest}`;
}

async function goOnWithPlacement({ keyId, placementId, action }: Reminder): Promise<void> {
  if (keyId === null) return;
  const answer = await call(engine().placements.list({ keyId }));
  if (!answer.ok) {
    reportFailure(answer);
    return;
  }
  const placement = answer.value.placements.find(({ id }) => id === placementId);
  if (placement === undefined) {
    notify({ title: 'Keyrail does not follow this copy any more', key: 'no placement' });
    return;
  }
  if (action === 'look-at-ci') showCi({ at: 'target', targetId: placement.targetId });
  else runPlacementAction(placementActionOf(placement) ?? (hasToken(placement.targetId) ? 'push' : 'copy'), placement);
}

function runSync(connectionId: ConnectionId): void {
  const state = findConnection(connectionId);
  if (state === undefined) showProviders({ at: 'connections' });
  else runConnectionAction(state);
}

async function backUp(): Promise<void> {
  const answer = await call(engine().vault.backUp({}));
  if (answer.ok) notify({ title: `Backed up to ${answer.value.fileName}`, tone: 'ok' });
  else reportFailure(answer);
}
