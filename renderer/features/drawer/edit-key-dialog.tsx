import { useState } from 'react';
import type { Failure } from '#shared/contract/result.ts';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeyDetail, StoredStatus } from '#shared/domain/key.ts';
import { dateToIso } from '#shared/time/dates.ts';
import { notifyDone } from '../../actions/perform.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { TextField } from '../../ui/text-field.tsx';
import {
  type KeyFieldErrors,
  type KeyFieldValues,
  keyFieldsOf,
  readExpiry,
  readKeyFields,
} from '../add-key/key-field-values.ts';
import { KeyDetailFields, ProviderAndKindFields } from '../add-key/key-fields.tsx';
import { useKnownProviders } from '../add-key/known-providers.ts';
import { useKeyDetail } from './use-key-detail.ts';

const STATUS_OPTIONS: readonly { readonly value: StoredStatus; readonly label: string }[] = [
  { value: 'active', label: 'Active' },
  { value: 'deactivated', label: 'Deactivated at the provider' },
  { value: 'revoked', label: 'Revoked at the provider' },
];

/** A form for every field of a key but its name and value. */
export function EditKeyDialog({ keyId, onClose }: { readonly keyId: KeyId; readonly onClose: () => void }) {
  const { key, error, reload } = useKeyDetail(keyId);
  if (key !== null) return <EditKeyForm detail={key} onClose={onClose} />;
  return (
    <Dialog open title="Edit key" onClose={onClose}>
      {error === null ? (
        <LoadingState label="Reading the key…" />
      ) : (
        <ErrorState title="This key could not be read" message={error.message} onRetry={reload} />
      )}
    </Dialog>
  );
}

function EditKeyForm({ detail, onClose }: { readonly detail: KeyDetail; readonly onClose: () => void }) {
  // The form keeps what it started from, whatever changes behind it.
  const [before] = useState(detail);
  const [values, setValues] = useState<KeyFieldValues>(() => keyFieldsOf(before));
  const [status, setStatus] = useState<StoredStatus>(before.status);
  const createdBefore = before.created === null ? '' : dateToIso(before.created);
  const [created, setCreated] = useState(createdBefore);
  const [errors, setErrors] = useState<KeyFieldErrors & { readonly created?: string }>({});
  const [failed, setFailed] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const providers = useKnownProviders([before.provider]);
  const change = (part: Partial<KeyFieldValues>): void => setValues((now) => ({ ...now, ...part }));

  const submit = async (): Promise<void> => {
    const now = Date.now();
    const read = readKeyFields(values, now);
    const createdAt = created.trim() === '' ? null : readExpiry(created, now);
    const createdError = createdAt !== null && 'error' in createdAt ? createdAt.error : undefined;
    setErrors({ ...read.errors, ...(createdError === undefined ? {} : { created: createdError }) });
    if (read.fields === null || createdError !== undefined) return;
    // Dates that were not touched keep their origin: only what is sent counts as typed.
    const { expires, ...fields } = read.fields;
    const start = keyFieldsOf(before);
    setBusy(true);
    const answer = await call(
      engine().keys.edit({
        keyId: before.id,
        ...fields,
        status,
        ...(values.expires === start.expires ? {} : { expires }),
        ...(created === createdBefore
          ? {}
          : { createdAt: createdAt === null || 'error' in createdAt ? null : createdAt.at }),
      }),
    );
    setBusy(false);
    if (!answer.ok) {
      setFailed(answer.error);
      return;
    }
    notifyDone(answer.value);
    onClose();
  };

  return (
    <Dialog
      open
      title={`Edit ${before.name}`}
      onClose={onClose}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" busy={busy}>
            Save
          </Button>
        </>
      }
    >
      {failed === null ? null : (
        <Callout tone="problem" live>
          {failed.message}
        </Callout>
      )}
      <ProviderAndKindFields values={values} errors={errors} onChange={change} providers={providers} />
      <div className="form-columns">
        <Select label="Status" value={status} onChange={setStatus} options={STATUS_OPTIONS} />
        <TextField
          label="Created"
          value={created}
          onChange={(event) => setCreated(event.target.value)}
          placeholder="2026-01-31"
          error={errors.created}
        />
      </div>
      <KeyDetailFields values={values} errors={errors} onChange={change} name={before.name} />
    </Dialog>
  );
}
