import { useEffect, useRef, useState } from 'react';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeyDetail } from '#shared/domain/key.ts';
import { notifyNewValues } from '../../actions/old-copies.ts';
import { providerName } from '../../data/provider-name.ts';
import type { KeptForm } from '../../dialogs.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { findEnvironment } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Checkbox } from '../../ui/choices.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { fieldOfFailure } from './field-of-failure.ts';
import { readIdentifier } from './key-field-values.ts';
import { identifierLabel, valueLabel } from './key-kinds.ts';
import { PasteField, type ValueSource } from './paste-field.tsx';
import { RecognitionNotes } from './recognition-notes.tsx';
import { useKeptPaste, useRestored } from './use-kept-paste.ts';
import { type Around, cleaning, useRecognition } from './use-recognition.ts';

/** Gives a key a new current value; the old one stays as previous unless it is to be erased. */
export function SetValueDialog({
  keyId,
  open,
  kept,
  onClose,
}: {
  readonly keyId: KeyId | null;
  readonly open: boolean;
  /** It goes on with a value that was pasted before. */
  readonly kept?: KeptForm | undefined;
  readonly onClose: () => void;
}) {
  if (!open || keyId === null) return null;
  return <SetValueLoader key={keyId} keyId={keyId} kept={kept} onClose={onClose} />;
}

type Part = { readonly kept: KeptForm | undefined; readonly onClose: () => void };

function SetValueLoader({ keyId, kept, onClose }: Part & { readonly keyId: KeyId }) {
  const [key, setKey] = useState<KeyDetail | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads again
  useEffect(() => {
    let current = true;
    void call(engine().keys.get({ keyId })).then((result) => {
      if (!current) return;
      if (result.ok) setKey(result.value.key);
      else setError(result.error.message);
    });
    return () => {
      current = false;
    };
  }, [keyId, attempt]);
  if (key !== null) return <SetValueForm detail={key} kept={kept} onClose={onClose} />;
  return (
    <Dialog open onClose={onClose} title="Set a new value">
      {error === null ? (
        <LoadingState />
      ) : (
        <ErrorState
          title="The key could not be read"
          message={error}
          onRetry={() => {
            setError(null);
            setAttempt(attempt + 1);
          }}
        />
      )}
    </Dialog>
  );
}

type Errors = { readonly value?: string; readonly form?: string };

/** How the form was filled in when it was closed. */
type FilledIn = { readonly identifier: string; readonly around: Around; readonly discard: boolean };

function SetValueForm({ detail, kept, onClose }: Part & { readonly detail: KeyDetail }) {
  const before = kept?.fields as FilledIn | undefined;
  const current = detail.versions.find((version) => version.state === 'current');
  const text = useRef('');
  const submitButton = useRef<HTMLButtonElement>(null);
  const [source, setSource] = useState<ValueSource>(kept === undefined ? 'nothing' : 'text');
  const [identifier, setIdentifier] = useState(before?.identifier ?? current?.identifier ?? '');
  const [chosen, setChosen] = useState(0);
  const [around, setAround] = useState<Around>(before?.around ?? 'certain');
  const [discard, setDiscard] = useState(before?.discard ?? false);
  const [errors, setErrors] = useState<Errors>({});
  const [saving, setSaving] = useState(false);
  const { found, error: notRecognised, busy, recognise, forget } = useRecognition();
  const paste = useKeptPaste(text, kept, {
    label: `New value of ${detail.name}`,
    request: { kind: 'set-value', keyId: detail.id },
    fields: { identifier, around, discard } satisfies FilledIn,
  });
  useRestored(kept, (pastedId) => void recognise({ pastedId }, detail.name, around === 'all'));
  const candidate = found?.candidates[chosen];
  const identifierName = identifierLabel(detail.kind);
  const place = findEnvironment(detail.environmentId);

  const onText = () => {
    setErrors({});
    setChosen(0);
    setAround('certain');
    paste.keep();
    if (text.current === '') forget();
    else void recognise(text.current, detail.name);
  };
  const submit = async () => {
    if (saving) return;
    if (source === 'nothing') {
      setErrors({ value: 'Paste the new value, or choose a file.' });
      return;
    }
    if (
      found?.shape === 'many' &&
      source === 'text' &&
      around !== 'kept' &&
      detail.kind !== 'key-pair' &&
      detail.kind !== 'file'
    ) {
      setErrors({ value: 'These are several lines with names. Paste one value.' });
      return;
    }
    setSaving(true);
    const result = await call(
      engine().keys.setValue({
        keyId: detail.id,
        value: source === 'file' ? { from: 'file' } : { from: 'text', text: paste.given() },
        ...cleaning(around),
        identifier: readIdentifier({ kind: detail.kind, identifier }),
        discardPrevious: discard,
      }),
    );
    setSaving(false);
    if (!result.ok) {
      if (isQuiet(result)) return;
      setErrors({ [fieldOfFailure(result.error) === 'value' ? 'value' : 'form']: result.error.message });
      return;
    }
    if (!result.value.changed) {
      setErrors({ value: 'This is the value that the key has already.' });
      return;
    }
    paste.stored();
    void notifyNewValues(result.value, [detail.id]);
    onClose();
  };

  const other =
    candidate?.certain === true &&
    candidate.provider !== null &&
    detail.provider !== null &&
    candidate.provider !== detail.provider
      ? (candidate.providerName ?? providerName(candidate.provider))
      : null;
  // A key that holds its own present value is no news; the engine says so when it is saved.
  const elsewhere =
    found === null ? null : { ...found, sameValue: found.sameValue.filter((same) => same.keyId !== detail.id) };

  return (
    <Dialog
      open
      onClose={onClose}
      title="Set a new value"
      description={
        place === undefined ? detail.name : `${detail.name} in ${place.project.name}, ${place.environment.name}`
      }
      dismissable={!saving}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={onClose} disabled={saving}>
            Cancel
          </Button>
          <Button ref={submitButton} type="submit" variant={discard ? 'danger' : 'primary'} busy={saving}>
            {discard ? 'Replace and erase' : 'Set value'}
            <Kbd keys="mod+enter" />
          </Button>
        </>
      }
    >
      {errors.form === undefined ? null : (
        <Callout tone="problem" live>
          {errors.form}
        </Callout>
      )}
      <PasteField
        placeholder="Paste the new value"
        label={`New ${valueLabel(detail.kind).toLowerCase()}`}
        text={text}
        source={source}
        prefix={candidate?.prefix ?? ''}
        lengthBytes={found?.lengthBytes ?? 0}
        busy={busy}
        isRestored={paste.isRestored}
        error={errors.value ?? notRecognised?.message}
        onSource={setSource}
        onText={onText}
        onGiven={() => submitButton.current?.focus()}
      />
      {source === 'text' && elsewhere !== null && elsewhere.shape !== 'empty' ? (
        <RecognitionNotes
          found={elsewhere}
          chosen={chosen}
          onChoose={setChosen}
          around={around}
          onAround={(next) => {
            setAround(next);
            if (next !== 'kept') void recognise(paste.given(), detail.name, next === 'all');
          }}
        />
      ) : null}
      {other === null ? null : (
        <Callout tone="warning" live>
          This looks like a value from {other}, and the key is for {providerName(detail.provider ?? '')}.
        </Callout>
      )}
      {identifierName === null ? null : (
        <TextField
          label={identifierName}
          monospace
          value={identifier}
          onChange={(event) => setIdentifier(event.target.value)}
        />
      )}
      <Checkbox
        label="Erase the old value"
        hint={
          discard
            ? 'It is gone for good: no undo brings it back.'
            : 'Otherwise it stays as the previous version, for as long as both are valid.'
        }
        checked={discard}
        onChange={setDiscard}
      />
    </Dialog>
  );
}
