import { KEY_KINDS } from '#shared/domain/key-status.ts';
import { Callout } from '../../ui/callout.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { formatDay, formatRelative } from '../../ui/format-time.ts';
import { Select } from '../../ui/select.tsx';
import type { Suggestion } from '../../ui/suggestion-input.tsx';
import { TagInput } from '../../ui/tag-input.tsx';
import { TextArea, TextField } from '../../ui/text-field.tsx';
import { useNow } from '../../ui/use-now.ts';
import { type KeyFieldErrors, type KeyFieldValues, readExpiry, readRotation } from './key-field-values.ts';
import { exposure, identifierLabel, KIND_LABELS } from './key-kinds.ts';

export type KeyFieldsProps = {
  readonly values: KeyFieldValues;
  readonly errors: KeyFieldErrors;
  readonly onChange: (change: Partial<KeyFieldValues>) => void;
};

const EXPIRY_SUGGESTIONS: readonly Suggestion[] = [
  { value: '30 days', label: '30 days' },
  { value: '60 days', label: '60 days' },
  { value: '90 days', label: '90 days' },
  { value: '6 months', label: '6 months' },
  { value: '1 year', label: '1 year' },
];
const ROTATION_SUGGESTIONS: readonly Suggestion[] = [
  { value: '30 days', label: 'Every 30 days' },
  { value: '90 days', label: 'Every 90 days' },
  { value: 'quarter', label: 'Every quarter' },
  { value: 'half-year', label: 'Every half-year' },
  { value: '1 year', label: 'Every year' },
];
const CONSUMER_SUGGESTIONS: readonly Suggestion[] = [
  'server',
  'worker',
  'ci',
  'browser',
  'mobile app',
  'command line',
].map((each) => ({ value: each, label: each }));

/** Whose key it is, and of what kind. */
export function ProviderAndKindFields({
  values,
  errors,
  onChange,
  providers,
}: KeyFieldsProps & { readonly providers: readonly Suggestion[] }) {
  return (
    <div className="form-columns">
      <Combobox
        label="Provider"
        value={values.provider}
        onChange={(provider) => onChange({ provider })}
        suggestions={providers}
        placeholder="None"
        error={errors.provider}
      />
      <Select
        label="Kind"
        value={values.kind}
        onChange={(kind) => onChange({ kind })}
        options={KEY_KINDS.map((kind) => ({ value: kind, label: KIND_LABELS[kind] }))}
        error={errors.kind}
      />
    </div>
  );
}

/** Provider and kind, and the identifier of kinds that have one: what is known of a key from its value. */
export function KeyIdentityFields({
  values,
  errors,
  onChange,
  providers,
}: KeyFieldsProps & { readonly providers: readonly Suggestion[] }) {
  const identifier = identifierLabel(values.kind);
  return (
    <>
      <ProviderAndKindFields values={values} errors={errors} onChange={onChange} providers={providers} />
      {identifier === null ? null : values.kind === 'key-pair' ? (
        <TextArea
          label={identifier}
          monospace
          rows={2}
          value={values.identifier}
          onChange={(event) => onChange({ identifier: event.target.value })}
          error={errors.identifier}
          hint="Not secret: it is shown and copied without a reveal."
        />
      ) : (
        <TextField
          label={identifier}
          monospace
          value={values.identifier}
          onChange={(event) => onChange({ identifier: event.target.value })}
          error={errors.identifier}
          hint="Not secret: it is shown and copied without a reveal."
        />
      )}
    </>
  );
}

/** Everything else about a key: when it ends, what it may do, who uses it. */
export function KeyDetailFields({
  values,
  errors,
  onChange,
  expiresHint,
  name = '',
}: KeyFieldsProps & {
  /** Said while no expiry is typed: what the engine will read from the value itself. */
  readonly expiresHint?: string | undefined;
  /** The key's name, for the warning about what ends up with every visitor. */
  readonly name?: string;
}) {
  const now = useNow();
  const exposed = exposure(values.kind, name, values.consumer);
  return (
    <>
      <div className="form-columns">
        <Combobox
          label="Expires"
          value={values.expires}
          onChange={(expires) => onChange({ expires })}
          suggestions={EXPIRY_SUGGESTIONS}
          placeholder="Never, or 2026-12-31, or 90 days"
          error={errors.expires}
          hint={expiryHint(values.expires, now) ?? expiresHint}
        />
        <Combobox
          label="Rotate"
          value={values.rotateEvery}
          onChange={(rotateEvery) => onChange({ rotateEvery })}
          suggestions={ROTATION_SUGGESTIONS}
          placeholder="As its policy says"
          error={errors.rotateEvery}
          hint={rotationHint(values.rotateEvery)}
        />
      </div>
      <TagInput
        label="Scopes"
        value={values.scopes}
        onChange={(scopes) => onChange({ scopes })}
        placeholder="What it may do: read, deploy"
        error={errors.scopes}
        monospace
      />
      <div className="form-columns">
        <TagInput
          label="Tags"
          value={values.tags}
          onChange={(tags) => onChange({ tags })}
          placeholder="Your own"
          error={errors.tags}
        />
        <Combobox
          label="Used by"
          value={values.consumer}
          onChange={(consumer) => onChange({ consumer })}
          suggestions={CONSUMER_SUGGESTIONS}
          placeholder="server, ci, browser"
          error={errors.consumer}
        />
      </div>
      {exposed === null ? null : (
        <Callout tone="warning" title="This is a secret" live>
          {exposed}
        </Callout>
      )}
      <TextField
        label="Description"
        value={values.description}
        onChange={(event) => onChange({ description: event.target.value })}
        error={errors.description}
        spellCheck
      />
      <TextArea
        label="Notes"
        rows={2}
        value={values.notes}
        onChange={(event) => onChange({ notes: event.target.value })}
        error={errors.notes}
        spellCheck
      />
    </>
  );
}

/** All fields of a key but its name and value, as the edit form shows them. */
export function KeyFields(
  props: KeyFieldsProps & { readonly providers: readonly Suggestion[]; readonly name?: string },
) {
  return (
    <>
      <KeyIdentityFields {...props} />
      <KeyDetailFields {...props} />
    </>
  );
}

function expiryHint(text: string, now: number): string | undefined {
  if (text.trim() === '') return undefined;
  const read = readExpiry(text, now);
  if ('error' in read) return undefined;
  return `${formatDay(read.at, read.precision)}, ${formatRelative(read.at, now, read.precision)}`;
}

function rotationHint(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  const read = readRotation(text);
  return 'error' in read ? undefined : `A reminder ${read.words}`;
}
