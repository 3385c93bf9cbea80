import { ExternalLink, EyeOff, Link2 } from 'lucide-react';
import { useRef, useState } from 'react';
import type { KeyKind } from '#shared/domain/key.ts';
import { KEY_KINDS } from '#shared/domain/key-status.ts';
import type { Connection, RemoteKey } from '#shared/domain/remote-key.ts';
import { keyNameProblem } from '#shared/domain/text-rules.ts';
import { notifyDone } from '../../actions/perform.ts';
import { providerName } from '../../data/provider-name.ts';
import type { KeptForm } from '../../dialogs.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { useNavigation } from '../../stores/navigation.ts';
import type { Project } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Select } from '../../ui/select.tsx';
import { fieldOfFailure } from '../add-key/field-of-failure.ts';
import { KIND_LABELS } from '../add-key/key-kinds.ts';
import { PasteField, type ValueSource } from '../add-key/paste-field.tsx';
import { RecognitionNotes } from '../add-key/recognition-notes.tsx';
import type { Target } from '../add-key/target.ts';
import { TargetPicker } from '../add-key/target-picker.tsx';
import { useKeptPaste, useRestored } from '../add-key/use-kept-paste.ts';
import { type Around, cleaning, useRecognition } from '../add-key/use-recognition.ts';
import { namesFor, targetFor } from './adopt-name.ts';
import { linkToKey, openDashboard, setIgnored } from './drift-actions.ts';
import { endsOf, shortScopes } from './drift-words.ts';
import { RemoteDate, saysDate } from './remote-date.tsx';
import { RemoteStatusMark } from './remote-status.tsx';

type Errors = {
  readonly name?: string;
  readonly value?: string;
  readonly environment?: string;
  readonly form?: string;
};

const KINDS = KEY_KINDS.map((kind) => ({ value: kind, label: KIND_LABELS[kind] }));

/** How the form was filled in when it was closed. */
type FilledIn = { readonly name: string; readonly target: Target; readonly kind: KeyKind; readonly around: Around };

/** The value, name and place of a key that is adopted, under what the provider says of it. */
export function AdoptForm({
  remote,
  defaultVariable,
  connection,
  projects,
  kept,
  onClose,
}: {
  readonly remote: RemoteKey;
  readonly defaultVariable: string | null;
  readonly connection: Connection;
  readonly projects: readonly Project[];
  readonly kept: KeptForm | undefined;
  readonly onClose: () => void;
}) {
  const text = useRef('');
  const submitButton = useRef<HTMLButtonElement>(null);
  const before = kept?.fields as FilledIn | undefined;
  const names = namesFor(remote.name, defaultVariable);
  const [source, setSource] = useState<ValueSource>(kept === undefined ? 'nothing' : 'text');
  const [name, setName] = useState(before?.name ?? names[0] ?? '');
  const [target, setTarget] = useState<Target>(
    () => before?.target ?? targetFor(remote, connection, projects, useNavigation.getState()),
  );
  const [kind, setKind] = useState<KeyKind>(before?.kind ?? remote.kind ?? 'secret');
  const [kindIsOwn, setKindIsOwn] = useState(before !== undefined || remote.kind !== null);
  const [chosen, setChosen] = useState(0);
  const [around, setAround] = useState<Around>(before?.around ?? 'certain');
  const [errors, setErrors] = useState<Errors>({});
  const [saving, setSaving] = useState(false);
  const { found, error: notRecognised, busy, recognise, forget } = useRecognition();
  const paste = useKeptPaste(text, kept, {
    label: `Adopt ${name}`,
    request: { kind: 'adopt', remoteKeyId: remote.id, connectionId: connection.id },
    fields: { name, target, kind, around } satisfies FilledIn,
  });
  useRestored(kept, (pastedId) => void recognise({ pastedId }, name, around === 'all'));
  const candidate = found?.candidates[chosen];

  const onText = (): void => {
    setErrors(({ value: _value, form: _form, ...others }) => others);
    setChosen(0);
    setAround('certain');
    paste.keep();
    if (text.current === '') {
      forget();
      return;
    }
    void recognise(text.current, name).then((answer) => {
      const [best] = answer?.candidates ?? [];
      if (best?.certain === true && !kindIsOwn) setKind(best.kind);
    });
  };
  const submit = async (): Promise<void> => {
    if (saving) return;
    const wanted = name.trim();
    const wrong: Errors = {
      ...(source === 'nothing' ? { value: 'Paste the key’s value.' } : {}),
      ...(found?.shape === 'many' && around !== 'kept'
        ? { value: 'These are several lines with names. Paste one value.' }
        : {}),
      ...(keyNameProblem(wanted) === null
        ? {}
        : { name: wanted === '' ? 'Give the key a name.' : 'A name has at most 200 visible characters and no “=”.' }),
      ...(target.environmentId === '' ? { environment: 'Choose where the key goes.' } : {}),
    };
    setErrors(wrong);
    if (Object.keys(wrong).length > 0 || target.environmentId === '') return;
    setSaving(true);
    const answer = await call(
      engine().remoteKeys.adopt({
        remoteKeyId: remote.id,
        environmentId: target.environmentId,
        name: wanted,
        value: paste.given(),
        ...cleaning(around),
        kind,
      }),
    );
    setSaving(false);
    if (answer.ok) {
      paste.stored();
      notifyDone(answer.value);
      onClose();
    } else if (!isQuiet(answer)) {
      // A conflict is that the pasted value is not the one that the provider shows.
      const field = answer.error.code === 'conflict' ? 'value' : fieldOfFailure(answer.error);
      const known = field === 'name' || field === 'value' || field === 'environment';
      setErrors({ [known ? field : 'form']: answer.error.message });
    }
  };

  return (
    <Dialog
      open
      title={`Adopt “${remote.name}”`}
      description={`${providerName(connection.provider)} lists it, and no key here is matched to it.`}
      dismissable={!saving}
      onClose={onClose}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={onClose} disabled={saving}>
            Cancel
          </Button>
          <Button ref={submitButton} type="submit" variant="primary" busy={saving}>
            Adopt
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
      <RemoteCard remote={remote} onClose={onClose} />
      <PasteField
        label="Value"
        placeholder={`Paste the value${remote.prefix === '' ? '' : ` that starts with ${remote.prefix}`}`}
        text={text}
        source={source}
        prefix={candidate?.prefix ?? ''}
        lengthBytes={found?.lengthBytes ?? 0}
        busy={busy}
        isRestored={paste.isRestored}
        error={errors.value ?? notRecognised?.message}
        fromFile={false}
        onSource={setSource}
        onText={onText}
        onGiven={() => submitButton.current?.focus()}
      />
      {source === 'text' && found?.shape === 'one' ? (
        <RecognitionNotes
          found={found}
          chosen={chosen}
          onChoose={setChosen}
          around={around}
          onAround={(next) => {
            setAround(next);
            if (next !== 'kept') void recognise(paste.given(), name, next === 'all');
          }}
        />
      ) : null}
      <div className="form-columns">
        <Combobox
          label="Name"
          value={name}
          error={errors.name}
          placeholder="NORRIX_API_KEY"
          suggestions={names.map((each) => ({ value: each, label: each }))}
          onChange={(next) => {
            setName(next);
            setErrors(({ name: _name, ...others }) => others);
          }}
        />
        <Select
          label="Kind"
          value={kind}
          options={KINDS}
          onChange={(next) => {
            setKind(next);
            setKindIsOwn(true);
          }}
        />
      </div>
      <TargetPicker
        projects={projects}
        target={target}
        error={errors.environment}
        onChange={(next) => {
          setTarget(next);
          setErrors(({ environment: _environment, ...others }) => others);
        }}
      />
    </Dialog>
  );
}

/** What the provider says of the key, and what else can be done about it. */
function RemoteCard({ remote, onClose }: { readonly remote: RemoteKey; readonly onClose: () => void }) {
  const ends = endsOf(remote);
  const facts = [
    remote.scopes === null || remote.scopes.length === 0 ? null : shortScopes(remote.scopes, 4),
    remote.environment,
    remote.createdBy === null ? null : `by ${remote.createdBy}`,
  ].filter((fact) => fact !== null && fact !== '');
  return (
    <section className="remote-card" aria-label="What the provider says">
      <p className="remote-card-line">
        {ends === '' ? (
          <strong className="truncate">{remote.name}</strong>
        ) : (
          <span className="mono selectable">{ends}</span>
        )}
        <RemoteStatusMark remote={remote} />
        <span className="remote-card-dates">
          {saysDate(remote, 'created') ? (
            <span>
              created <RemoteDate remote={remote} field="created" />
            </span>
          ) : null}
          {saysDate(remote, 'lastUsed') ? (
            <span>
              used <RemoteDate remote={remote} field="lastUsed" show="relative" />
            </span>
          ) : null}
          {saysDate(remote, 'expires') ? (
            <span>
              ends <RemoteDate remote={remote} field="expires" />
            </span>
          ) : null}
        </span>
      </p>
      {facts.length === 0 ? null : <p className="remote-card-facts truncate">{facts.join(' · ')}</p>}
      <p className="remote-card-actions">
        <Button
          variant="quiet"
          icon={Link2}
          onClick={() => {
            onClose();
            linkToKey(remote);
          }}
        >
          It is a key here…
        </Button>
        <Button
          variant="quiet"
          icon={EyeOff}
          onClick={() => void setIgnored([remote.id], true, remote.name).then((done) => done && onClose())}
        >
          Ignore it
        </Button>
        <Button variant="quiet" icon={ExternalLink} onClick={() => void openDashboard(remote.connectionId)}>
          Open the page to revoke it
        </Button>
      </p>
    </section>
  );
}
