import './ci.css';
import { useEffect, useState } from 'react';
import type { CiTargetId, KeyId, VersionId } from '#shared/domain/ids.ts';
import type { KeyVersion } from '#shared/domain/key.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { findCiTarget } from '../../stores/ci.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { useProjects } from '../../stores/projects.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { formatDay } from '../../ui/format-time.ts';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { notify } from '../../ui/toast.tsx';
import { destination, type Target } from '../add-key/target.ts';
import { TargetPicker } from '../add-key/target-picker.tsx';
import { type KeySource, useOfferedKeys } from './use-offered-keys.ts';

const NOT_KNOWN = 'unknown';

/** Takes a person's word that a key is in a target already. Nothing is sent anywhere. */
export function RecordDialog({
  targetId,
  secretName: given,
  onClose,
}: {
  readonly targetId: CiTargetId;
  /** A secret that the target was seen to hold. */
  readonly secretName: string | null;
  readonly onClose: () => void;
}) {
  const projects = useProjects((state) => state.projects) ?? [];
  const [target] = useState(() => findCiTarget(targetId)?.target);
  const [place, setPlace] = useState<Target>(() =>
    destination(
      projects,
      target?.projectId == null
        ? useNavigation.getState()
        : { projectId: target.projectId, environmentId: target.environmentId },
    ),
  );
  const source: KeySource =
    place.environmentId === ''
      ? { from: 'chosen', keyIds: [] }
      : { from: 'environment', environmentId: place.environmentId };
  const { keys } = useOfferedKeys(source);
  const [chosen, setChosen] = useState<KeyId | null>(null);
  // A key of the secret's own name is most likely the one.
  const key = keys?.find(({ id }) => id === chosen) ?? keys?.find(({ name }) => name === given);
  const [typed, setTyped] = useState<string | null>(given);
  const secretName = typed ?? key?.name ?? '';
  const versions = useVersions(key?.id ?? null);
  const [version, setVersion] = useState<VersionId | typeof NOT_KNOWN>(NOT_KNOWN);
  const shownVersion = versions.some(({ id }) => id === version) ? version : NOT_KNOWN;
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);

  const submit = async (): Promise<void> => {
    if (busy) return;
    const missing = {
      ...(key === undefined ? { key: 'Choose the key whose value is there.' } : {}),
      ...(secretName.trim() === '' ? { secretName: 'Say what the secret is called there.' } : {}),
    };
    setErrors(missing);
    if (key === undefined || Object.keys(missing).length > 0) return;
    setBusy(true);
    const answer = await call(
      engine().placements.record({
        keyId: key.id,
        targetId,
        secretName: secretName.trim(),
        versionId: shownVersion === NOT_KNOWN ? null : shownVersion,
      }),
    );
    setBusy(false);
    if (answer.ok) {
      notify({ title: `Recorded ${secretName.trim()} in ${target?.name ?? 'the target'}`, tone: 'ok' });
      onClose();
    } else if (!isQuiet(answer)) setErrors({ form: answer.error.message });
  };

  return (
    <FormDialog
      title="Record by hand"
      description={`What ${target?.name ?? 'the target'} holds already. Nothing is sent there.`}
      onClose={onClose}
      onSubmit={() => void submit()}
      submitLabel="Record"
      busy={busy}
      problem={errors['form']}
    >
      <TargetPicker
        projects={projects}
        target={place}
        onChange={(next) => {
          setPlace(next);
          setChosen(null);
        }}
      />
      <Select
        label="Key"
        value={key?.id ?? ''}
        placeholder={keys === null ? 'Reading keys…' : keys.length === 0 ? 'No keys there' : 'Choose a key'}
        error={errors['key']}
        onChange={(id) => setChosen(id)}
        options={(keys ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
      <TextField
        label="Secret"
        monospace
        value={secretName}
        error={errors['secretName']}
        hint="What it is called in the target."
        onChange={(event) => setTyped(event.target.value)}
      />
      <Select
        label="Version there"
        value={shownVersion}
        hint="Not known: it counts as presumed until a push replaces it."
        onChange={setVersion}
        options={[
          { value: NOT_KNOWN, label: 'Not known' },
          ...versions.map(({ id, number, state, createdAt }) => ({
            value: id,
            label: `v${number}${state === 'current' ? ', current' : ''}, of ${formatDay(createdAt)}`,
          })),
        ]}
      />
    </FormDialog>
  );
}

const NO_VERSIONS: readonly KeyVersion[] = [];

function useVersions(keyId: KeyId | null): readonly KeyVersion[] {
  const [read, setRead] = useState<{ readonly of: KeyId; readonly versions: readonly KeyVersion[] } | null>(null);
  useEffect(() => {
    if (keyId === null) return;
    let current = true;
    void call(engine().keys.get({ keyId })).then((answer) => {
      if (current && answer.ok) setRead({ of: keyId, versions: answer.value.key.versions });
    });
    return () => {
      current = false;
    };
  }, [keyId]);
  return read !== null && read.of === keyId ? read.versions : NO_VERSIONS;
}
