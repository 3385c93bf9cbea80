import type { CiSystemId } from '#shared/domain/ci.ts';
import { NETLIFY_CONTEXTS, NETLIFY_DEFAULT_CONTEXT } from '#shared/domain/netlify-contexts.ts';
import { Checkbox, Segmented } from '../../ui/choices.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { PLACE_KINDS, type PlaceValues, STAGES } from './place-values.ts';

const STAGE_LABELS: Readonly<Record<(typeof STAGES)[number], string>> = {
  production: 'Production',
  preview: 'Preview',
  development: 'Development',
};

const CONTEXT_OPTIONS = NETLIFY_CONTEXTS.map((value) => ({
  value,
  label: value,
}));

/** Where in a system the secrets are, with the choices that the system has. */
export function PlaceFields({
  system,
  values,
  errors,
  onChange,
}: {
  readonly system: CiSystemId;
  readonly values: PlaceValues;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (change: Partial<PlaceValues>) => void;
}) {
  const kinds = PLACE_KINDS[system];
  const words = kinds.find(({ kind }) => kind === values.kind) ?? kinds[0];
  return (
    <>
      {kinds.length < 2 ? null : (
        <div className="field">
          <span className="field-label" aria-hidden="true">
            Secrets of a
          </span>
          <Segmented
            label="Secrets of a"
            value={values.kind}
            onChange={(kind) => onChange({ kind })}
            options={kinds.map(({ kind, label }) => ({ value: kind, label }))}
          />
        </div>
      )}
      <TextField
        label={words.textLabel}
        monospace
        placeholder={words.placeholder}
        value={values.text}
        error={errors['text']}
        hint={hintOf(system)}
        onChange={(event) => onChange({ text: event.target.value })}
      />
      <Choices system={system} values={values} errors={errors} onChange={onChange} />
    </>
  );
}

function hintOf(system: CiSystemId): string {
  switch (system) {
    case 'github':
    case 'gitlab':
    case 'bitbucket':
      return 'Its address does as well.';
    case 'circleci':
      return 'gh, bb or circleci first, as on CircleCI’s own pages.';
    case 'jenkins':
      return 'Left empty: the system’s own credentials.';
    case 'vercel':
    case 'netlify':
      return 'As it is in the addresses of its pages.';
  }
}

function Choices({ system, values, errors, onChange }: Parameters<typeof PlaceFields>[0]) {
  const environment = (
    <TextField
      label="Environment"
      placeholder="production"
      value={values.environment}
      error={errors['environment']}
      onChange={(event) => onChange({ environment: event.target.value })}
    />
  );
  switch (system) {
    case 'github':
      if (values.kind === 'environment') return environment;
      return (
        <div className="form-columns">
          <Select
            label="For"
            value={values.dependabot ? 'dependabot' : 'actions'}
            onChange={(family) => onChange({ dependabot: family === 'dependabot' })}
            options={[
              { value: 'actions', label: 'GitHub Actions' },
              { value: 'dependabot', label: 'Dependabot' },
            ]}
          />
          {values.kind === 'organisation' ? (
            <Select
              label="New secrets can be used by"
              value={values.visibility}
              onChange={(visibility) => onChange({ visibility })}
              options={[
                { value: 'private', label: 'Private repositories' },
                { value: 'all', label: 'All repositories' },
                { value: 'selected', label: 'Repositories selected there' },
              ]}
            />
          ) : null}
        </div>
      );
    case 'gitlab':
      return (
        <>
          <TextField
            label="Environment scope"
            monospace
            placeholder="*"
            value={values.scope}
            error={errors['scope']}
            hint="Left empty: every environment."
            onChange={(event) => onChange({ scope: event.target.value })}
          />
          <fieldset className="target-checks">
            <legend>New variables are</legend>
            <Checkbox
              label="Masked"
              checked={values.masked || values.hidden}
              disabled={values.hidden}
              onChange={(masked) => onChange({ masked })}
            />
            <Checkbox label="Hidden" checked={values.hidden} onChange={(hidden) => onChange({ hidden })} />
            <Checkbox
              label="Protected"
              checked={values.protected}
              onChange={(isProtected) => onChange({ protected: isProtected })}
            />
          </fieldset>
        </>
      );
    case 'circleci':
      return values.kind === 'context' ? (
        <TextField
          label="Context"
          placeholder="deploys"
          value={values.context}
          error={errors['context']}
          onChange={(event) => onChange({ context: event.target.value })}
        />
      ) : null;
    case 'bitbucket':
      return values.kind === 'environment' ? environment : null;
    case 'vercel':
      return (
        <>
          <fieldset className="target-checks">
            <legend>For</legend>
            {STAGES.map((stage) => (
              <Checkbox
                key={stage}
                label={STAGE_LABELS[stage]}
                checked={values.stages.includes(stage)}
                onChange={(on) =>
                  onChange({
                    stages: STAGES.filter((each) => (each === stage ? on : values.stages.includes(each))),
                  })
                }
              />
            ))}
            {errors['stages'] === undefined ? null : (
              <p className="field-error" role="alert">
                {errors['stages']}
              </p>
            )}
          </fieldset>
          <div className="form-columns">
            <TextField
              label="Team (optional)"
              monospace
              placeholder="acme"
              value={values.team}
              onChange={(event) => onChange({ team: event.target.value })}
            />
            <TextField
              label="Git branch (optional)"
              monospace
              placeholder="next"
              value={values.branch}
              hint="Of previews only."
              onChange={(event) => onChange({ branch: event.target.value })}
            />
          </div>
        </>
      );
    case 'netlify':
      return (
        <Combobox
          label="Deploy context"
          value={values.scope}
          placeholder={NETLIFY_DEFAULT_CONTEXT}
          hint={`Left empty: ${NETLIFY_DEFAULT_CONTEXT}. Any other word is the name of a branch.`}
          suggestions={CONTEXT_OPTIONS}
          onChange={(scope) => onChange({ scope })}
        />
      );
    case 'jenkins':
      return null;
  }
}
