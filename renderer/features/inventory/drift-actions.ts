import {
  CalendarCheck2,
  CalendarDays,
  CircleCheck,
  CircleOff,
  CirclePause,
  ExternalLink,
  EyeOff,
  KeyRound,
  type LucideIcon,
  PanelRight,
  Plus,
  ShieldCheck,
  TextCursorInput,
} from 'lucide-react';
import type { ConnectionId, RemoteKeyId } from '#shared/domain/ids.ts';
import type { Drift, RemoteKey } from '#shared/domain/remote-key.ts';
import { notifyDone, reportFailure } from '../../actions/perform.ts';
import { openDialog } from '../../dialogs.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { findConnection } from '../../stores/connections.ts';
import { showKey } from '../../stores/navigation.ts';
import { formatCount } from '../../ui/format-count.ts';
import { notify } from '../../ui/toast.tsx';
import { DRIFT_TITLES, type DriftAction } from './drift-words.ts';

export const ACTION_ICONS: Readonly<Record<DriftAction, LucideIcon>> = {
  adopt: Plus,
  ignore: EyeOff,
  'open-dashboard': ExternalLink,
  'replace-value': KeyRound,
  'confirm-gone': CircleCheck,
  'mark-revoked': CircleOff,
  'mark-deactivated': CirclePause,
  'take-provider-date': CalendarCheck2,
  'keep-typed-date': CalendarDays,
  'take-scopes': ShieldCheck,
  rename: TextCursorInput,
  'show-key': PanelRight,
};

/** The actions of a drift that can be carried out, the most fitting first: some need the remote key, some the vault key. */
export function actionsOf({ actions, remoteKeyId, keyId }: Drift): readonly DriftAction[] {
  return actions.filter((action) => {
    switch (action) {
      case 'open-dashboard':
        return true;
      case 'replace-value':
      case 'show-key':
        return keyId !== null;
      default:
        return remoteKeyId !== null;
    }
  });
}

/** Carries an action of a drift out, or opens what it needs, and says what was done with a way back where there is one. */
export async function runDriftAction(drift: Drift, action: DriftAction): Promise<void> {
  const { kind, remoteKeyId, keyId, connectionId } = drift;
  switch (action) {
    case 'adopt':
      if (remoteKeyId !== null) openDialog({ kind: 'adopt', remoteKeyId, connectionId });
      return;
    case 'open-dashboard':
      await openDashboard(connectionId);
      return;
    case 'replace-value':
      if (keyId !== null) openDialog({ kind: 'set-value', keyId });
      return;
    case 'show-key':
      if (keyId !== null) showKey(keyId);
      return;
    default:
      break;
  }
  if (remoteKeyId === null) return;
  const answer = await call(engine().drifts.settle({ kind, remoteKeyId, action }));
  if (!answer.ok) {
    reportFailure(answer);
    return;
  }
  if (answer.value.undo !== null) notifyDone(answer.value.undo);
  else if (action === 'confirm-gone') {
    notify({ title: `“${drift.remoteName}” counts as gone`, detail: 'Until a list has it again.', tone: 'ok' });
  } else if (kind === 'unknown-at-provider') notifyIgnored([remoteKeyId], drift.remoteName);
  else {
    notify({
      title: `Let stand: ${DRIFT_TITLES[kind].toLowerCase()}`,
      detail: 'It comes up again once the provider says something else.',
      tone: 'ok',
    });
  }
}

/** Opens the page with the connection's keys: in its own window where this desktop has one, else in the person's browser. */
export async function openDashboard(connectionId: ConnectionId): Promise<void> {
  const opened = await call(engine().connections.openDashboard({ connectionId }));
  if (opened.ok) return;
  if (opened.error.code !== 'unsupported') {
    reportFailure(opened);
    return;
  }
  const found = findConnection(connectionId);
  if (found === undefined) reportFailure(opened);
  else await openKeysPage(found.connection.provider);
}

/** Opens the provider's page of keys in the person's browser, or its dashboard where no document names such a page. */
export async function openKeysPage(providerId: string): Promise<void> {
  const keys = await call(engine().providers.openPage({ providerId, page: 'keys' }));
  if (keys.ok) return;
  if (keys.error.code !== 'unsupported') {
    reportFailure(keys);
    return;
  }
  const dashboard = await call(engine().providers.openPage({ providerId, page: 'dashboard' }));
  if (!dashboard.ok) reportFailure(dashboard);
}

/** Leaves remote keys out of matching and drift, or takes them back in. `name` is that of a single one. True where done. */
export async function setIgnored(
  remoteKeyIds: readonly RemoteKeyId[],
  ignored: boolean,
  name: string,
): Promise<boolean> {
  for (const remoteKeyId of remoteKeyIds) {
    const answer = await call(engine().remoteKeys.ignore({ remoteKeyId, ignored }));
    if (answer.ok) continue;
    reportFailure(answer);
    return false;
  }
  if (ignored) notifyIgnored(remoteKeyIds, name);
  else notify({ title: `${subject(remoteKeyIds, name)} counts again`, tone: 'ok' });
  return true;
}

function notifyIgnored(remoteKeyIds: readonly RemoteKeyId[], name: string): void {
  notify({
    title: `Ignoring ${subject(remoteKeyIds, name)}`,
    tone: 'ok',
    undo: () => void setIgnored(remoteKeyIds, false, name),
  });
}

function subject(remoteKeyIds: readonly RemoteKeyId[], name: string): string {
  return remoteKeyIds.length === 1 ? `“${name}”` : `${formatCount(remoteKeyIds.length)} keys`;
}

/** Asks which key of the vault a remote key is. */
export function linkToKey({ id, connectionId, name }: RemoteKey): void {
  openDialog({ kind: 'link-remote-key', remoteKeyId: id, connectionId, name });
}

/** Says that a remote key is not the key that it was matched to; linking it again is the way back. */
export async function unlink(remoteKeyId: RemoteKeyId, name: string, keyId: string): Promise<void> {
  const answer = await call(engine().remoteKeys.unlink({ remoteKeyId }));
  if (!answer.ok) {
    reportFailure(answer);
    return;
  }
  notify({
    title: `Unlinked “${name}”`,
    tone: 'ok',
    undo: async () => {
      const linked = await call(engine().remoteKeys.link({ remoteKeyId, keyId }));
      if (!linked.ok) reportFailure(linked);
    },
  });
}
