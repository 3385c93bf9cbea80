import { type ReactNode, useEffect, useRef, useState } from 'react';
import './ci.css';
import '../providers/connection-form.css';
import type { CiSystemInfo, CiTargetState } from '#shared/contract/ci-targets.ts';
import type { Failure } from '#shared/contract/result.ts';
import type { CiTargetId, EnvironmentId, KeyId, ProjectId } from '#shared/domain/ids.ts';
import { replaceDialog } from '../../dialogs.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { findCiTarget, loadCi } from '../../stores/ci.ts';
import { showCi } from '../../stores/ci-view.ts';
import { type Project, useProjects } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { More } from '../../ui/more.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { notify } from '../../ui/toast.tsx';
import type { CredentialChange, CredentialInputs } from '../providers/credential-parts.tsx';
import { PlaceFields } from './place-fields.tsx';
import { missingInPlace, type PlaceValues, placeValues, writtenOf } from './place-values.ts';
import { TargetTest, type TargetTested, testStored } from './target-test.tsx';
import { readToken, TokenFields } from './token-fields.tsx';

interface Purpose {
  readonly projectId: ProjectId | null;
  readonly environmentId: EnvironmentId | null;
}

type Errors = Readonly<Record<string, string>>;

/** Everything that can be said of a target. Saved and tested, it stays open with the result. */
export function TargetForm({
  info,
  before: given,
  placing,
  picker,
  onClose,
}: {
  readonly info: CiSystemInfo;
  /** Null: a new one. */
  readonly before: CiTargetState | null;
  /** The key that is placed in a new one next; null: the new target is shown. */
  readonly placing: KeyId | null;
  /** The choice of the system, where it can still be another. */
  readonly picker: ReactNode;
  readonly onClose: () => void;
}) {
  // The form keeps what it started from, whatever changes behind it.
  const [before] = useState(given);
  const [targetId, setTargetId] = useState<CiTargetId | null>(before?.target.id ?? null);
  const [place, setPlace] = useState<PlaceValues>(() => placeValues(info.id, before?.written ?? null));
  const [name, setName] = useState(before?.target.name ?? '');
  const [baseUrl, setBaseUrl] = useState(before?.target.baseUrl ?? '');
  const [purpose, setPurpose] = useState<Purpose>({
    projectId: before?.target.projectId ?? null,
    environmentId: before?.target.environmentId ?? null,
  });
  const [stored, setStored] = useState(before?.target.hasToken ?? false);
  const [token, setToken] = useState<CredentialChange>('keep');
  const [errors, setErrors] = useState<Errors>({});
  const [busy, setBusy] = useState<'saving' | 'testing' | null>(null);
  const [result, setResult] = useState<TargetTested | null>(null);
  const inputs = useRef<CredentialInputs>(new Map());
  const top = useRef<HTMLDivElement>(null);
  const isNew = targetId === null;
  const needsBase = info.baseUrl === null;

  useEffect(() => {
    // To the first field that is wrong, once it is marked.
    const body = Object.keys(errors).length === 0 ? null : top.current?.closest('.dialog-body');
    body?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);

  const refuse = (wrong: Errors): null => {
    setErrors(wrong);
    setResult(null);
    if ('form' in wrong) toTop(top.current);
    return null;
  };

  /** What the token becomes; nothing: it stays as it is. */
  const tokenPart = () => {
    if (stored && token === 'remove') return { token: null };
    if (stored && token === 'keep') return {};
    return readToken(info.token, inputs.current) ?? {};
  };

  const save = async (): Promise<CiTargetId | null> => {
    const part = tokenPart();
    const missing = {
      ...missingInPlace(info.id, place),
      ...(needsBase && baseUrl.trim() === '' ? { baseUrl: `Say where ${info.name} is.` } : {}),
      ...(before !== null && name.trim() === '' ? { name: 'Give the target a name.' } : {}),
      ...('errors' in part ? part.errors : {}),
    };
    if (Object.keys(missing).length > 0 || 'errors' in part) return refuse(missing);
    setErrors({});
    setBusy('saving');
    const said = {
      place: writtenOf(info.id, place),
      ...(name.trim() === '' ? {} : { name: name.trim() }),
      baseUrl: baseUrl.trim() === '' ? null : baseUrl.trim(),
      ...purpose,
      ...part,
    };
    const answer = await (targetId === null
      ? call(engine().ciTargets.add({ system: info.id, ...said }))
      : call(engine().ciTargets.edit({ targetId, ...said })));
    setBusy(null);
    if (!answer.ok) return isQuiet(answer) ? null : refuse({ [fieldOf(answer.error)]: answer.error.message });
    if (part.token !== undefined) setStored(part.token !== null);
    setToken('keep');
    for (const input of inputs.current.values()) input.value = '';
    const id = 'targetId' in answer.value ? answer.value.targetId : targetId;
    setTargetId(id);
    await loadCi();
    return id;
  };

  const submit = async (): Promise<void> => {
    if (busy !== null) return;
    const id = await save();
    if (id === null) return;
    if (before === null) {
      notify({ title: 'Added the CI target', tone: 'ok' });
      if (placing !== null) {
        // Takes this dialog's place.
        replaceDialog({ kind: 'copy-assistant', keyId: placing, targetId: id });
        return;
      }
      showCi({ at: 'target', targetId: id });
    } else notify({ title: `Saved ${name.trim()}`, tone: 'ok' });
    onClose();
  };

  const saveAndTest = async (): Promise<void> => {
    if (busy !== null) return;
    const id = await save();
    if (id === null) return;
    setBusy('testing');
    setResult(await testStored(id));
    setBusy(null);
    toTop(top.current);
  };

  const address = (
    <TextField
      label={needsBase ? `Address of ${info.name}` : 'API address'}
      type="url"
      monospace
      placeholder={info.baseUrl ?? 'https://jenkins.example.com'}
      value={baseUrl}
      error={errors['baseUrl']}
      hint={
        needsBase
          ? 'The token and the values are sent to this address only.'
          : `Left empty: ${info.name}’s own. Your own server’s address otherwise; the token and the values are sent to it only.`
      }
      onChange={(event) => setBaseUrl(event.target.value)}
    />
  );
  return (
    <Dialog
      open
      className="target-form"
      title={
        isNew
          ? picker === null
            ? `Add ${info.name} target`
            : 'Add a CI target'
          : `Edit ${(targetId === null ? undefined : findCiTarget(targetId)?.target.name) ?? name}`
      }
      onClose={onClose}
      dismissable={busy !== 'saving'}
      onSubmit={() => void submit()}
      footer={
        <>
          <span className="footer-start">
            <Button busy={busy === 'testing'} disabled={busy === 'saving'} onClick={() => void saveAndTest()}>
              {isNew ? 'Add and test' : 'Save and test'}
            </Button>
          </span>
          <Button onClick={onClose} disabled={busy === 'saving'}>
            {before === null && !isNew ? 'Close' : 'Cancel'}
          </Button>
          <Button type="submit" variant="primary" busy={busy === 'saving'}>
            {isNew ? 'Add target' : 'Save'}
          </Button>
        </>
      }
    >
      <div ref={top} hidden={errors['form'] === undefined && result === null} className="form-notes">
        {errors['form'] === undefined ? null : (
          <Callout tone="problem" live>
            {errors['form']}
          </Callout>
        )}
        {result === null ? null : <TargetTest result={result} />}
      </div>
      {isNew ? picker : null}
      {needsBase ? address : null}
      <PlaceFields
        system={info.id}
        values={place}
        errors={errors}
        onChange={(change) => setPlace((now) => ({ ...now, ...change }))}
      />
      <TextField
        label={before === null ? 'Name (optional)' : 'Name'}
        value={name}
        error={errors['name']}
        placeholder="As the place is called"
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset className="form-group">
        <legend>Access</legend>
        <TokenFields info={info} inputs={inputs} stored={stored} change={token} onChange={setToken} errors={errors} />
      </fieldset>
      <fieldset className="form-group">
        <legend>Whose keys go there</legend>
        <PurposeFields purpose={purpose} errors={errors} onChange={setPurpose} />
        <p className="field-hint">
          A key of another environment then needs your yes, so that a production key does not end up in staging.
        </p>
      </fieldset>
      {needsBase ? null : (
        <More label="Addresses" open={errors['baseUrl'] !== undefined || (before?.target.baseUrl ?? null) !== null}>
          {address}
        </More>
      )}
    </Dialog>
  );
}

const NONE: readonly Project[] = [];

function PurposeFields({
  purpose,
  errors,
  onChange,
}: {
  readonly purpose: Purpose;
  readonly errors: Errors;
  readonly onChange: (purpose: Purpose) => void;
}) {
  const projects = useProjects((state) => state.projects) ?? NONE;
  const project = projects.find(({ id }) => id === purpose.projectId);
  return (
    <div className="form-columns">
      <Select<ProjectId | 'none'>
        label="Project"
        value={purpose.projectId ?? 'none'}
        error={errors['projectId']}
        onChange={(chosen) => onChange({ projectId: chosen === 'none' ? null : chosen, environmentId: null })}
        options={[
          { value: 'none', label: 'Any project' },
          ...projects
            .filter(({ archivedAt, id }) => archivedAt === null || id === purpose.projectId)
            .map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      {project === undefined ? null : (
        <Select<EnvironmentId | 'none'>
          label="Environment"
          value={purpose.environmentId ?? 'none'}
          error={errors['environmentId']}
          onChange={(chosen) => onChange({ ...purpose, environmentId: chosen === 'none' ? null : chosen })}
          options={[
            { value: 'none' as const, label: 'Any environment' },
            ...project.environments.map(({ id, name, colour }) => ({
              value: id,
              label: name,
              mark: <EnvironmentSwatch colour={colour} />,
            })),
          ]}
        />
      )}
    </div>
  );
}

/** The field that a failure of the engine's is about. */
function fieldOf({ code, detail }: Failure): string {
  const field = detail?.['field'];
  if (typeof field === 'string') return `token.${field}`;
  switch (code) {
    case 'ci-place-invalid':
      return 'text';
    case 'name-invalid':
    case 'name-taken':
      return 'name';
    case 'address-invalid':
      return 'baseUrl';
    case 'project-not-found':
      return 'projectId';
    case 'environment-not-found':
      return 'environmentId';
    default:
      return 'form';
  }
}

function toTop(notes: HTMLElement | null): void {
  notes?.closest('.dialog-body')?.scrollTo({ top: 0 });
}
