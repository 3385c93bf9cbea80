import type { EnvironmentId, KeyId, VersionId } from '#shared/domain/ids.ts';
import { engine } from '../engine/client.ts';
import { notify } from '../ui/toast.tsx';
import { perform, reportFailure } from './perform.ts';
import { withConfirmation } from './protected.ts';

/** What an action needs to know of a key; a summary and a detail both have it. */
export interface KeyHandle {
  readonly id: KeyId;
  readonly name: string;
  readonly environmentId: EnvironmentId;
}

export type CopyField = 'value' | 'identifier' | 'name' | 'dotenv-line';

const COPIED: Readonly<Record<CopyField, string>> = {
  value: 'Copied the value of',
  identifier: 'Copied the identifier of',
  name: 'Copied the name',
  'dotenv-line': 'Copied as a .env line:',
};

/** Puts a value on the clipboard, in the engine; the window never sees it. */
export async function copyKey(
  key: KeyHandle,
  field: CopyField = 'value',
  version: 'current' | 'previous' | { readonly id: VersionId } = 'current',
): Promise<void> {
  const where = { environmentId: key.environmentId, use: 'copy' } as const;
  const answer = await withConfirmation(where, () => engine().keys.copy({ keyId: key.id, field, version }));
  if (!answer.ok) {
    reportFailure(answer);
    return;
  }
  const seconds = Math.round(answer.value.clearAfterMs / 1000);
  const notice = { title: `${COPIED[field]} ${key.name}`, tone: 'ok', key: 'clipboard' } as const;
  if (field === 'name' || field === 'identifier') notify(notice);
  else notify({ ...notice, detail: `The clipboard is cleared in ${seconds} s.` });
}

export async function archiveKeys(keyIds: readonly KeyId[], archived = true): Promise<boolean> {
  return (await perform(engine().keys.archive({ keyIds: [...keyIds], archived }))) !== null;
}

export async function removeKeys(keyIds: readonly KeyId[]): Promise<boolean> {
  return (await perform(engine().keys.remove({ keyIds: [...keyIds] }))) !== null;
}

export async function restoreKeys(keyIds: readonly KeyId[]): Promise<boolean> {
  return (await perform(engine().keys.restore({ keyIds: [...keyIds] }))) !== null;
}

/** Saves a file or key pair where the person chooses, in a dialog of the host. */
export async function saveKeyToFile(key: KeyHandle, versionId?: VersionId): Promise<void> {
  const where = { environmentId: key.environmentId, use: 'save' } as const;
  const answer = await withConfirmation(where, () =>
    engine().keys.saveToFile({ keyId: key.id, ...(versionId === undefined ? {} : { versionId }) }),
  );
  if (answer.ok)
    notify({ title: `Saved ${answer.value.fileName}`, detail: 'The file holds the value in the clear.', tone: 'ok' });
  else reportFailure(answer);
}
