import { type ReactNode, useEffect, useRef, useState } from 'react';
import './connection-form.css';
import type { ConnectionState } from '#shared/contract/connections.ts';
import { planLimits } from '#shared/domain/describe-provider.ts';
import type { ConnectionId } from '#shared/domain/ids.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { loadConnections } from '../../stores/connections.ts';
import { showProviders } from '../../stores/providers-view.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { RadioCards } from '../../ui/choices.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { More } from '../../ui/more.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { notify } from '../../ui/toast.tsx';
import { asksForBase, asksForDashboard, BaseAddressField, DashboardAddressField } from './address-fields.tsx';
import {
  type ConnectionErrors,
  type ConnectionValues,
  errorsOf,
  initialValues,
  missingIn,
  requestOf,
  scheduleOptions,
} from './connection-form-values.ts';
import { ConnectionTest, type TestResult, testConnection } from './connection-test.tsx';
import { CredentialFields, methodsFor, readCredential } from './credential-fields.tsx';
import type { CredentialChange, CredentialInputs } from './credential-parts.tsx';
import { EnvironmentMapping } from './environment-mapping.tsx';

/** Everything that can be said of a connection. Saved and tested, it stays open with the result. */
export function ConnectionForm({
  definition,
  before: given,
  picker,
  onClose,
}: {
  readonly definition: ProviderDefinition;
  /** Null: a new one. */
  readonly before: ConnectionState | null;
  /** The choice of the provider, where it can still be another. */
  readonly picker: ReactNode;
  readonly onClose: () => void;
}) {
  // The form keeps what it started from, whatever changes behind it.
  const [before] = useState(given);
  const [connectionId, setConnectionId] = useState<ConnectionId | null>(before?.connection.id ?? null);
  const [values, setValues] = useState<ConnectionValues>(() => initialValues(definition, before));
  const [stored, setStored] = useState(before?.connection.hasCredential ?? false);
  const [credential, setCredential] = useState<CredentialChange>('keep');
  const [methodId, setMethodId] = useState<string | null>(null);
  const [errors, setErrors] = useState<ConnectionErrors>({});
  const [busy, setBusy] = useState<'saving' | 'testing' | null>(null);
  const [result, setResult] = useState<TestResult | null>(null);
  const inputs = useRef<CredentialInputs>(new Map());
  const top = useRef<HTMLDivElement>(null);
  const isNew = connectionId === null;
  const methods = methodsFor(definition, values.way);
  const method = methods.find(({ id }) => id === methodId) ?? methods[0];
  const change = (part: Partial<ConnectionValues>): void => setValues((now) => ({ ...now, ...part }));

  /** What the credential becomes; undefined: it stays as it is. */
  const credentialPart = () => {
    // With the dashboard chosen over an API nothing is sent any more, so nothing is kept.
    if (methods.length === 0) return stored ? { credential: null } : {};
    if (stored && credential === 'remove') return { credential: null };
    if (stored && credential === 'keep') return {};
    const read = readCredential(method, inputs.current);
    if (read === null) return {};
    return 'errors' in read ? read : { credential: read };
  };

  useEffect(() => {
    // To the first field that is wrong, once it is marked.
    const body = Object.keys(errors).length === 0 ? null : top.current?.closest('.dialog-body');
    body?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);

  const refuse = (wrong: ConnectionErrors): null => {
    setErrors(wrong);
    setResult(null);
    if ('form' in wrong) toTop(top.current);
    return null;
  };

  const save = async (): Promise<ConnectionId | null> => {
    const part = credentialPart();
    const missing = { ...missingIn(values, definition, before), ...('errors' in part ? part.errors : {}) };
    if (Object.keys(missing).length > 0 || 'errors' in part) return refuse(missing);
    setErrors({});
    setBusy('saving');
    const request = requestOf(values);
    const answer = await (connectionId === null
      ? call(
          engine().connections.add({
            provider: definition.id,
            ...request,
            ...(part.credential == null ? {} : { credential: part.credential }),
          }),
        )
      : call(engine().connections.edit({ connectionId, ...request, ...part })));
    setBusy(null);
    if (!answer.ok) return isQuiet(answer) ? null : refuse(errorsOf(answer.error, values));
    if (part.credential !== undefined) setStored(part.credential !== null);
    setCredential('keep');
    for (const input of inputs.current.values()) input.value = '';
    const id = 'connectionId' in answer.value ? answer.value.connectionId : connectionId;
    setConnectionId(id);
    await loadConnections();
    return id;
  };

  const submit = async (): Promise<void> => {
    if (busy !== null) return;
    const id = await save();
    if (id === null) return;
    if (before === null) {
      notify({ title: `Connected ${definition.name.value}`, tone: 'ok' });
      showProviders({ at: 'connection', connectionId: id });
    } else notify({ title: `Saved ${values.name.trim()}`, tone: 'ok' });
    onClose();
  };

  const saveAndTest = async (): Promise<void> => {
    if (busy !== null) return;
    const id = await save();
    if (id === null) return;
    setBusy('testing');
    setResult(await testConnection(id));
    setBusy(null);
    toTop(top.current);
  };

  const canTest = methods.length > 0;
  const baseIsAsked = values.way === 'api' && asksForBase(definition);
  const dashboardIsAsked = values.way === 'dashboard' && asksForDashboard(definition);
  const dashboardIsOptional = !dashboardIsAsked;
  const baseIsOptional = !baseIsAsked && methods.length > 0;
  const plans = definition.rateLimits?.plans?.value ?? [];
  return (
    <Dialog
      open
      className="connection-form"
      title={
        isNew
          ? `Connect ${picker === null ? definition.name.value : 'a provider'}`
          : `Edit ${before?.connection.name ?? definition.name.value}`
      }
      onClose={onClose}
      dismissable={busy !== 'saving'}
      onSubmit={() => void submit()}
      footer={
        <>
          {canTest ? (
            <span className="footer-start">
              <Button busy={busy === 'testing'} disabled={busy === 'saving'} onClick={() => void saveAndTest()}>
                {isNew ? 'Add and test' : 'Save and test'}
              </Button>
            </span>
          ) : null}
          <Button onClick={onClose} disabled={busy === 'saving'}>
            {before === null && !isNew ? 'Close' : 'Cancel'}
          </Button>
          <Button type="submit" variant="primary" busy={busy === 'saving'}>
            {isNew ? 'Add connection' : 'Save'}
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
        {result === null ? null : <ConnectionTest result={result} />}
      </div>
      {isNew ? picker : null}
      <TextField
        label="Name"
        value={values.name}
        placeholder={definition.name.value}
        error={errors['name']}
        onChange={(event) => change({ name: event.target.value })}
      />
      {definition.sync.api === undefined ? null : (
        <RadioCards
          label="How it is synced"
          value={values.way}
          onChange={(way) => change({ way })}
          options={[
            {
              value: 'api',
              title: 'By its API',
              text: 'Keyrail asks by itself, when you say or on a schedule. Needs a credential.',
            },
            {
              value: 'dashboard',
              title: 'From its dashboard',
              text: 'You sign in in a window of its own, and Keyrail reads the list on the page.',
            },
          ]}
        />
      )}
      {definition.sync.api === undefined ? (
        <p className="field-hint">
          {definition.name.value} documents no listing of keys, so it is read from its dashboard, where you sign in
          yourself, or from a file.
        </p>
      ) : null}
      {dashboardIsAsked ? (
        <DashboardAddressField definition={definition} values={values} errors={errors} onChange={change} />
      ) : null}
      {baseIsAsked ? (
        <BaseAddressField definition={definition} values={values} errors={errors} onChange={change} />
      ) : null}
      {methods.length === 0 ? (
        stored ? (
          <p className="field-hint">The stored credential is removed when you save: the dashboard does not need it.</p>
        ) : null
      ) : (
        <fieldset className="form-group">
          <legend>Credential</legend>
          <CredentialFields
            methods={methods}
            method={method}
            onMethod={setMethodId}
            inputs={inputs}
            stored={stored}
            change={credential}
            onChange={setCredential}
            errors={errors}
            listsKeys={values.way === 'api'}
          />
        </fieldset>
      )}
      {values.way === 'api'
        ? definition.parameters.map(({ id, label, required, about }) => (
            <TextField
              key={id}
              label={required ? label : `${label} (optional)`}
              monospace
              value={values.parameters[id] ?? ''}
              error={errors[`parameter.${id}`]}
              hint={sentence(about.value.words)}
              onChange={(event) => change({ parameters: { ...values.parameters, [id]: event.target.value } })}
            />
          ))
        : null}
      {plans.length === 0 ? null : (
        <Select
          label="Plan"
          value={values.plan === '' ? 'none' : values.plan}
          error={errors['plan']}
          hint="Its limits are obeyed."
          onChange={(plan) => change({ plan: plan === 'none' ? '' : plan })}
          options={[
            { value: 'none', label: 'Not known' },
            ...plans.map((plan) => ({ value: plan.id, label: `${plan.label}: ${planLimits(plan)}` })),
          ]}
        />
      )}
      <fieldset className="form-group">
        <legend>Where its keys belong</legend>
        {listsOneEnvironment(definition) ? (
          <p className="field-hint">
            {definition.name.value} has a list of keys for each environment. Add a connection for each one that you use:
            a list of another environment would make the keys of this one look gone.
          </p>
        ) : null}
        <EnvironmentMapping values={values} errors={errors} onChange={change} />
      </fieldset>
      {values.way === 'api' ? (
        <Select
          label="Sync by itself"
          value={values.syncEvery === '' ? 'off' : values.syncEvery}
          error={errors['syncEvery']}
          onChange={(every) => change({ syncEvery: every === 'off' ? '' : every })}
          options={scheduleOptions(before?.connection.syncEveryMs == null ? '' : String(before.connection.syncEveryMs))}
        />
      ) : null}
      {dashboardIsOptional || baseIsOptional ? (
        <More label="Addresses" open={errors['baseUrl'] !== undefined || errors['dashboardUrl'] !== undefined}>
          {dashboardIsOptional ? (
            <DashboardAddressField definition={definition} values={values} errors={errors} onChange={change} />
          ) : null}
          {baseIsOptional ? (
            <BaseAddressField definition={definition} values={values} errors={errors} onChange={change} />
          ) : null}
        </More>
      ) : null}
    </Dialog>
  );
}

/** A list that names no environments, of a provider whose keys each belong to one. */
function listsOneEnvironment({ boundTo, list }: ProviderDefinition): boolean {
  const columns = list.columns?.value ?? [];
  const told = columns.some(({ field, also = [] }) => [field, ...also].includes('environment'));
  return boundTo?.value.to === 'environment' && !told;
}

/** The definitions' words begin small. */
function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function toTop(notes: HTMLElement | null): void {
  notes?.closest('.dialog-body')?.scrollTo({ top: 0 });
}
