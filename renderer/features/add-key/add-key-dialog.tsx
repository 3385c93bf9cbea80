import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Failure } from '#shared/contract/result.ts';
import type { EnvironmentId } from '#shared/domain/ids.ts';
import { keyNameProblem } from '#shared/domain/text-rules.ts';
import { notifyDone } from '../../actions/perform.ts';
import type { KeptForm } from '../../dialogs.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { type Project, useProjects } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Checkbox } from '../../ui/choices.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatDay } from '../../ui/format-time.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { More } from '../../ui/more.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ImportDialog } from '../import/import-dialog.tsx';
import { fieldOfFailure } from './field-of-failure.ts';
import {
  EMPTY_KEY_FIELDS,
  type KeyFieldErrors,
  type KeyFieldValues,
  providerText,
  readIdentifier,
  readKeyFields,
} from './key-field-values.ts';
import { KeyDetailFields, KeyIdentityFields } from './key-fields.tsx';
import { exposure, valueLabel } from './key-kinds.ts';
import { useKnownProviders } from './known-providers.ts';
import { PasteField, type ValueSource } from './paste-field.tsx';
import { RecognitionNotes } from './recognition-notes.tsx';
import { destination, environmentFor, isMismatch, type Target } from './target.ts';
import { TargetPicker } from './target-picker.tsx';
import { useKeptPaste, useRestored } from './use-kept-paste.ts';
import { type Around, type Candidate, cleaning, type Recognised, useRecognition } from './use-recognition.ts';

export type AddKeyDialogProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  /** The environment that was pointed at; otherwise the key goes where the person is. */
  readonly environmentId?: EnvironmentId | null;
  /** The name of the row whose cell is being filled. */
  readonly name?: string;
  /** A text that was pasted outside of any field. */
  readonly initialText?: string;
  /** It goes on with a value that was pasted before. */
  readonly kept?: KeptForm | undefined;
};

/** How the form was filled in when it was closed. */
type FilledIn = {
  readonly name: string;
  readonly target: Target;
  readonly fields: KeyFieldValues;
  readonly around: Around;
};

/** Adds a key by pasting it. Everything that was typed goes when the dialog closes. */
export function AddKeyDialog(props: AddKeyDialogProps) {
  const projects = useProjects((state) => state.projects);
  if (!props.open || projects === null) return null;
  return <AddKeyForm {...props} projects={projects} />;
}

type Errors = KeyFieldErrors & {
  readonly name?: string;
  readonly value?: string;
  readonly environment?: string;
  readonly form?: string;
};

function AddKeyForm({
  onClose,
  projects,
  environmentId = null,
  name: givenName = '',
  initialText = '',
  kept,
}: AddKeyDialogProps & { readonly projects: readonly Project[] }) {
  const text = useRef('');
  const before = kept?.fields as FilledIn | undefined;
  const [source, setSource] = useState<ValueSource>(kept === undefined ? 'nothing' : 'text');
  const [name, setName] = useState(before?.name ?? givenName);
  // What a person chose stays, even when the recognition of what was pasted before answers late.
  const nameIsOwn = useRef(name !== '');
  const [target, setTarget] = useState(
    () => before?.target ?? destination(projects, useNavigation.getState(), environmentId),
  );
  const targetIsOwn = useRef(before !== undefined || environmentId !== null);
  const [fields, setFields] = useState<KeyFieldValues>(before?.fields ?? EMPTY_KEY_FIELDS);
  const [chosen, setChosen] = useState(0);
  const [around, setAround] = useState<Around>(before?.around ?? 'certain');
  const [errors, setErrors] = useState<Errors>({});
  const [saving, setSaving] = useState(false);
  const [another, setAnother] = useState(false);
  const [importing, setImporting] = useState(false);
  /** Counts the keys added from this one dialog; a new count is a new, empty paste field. */
  const [round, setRound] = useState(0);
  const nameField = useRef<HTMLInputElement>(null);
  const { found, error: notRecognised, busy, recognise, forget } = useRecognition();
  const paste = useKeptPaste(text, kept, {
    label: name === '' ? 'Add a key' : `Add ${name}`,
    request: { kind: 'add-key' },
    fields: { name, target, fields, around } satisfies FilledIn,
  });
  useRestored(kept, (pastedId) => void recognise({ pastedId }, name, around === 'all'));
  const candidate = found?.candidates[chosen];
  const providers = useKnownProviders(found?.candidates.map((each) => each.provider));
  const project = projects.find(({ id }) => id === target.projectId);
  const environment = project?.environments.find(({ id }) => id === target.environmentId);
  const many = source === 'text' && found?.shape === 'many' && around !== 'kept';

  /** What is only a guess fills in nothing until a person chooses it. */
  const goBy = (which: Candidate | undefined, answer: Recognised, chosenByPerson = false) => {
    if (which !== undefined && !which.certain && !chosenByPerson) {
      setFields((before) => ({ ...before, provider: '', kind: 'secret' }));
    } else if (which !== undefined) {
      setFields((before) => ({ ...before, provider: providerText(which.provider), kind: which.kind }));
      const better = environmentFor(project, which.environmentHint);
      if (better !== undefined && !targetIsOwn.current) setTarget({ ...target, environmentId: better.id });
    }
    // A name in the pasted text is as good as typed; a value that is in the vault has the name that it has there.
    const suggested = which?.certain === true || chosenByPerson ? which?.suggestedName : null;
    if (!nameIsOwn.current) setName(answer.name ?? answer.sameValue[0]?.name ?? suggested ?? '');
  };
  const onText = () => {
    setErrors(({ value: _value, form: _form, ...others }) => others);
    setChosen(0);
    setAround('certain');
    paste.keep();
    if (text.current === '') {
      forget();
      if (!nameIsOwn.current) setName('');
      setFields((before) => ({ ...before, provider: '', kind: 'secret' }));
      return;
    }
    void recognise(text.current, nameIsOwn.current ? name : '').then((answer) => {
      if (answer !== null) goBy(answer.candidates[0], answer);
    });
  };
  const changeAround = (next: Around) => {
    setAround(next);
    if (next === 'kept') return;
    setChosen(0);
    void recognise(paste.given(), nameIsOwn.current ? name : '', next === 'all').then((answer) => {
      if (answer !== null) goBy(answer.candidates[0], answer);
    });
  };
  useInitialText(initialText, text, () => {
    setSource('text');
    onText();
  });

  const startAnother = () => {
    text.current = '';
    forget();
    setSource('nothing');
    setName('');
    nameIsOwn.current = false;
    setErrors({});
    setChosen(0);
    setAround('certain');
    // The next key often comes from the same place, but never has the same identifier or expiry.
    setFields(({ tags, consumer }) => ({ ...EMPTY_KEY_FIELDS, tags, consumer }));
    setRound(round + 1);
  };

  const submit = async () => {
    if (saving) return;
    if (many) {
      setImporting(true);
      return;
    }
    const nameIsRight = keyNameProblem(name) === null;
    const read = readKeyFields(fields, Date.now());
    const wrong: Errors = {
      ...(read.errors ?? {}),
      ...(source === 'nothing' ? { value: 'Paste the key, or choose a file.' } : {}),
      ...(nameIsRight ? {} : { name: nameProblem(name) }),
      ...(target.environmentId === '' ? { environment: 'Choose where the key goes.' } : {}),
    };
    setErrors(wrong);
    if (!nameIsRight && source !== 'nothing') nameField.current?.focus();
    if (read.fields === null || !nameIsRight || target.environmentId === '' || source === 'nothing') return;
    setSaving(true);
    const { expires, ...known } = read.fields;
    const result = await call(
      engine().keys.add({
        environmentId: target.environmentId,
        name: name,
        value: source === 'file' ? { from: 'file' } : { from: 'text', text: paste.given() },
        ...cleaning(around),
        identifier: readIdentifier(fields),
        ...known,
        // Nothing typed leaves room for an expiry that the engine reads from the value itself.
        ...(expires === null ? {} : { expires }),
      }),
    );
    setSaving(false);
    if (!result.ok) {
      if (!isQuiet(result)) setErrors(errorsOf(result.error));
      return;
    }
    paste.stored();
    notifyDone(result.value);
    if (another) startAnother();
    else onClose();
  };

  const exposed = exposure(fields.kind, name, '');
  const expiresHint =
    candidate?.expiresAt === null || candidate?.expiresAt === undefined
      ? undefined
      : `${formatDay(candidate.expiresAt)}, read from the value`;

  if (importing) {
    return (
      <ImportDialog
        open
        environmentId={target.environmentId || null}
        initialText={text}
        given={paste.given}
        onImported={paste.stored}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add a key"
      className="add-key"
      dismissable={!saving}
      onSubmit={() => void submit()}
      footer={
        <>
          {many ? null : (
            <span className="footer-start">
              <Checkbox label="Add another" checked={another} onChange={setAnother} />
            </span>
          )}
          <Button onClick={onClose} disabled={saving}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={saving}>
            {many ? 'Import…' : 'Add key'}
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
        key={round}
        label={valueLabel(fields.kind)}
        placeholder="Paste a key, NAME=value, or a whole .env"
        text={text}
        source={source}
        prefix={candidate?.prefix ?? ''}
        lengthBytes={found?.lengthBytes ?? 0}
        busy={busy}
        isRestored={paste.isRestored}
        error={errors.value ?? notRecognised?.message}
        onSource={(next) => {
          setSource(next);
          if (next === 'file') setFields((before) => ({ ...before, kind: 'file' }));
        }}
        onText={onText}
        onGiven={() => nameField.current?.focus()}
      />
      {many ? (
        <>
          <Callout tone="info" title="These are several keys" live>
            The import shows each line before anything is added.
            <Button variant="quiet" className="link-button" onClick={() => setAround('kept')}>
              Keep it as one value
            </Button>
          </Callout>
          <TargetPicker projects={projects} target={target} onChange={setTarget} />
        </>
      ) : (
        <>
          {source === 'text' && found !== null && found.shape === 'one' ? (
            <RecognitionNotes
              found={found}
              chosen={chosen}
              onChoose={(index) => {
                setChosen(index);
                goBy(found.candidates[index], found, true);
              }}
              around={around}
              onAround={changeAround}
            />
          ) : null}
          <TextField
            ref={nameField}
            label="Name"
            monospace
            value={name}
            placeholder="STRIPE_SECRET_KEY"
            error={errors.name}
            onChange={(event) => {
              setName(event.target.value);
              nameIsOwn.current = event.target.value !== '';
              setErrors(({ name: _name, ...others }) => others);
            }}
          />
          {exposed === null ? null : (
            <Callout tone="warning" title="This is a secret" live>
              {exposed}
            </Callout>
          )}
          <TargetPicker
            projects={projects}
            target={target}
            error={errors.environment}
            onChange={(next: Target) => {
              setTarget(next);
              targetIsOwn.current = true;
            }}
          />
          {environment !== undefined && isMismatch(environment.name, candidate?.environmentHint ?? null) ? (
            <Callout tone="warning" live>
              This looks like a key for {candidate?.environmentHint}, and it goes to {environment.name}.
            </Callout>
          ) : null}
          <KeyIdentityFields
            values={fields}
            errors={errors}
            providers={providers}
            onChange={(change) => setFields({ ...fields, ...change })}
          />
          <More label="Expiry, rotation, scopes and notes" open={hasErrorInside(errors)}>
            <KeyDetailFields
              values={fields}
              errors={errors}
              expiresHint={expiresHint}
              onChange={(change) => setFields({ ...fields, ...change })}
            />
          </More>
        </>
      )}
    </Dialog>
  );
}

/** Takes a text over that was pasted before the dialog opened, once. */
function useInitialText(initialText: string, text: RefObject<string>, onTaken: () => void): void {
  const taken = useRef(false);
  const whenTaken = useRef(onTaken);
  useEffect(() => {
    if (taken.current || initialText === '') return;
    taken.current = true;
    text.current = initialText;
    whenTaken.current();
  }, [initialText, text]);
}

function hasErrorInside(errors: Errors): boolean {
  return ['expires', 'rotateEvery', 'scopes', 'tags', 'consumer', 'description', 'notes'].some(
    (field) => field in errors,
  );
}

function nameProblem(name: string): string {
  if (name.trim() === '') return 'Give the key a name, such as STRIPE_SECRET_KEY.';
  if (name.includes('=')) return 'A name cannot have “=” in it.';
  if (name.length > 200) return 'A name can have at most 200 characters.';
  if (name !== name.trim()) return 'A name cannot start or end with a space.';
  return 'A name cannot have control characters in it.';
}

/** A failure, at the field that it is about. */
function errorsOf(error: Failure): Errors {
  return { [fieldOfFailure(error)]: error.message };
}
