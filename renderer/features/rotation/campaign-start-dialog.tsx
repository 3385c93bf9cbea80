import { useEffect, useMemo, useRef, useState } from 'react';
import type { CampaignFilter, RotationMode } from '#shared/domain/rotation.ts';
import { providerName } from '../../data/provider-name.ts';
import { replaceDialog } from '../../dialogs.ts';
import { isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { loadAllKeys, useAllKeys } from '../../stores/all-keys.ts';
import { findProject, useProjects } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Checkbox, Segmented } from '../../ui/choices.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { CampaignPlans } from './campaign-plans.tsx';
import { confirmed } from './rotation-actions.ts';
import { type CampaignPlan, isNarrowed, useCampaignPlan } from './use-campaign-plan.ts';

const ANY = ' any';
const MODES = [
  { value: 'planned', label: 'As planned' },
  { value: 'leaked', label: 'They leaked' },
] as const;

/** Rotating many keys: which ones, and what that would do, before any of it is done. */
export function CampaignStartDialog({
  given,
  mode: givenMode,
  onClose,
}: {
  readonly given: CampaignFilter;
  readonly mode: RotationMode;
  readonly onClose: () => void;
}) {
  const [filter, setFilter] = useState(given);
  const [mode, setMode] = useState(givenMode);
  const [typedName, setTypedName] = useState<string | null>(null);
  const [agreed, setAgreed] = useState(false);
  const [starting, setStarting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { plan, error, busy } = useCampaignPlan(filter, mode);
  const main = useRef<HTMLButtonElement>(null);
  const name = typedName ?? nameOf(filter, mode);
  const asks = plan?.plans.some(({ outage, warnings }) => outage !== null || warnings.length > 0) === true;
  const count = plan?.plans.length ?? 0;
  const blocked = busy || count === 0 || name.trim() === '' || (asks && !agreed);
  const choose = (part: Partial<CampaignFilter>): void => {
    setAgreed(false);
    const next = { ...filter, ...part };
    // What is absent does not narrow it.
    setFilter(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)));
  };
  const start = async (): Promise<void> => {
    if (starting || blocked || plan === null) return;
    setStarting(true);
    setProblem(null);
    const answer = await confirmed(
      plan.plans.flatMap(({ keys }) => keys),
      () =>
        engine().rotations.startCampaign({
          name: name.trim(),
          filter: { ...filter, ...(filter.keyIds === undefined ? {} : { keyIds: [...filter.keyIds] }) },
          mode,
          agreed: asks,
        }),
    );
    setStarting(false);
    if (answer.ok) replaceDialog({ kind: 'campaign', campaignId: answer.value.campaignId });
    else if (!isQuiet(answer)) setProblem(answer.error.message);
  };
  return (
    <Dialog
      open
      size="large"
      className="rotation-dialog"
      title="Rotate several keys"
      description="Keys with one value are one rotation. Each can be gone on with and aborted by itself."
      dismissable={!starting}
      onClose={onClose}
      onSubmit={() => void start()}
      footer={
        <>
          <Button onClick={onClose} disabled={starting}>
            Cancel
          </Button>
          <Button
            ref={main}
            type="submit"
            variant={plan?.plans.some(({ outage }) => outage !== null) === true ? 'danger' : 'primary'}
            busy={starting}
            aria-disabled={blocked}
          >
            {count === 0
              ? 'Start the rotations'
              : count === 1
                ? 'Start 1 rotation'
                : `Start ${formatCount(count)} rotations`}
            <Kbd keys="mod+enter" />
          </Button>
        </>
      }
    >
      {problem === null && error === null ? null : (
        <Callout tone="problem" live>
          {problem ?? error?.message}
        </Callout>
      )}
      <FilterFields filter={filter} onChange={choose} />
      <div className="campaign-how">
        <Segmented
          label="Why they are rotated"
          value={mode}
          onChange={(next) => {
            setAgreed(false);
            setMode(next);
          }}
          options={MODES}
        />
        <TextField
          label="Name of the campaign"
          labelHidden
          placeholder="Name of the campaign"
          value={name}
          maxLength={100}
          error={name.trim() === '' ? 'Give it a name.' : undefined}
          onChange={(event) => setTypedName(event.target.value)}
        />
      </div>
      {asks ? <Consent plan={plan} agreed={agreed} onAgree={setAgreed} /> : null}
      <CampaignPlans plan={plan} busy={busy} narrowed={isNarrowed(filter)} />
    </Dialog>
  );
}

function Consent({
  plan,
  agreed,
  onAgree,
}: {
  readonly plan: CampaignPlan | null;
  readonly agreed: boolean;
  readonly onAgree: (yes: boolean) => void;
}) {
  const outages = plan?.plans.filter(({ outage }) => outage !== null).length ?? 0;
  return (
    <div className="rotation-consent">
      <Callout tone="warning" live>
        {outages === 0
          ? 'Some of these have something to be known before; it is said at each.'
          : `${outages === 1 ? 'One of these stops' : `${formatCount(outages)} of these stop`} working for a while; it is said at each.`}
      </Callout>
      <Checkbox label="Go on all the same" checked={agreed} onChange={onAgree} />
    </div>
  );
}

function FilterFields({
  filter,
  onChange,
}: {
  readonly filter: CampaignFilter;
  readonly onChange: (part: Partial<CampaignFilter>) => void;
}) {
  const projects = useProjects((state) => state.projects) ?? [];
  const table = useAllKeys((state) => state.table);
  useEffect(() => {
    if (useAllKeys.getState().table === null) void loadAllKeys();
  }, []);
  const known = useMemo(() => {
    const sorted = (values: Iterable<string>) => [...new Set(values)].sort((a, b) => a.localeCompare(b));
    const rows = table?.rows ?? [];
    return {
      providers: sorted(rows.flatMap(({ provider }) => provider ?? [])),
      consumers: sorted(rows.flatMap(({ consumer }) => consumer ?? [])),
      tags: sorted(rows.flatMap(({ tags }) => tags)),
    };
  }, [table]);
  const environments = [...new Set(projects.flatMap((project) => project.environments.map(({ name }) => name)))];
  const { keyIds } = filter;
  // As typed: the filter has it without what lies around it.
  const [person, setPerson] = useState(filter.person ?? '');
  const only = (value: string): string | undefined => (value === ANY ? undefined : value);
  return (
    <div className="campaign-filter">
      {keyIds === undefined ? null : (
        <p className="campaign-chosen">
          {keyIds.length === 1 ? '1 chosen key' : `${formatCount(keyIds.length)} chosen keys`}
          <Button variant="quiet" onClick={() => onChange({ keyIds: undefined })}>
            Choose by what they have in common
          </Button>
        </p>
      )}
      <Select
        label="Project"
        value={filter.projectId ?? ANY}
        onChange={(value) => onChange({ projectId: projects.find(({ id }) => id === value)?.id })}
        options={[
          { value: ANY, label: 'All projects' },
          ...projects.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Select
        label="Environment"
        value={filter.environmentName ?? ANY}
        onChange={(value) => onChange({ environmentName: only(value) })}
        options={[
          { value: ANY, label: 'All environments' },
          ...environments.map((each) => ({ value: each, label: each })),
        ]}
      />
      <Select
        label="Provider"
        value={filter.provider ?? ANY}
        onChange={(value) => onChange({ provider: only(value) })}
        options={[
          { value: ANY, label: 'All providers' },
          ...known.providers.map((id) => ({ value: id, label: providerName(id) })),
        ]}
      />
      <Select
        label="Used by"
        value={filter.consumer ?? ANY}
        onChange={(value) => onChange({ consumer: only(value) })}
        options={[{ value: ANY, label: 'Anybody' }, ...known.consumers.map((each) => ({ value: each, label: each }))]}
      />
      <Select
        label="Tag"
        value={filter.tag ?? ANY}
        onChange={(value) => onChange({ tag: only(value) })}
        options={[{ value: ANY, label: 'Any or none' }, ...known.tags.map((each) => ({ value: each, label: each }))]}
      />
      <TextField
        label="Known by"
        placeholder="Anybody"
        hint="By owner note, use, tag or maker."
        value={person}
        maxLength={200}
        onChange={({ target }) => {
          setPerson(target.value);
          onChange({ person: target.value.trim() === '' ? undefined : target.value.trim() });
        }}
      />
    </div>
  );
}

/** "production keys of storefront, for bkend". */
function nameOf(
  { projectId, environmentName, provider, consumer, tag, person, keyIds }: CampaignFilter,
  mode: RotationMode,
): string {
  const project = findProject(projectId ?? null)?.name;
  const what = [environmentName, tag === undefined ? undefined : `“${tag}”`].filter((part) => part !== undefined);
  const words = [
    mode === 'leaked' ? 'Leaked:' : '',
    what.join(' '),
    keyIds === undefined ? 'keys' : `${keyIds.length} chosen keys`,
    project === undefined ? '' : `of ${project}`,
    provider === undefined ? '' : `for ${providerName(provider)}`,
    consumer === undefined ? '' : `used by ${consumer}`,
    person === undefined ? '' : `that ${person} knew`,
  ];
  const text = words.filter((part) => part !== '').join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`.slice(0, 100);
}
