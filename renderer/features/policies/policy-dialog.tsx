import './policies.css';
import { useEffect, useRef, useState } from 'react';
import type { PolicyField, PolicyScope } from '#shared/domain/policy.ts';
import { notifyDone } from '../../actions/perform.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { PolicyControl } from './policy-controls.tsx';
import { PolicyRow } from './policy-row.tsx';
import { draftOf, type PolicyDraft, type PolicyErrors, readPolicy, withField } from './policy-values.ts';
import { POLICY_FIELDS, scopeHint } from './policy-words.ts';
import { type PolicyInForce, usePolicy } from './use-policy.ts';

/** Everything that a place says of how keys are looked after. What it says nothing of is shown as it is inherited. */
export function PolicyDialog({
  scope,
  title,
  onClose,
}: {
  readonly scope: PolicyScope;
  readonly title: string;
  readonly onClose: () => void;
}) {
  const { policy, error, reload } = usePolicy(scope);
  if (policy !== null) return <PolicyForm scope={scope} title={title} policy={policy} onClose={onClose} />;
  return (
    <Dialog open title={`Policy of ${title}`} onClose={onClose}>
      {error === null ? (
        <LoadingState label="Reading the policy…" />
      ) : (
        <ErrorState title="The policy could not be read" message={error.message} onRetry={reload} />
      )}
    </Dialog>
  );
}

function PolicyForm({
  scope,
  title,
  policy,
  onClose,
}: {
  readonly scope: PolicyScope;
  readonly title: string;
  readonly policy: PolicyInForce;
  readonly onClose: () => void;
}) {
  // The form keeps what it started from, whatever changes behind it.
  const [before] = useState(policy);
  const [draft, setDraft] = useState<PolicyDraft>(() => draftOf(before.own));
  const [errors, setErrors] = useState<PolicyErrors>({});
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const rows = useRef<HTMLDivElement>(null);
  const refused = useRef(false);
  // What is wrong may be out of sight: the first such field has the focus.
  // biome-ignore lint/correctness/useExhaustiveDependencies: new errors are what is looked at
  useEffect(() => {
    if (!refused.current) return;
    refused.current = false;
    rows.current?.querySelector<HTMLElement>('.field-invalid :is(input, textarea, [role="checkbox"])')?.focus();
  }, [errors]);
  const change = (field: PolicyField, next: PolicyDraft): void => {
    setDraft(next);
    setErrors(({ [field]: _mended, ...others }) => others);
  };
  const submit = async (): Promise<void> => {
    const read = readPolicy(draft);
    refused.current = read.own === null;
    setErrors(read.errors ?? {});
    if (read.own === null) return;
    setBusy(true);
    const answer = await call(engine().policies.set({ scope, own: read.own }));
    setBusy(false);
    if (!answer.ok) {
      if (answer.error.code === 'duration-invalid') setErrors({ rotateEvery: answer.error.message });
      else setProblem(answer.error.message);
      return;
    }
    notifyDone(answer.value);
    onClose();
  };
  return (
    <FormDialog
      title={scope.of === 'everything' ? 'Policy of everything' : `Policy of ${title}`}
      description={scopeHint(scope)}
      onClose={onClose}
      onSubmit={() => void submit()}
      submitLabel="Save"
      busy={busy}
      problem={problem}
    >
      <div className="policy-rows" ref={rows}>
        {POLICY_FIELDS.map((field) => (
          <PolicyRow
            key={field}
            field={field}
            scope={scope}
            inherited={before.inherited}
            source={before.inheritedFrom[field]}
            own={draft[field] !== null}
            onSet={() => change(field, withField(draft, field, before.inherited))}
            onInherit={() => change(field, { ...draft, [field]: null })}
          >
            <PolicyControl field={field} draft={draft} error={errors[field]} onChange={(next) => change(field, next)} />
          </PolicyRow>
        ))}
      </div>
    </FormDialog>
  );
}
