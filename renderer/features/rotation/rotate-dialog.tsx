import { useEffect, useRef, useState } from 'react';
import type { Failure } from '#shared/contract/result.ts';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeyDetail } from '#shared/domain/key.ts';
import type { RotationMode, RotationPlan } from '#shared/domain/rotation.ts';
import { replaceDialog } from '../../dialogs.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Checkbox, Segmented } from '../../ui/choices.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Select } from '../../ui/select.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { useDefinition } from '../providers/use-definition.ts';
import { ExposureList } from './exposure-list.tsx';
import { PlanSteps } from './plan-steps.tsx';
import { KeyPlace, RotatedKeys } from './rotated-keys.tsx';
import { confirmed, showRotationOf } from './rotation-actions.ts';
import { strategyWords } from './rotation-words.ts';

interface Choices {
  readonly mode: RotationMode;
  /** '': as the value tells. */
  readonly keyKind: string;
  readonly endFirst: boolean;
  readonly withSameValue: boolean;
}

const MODES = [
  { value: 'planned', label: 'As planned' },
  { value: 'leaked', label: 'It leaked' },
] as const;

/** What rotating a key would do, before any of it is done. A key that is in a rotation already goes on with that one. */
export function RotateDialog({
  keyId,
  mode,
  onClose,
}: {
  readonly keyId: KeyId;
  readonly mode: RotationMode;
  readonly onClose: () => void;
}) {
  const [choices, setChoices] = useState<Choices>({ mode, keyKind: '', endFirst: false, withSameValue: true });
  const [turn, setTurn] = useState(0);
  const { detail, plan, error } = usePlan(keyId, choices, turn);
  const [agreed, setAgreed] = useState(false);
  const [starting, setStarting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const main = useRef<HTMLButtonElement>(null);
  const there = plan !== null;
  useEffect(() => {
    if (there) main.current?.focus();
  }, [there]);

  const choose = (part: Partial<Choices>): void => {
    // A yes is to what was shown with it.
    setAgreed(false);
    setProblem(null);
    setChoices({ ...choices, ...part });
  };
  const asks = plan === null ? [] : [...(plan.outage === null ? [] : [plan.outage]), ...plan.warnings];
  const blocked = plan === null || (asks.length > 0 && !agreed);
  const start = async (): Promise<void> => {
    if (starting || blocked) return;
    setStarting(true);
    setProblem(null);
    const answer = await confirmed(plan.keys, () =>
      engine().rotations.start({ keyId, ...wishOf(choices), agreed: asks.length > 0 }),
    );
    setStarting(false);
    if (answer.ok) replaceDialog({ kind: 'rotation', rotationId: answer.value.rotationId });
    else if (answer.error.code === 'conflict' && (await showRotationOf(keyId))) return;
    else if (!isQuiet(answer)) setProblem(answer.error.message);
  };

  return (
    <Dialog
      open
      size="large"
      className="rotation-dialog"
      title={detail === null ? 'Rotate' : `Rotate ${detail.name}`}
      description={plan?.keys[0] === undefined ? undefined : <Subtitle plan={plan} />}
      dismissable={!starting}
      initialFocus={main}
      onClose={onClose}
      onSubmit={() => void start()}
      footer={
        error !== null && plan === null ? (
          <Button onClick={onClose}>Close</Button>
        ) : (
          <>
            <Button onClick={onClose} disabled={starting}>
              Cancel
            </Button>
            <Button
              ref={main}
              type="submit"
              variant={plan?.outage == null ? 'primary' : 'danger'}
              busy={starting}
              aria-disabled={blocked}
            >
              Start the rotation
              <Kbd keys="mod+enter" />
            </Button>
          </>
        )
      }
    >
      {plan === null || detail === null ? (
        error === null ? (
          <LoadingState label="Looking up how it is rotated…" />
        ) : (
          <ErrorState
            title="This key cannot be rotated now"
            message={error.message}
            {...(error.code === 'unsupported' ? {} : { onRetry: () => setTurn(turn + 1) })}
          />
        )
      ) : (
        <>
          {problem === null && error === null ? null : (
            <Callout tone="problem" live>
              {problem ?? error?.message}
            </Callout>
          )}
          <Segmented
            label="Why it is rotated"
            value={choices.mode}
            onChange={(next) => choose({ mode: next, endFirst: false })}
            options={MODES}
          />
          <Strategy plan={plan} />
          <KindChoice provider={plan.provider} value={choices.keyKind} onChange={(keyKind) => choose({ keyKind })} />
          <SameValue
            detail={detail}
            checked={choices.withSameValue}
            onChange={(yes) => choose({ withSameValue: yes })}
          />
          {plan.outage === null || choices.endFirst ? (
            plan.strategy === 'cannot-deactivate' ? null : (
              <Checkbox
                label="End the old key first"
                hint="For when not a minute may pass: what uses it stops until it has the new value."
                checked={choices.endFirst}
                onChange={(endFirst) => choose({ endFirst })}
              />
            )
          ) : null}
          {asks.length === 0 ? null : (
            <div className="rotation-consent">
              <Callout tone="warning" title={plan.outage === null ? undefined : 'Something stops working'} live>
                {asks.map((text) => (
                  <p key={text}>{text}</p>
                ))}
              </Callout>
              <Checkbox label="Go on all the same" checked={agreed} onChange={setAgreed} />
            </div>
          )}
          <RotatedKeys keys={plan.keys} />
          <PlanSteps plan={plan} />
          {plan.exposure === null ? null : <ExposureList exposure={plan.exposure} />}
        </>
      )}
    </Dialog>
  );
}

function Subtitle({ plan }: { readonly plan: RotationPlan }) {
  const [first] = plan.keys;
  return (
    <span className="rotation-subtitle">
      {first === undefined ? null : <KeyPlace of={first} />}
      {plan.provider === null ? null : <span>{plan.providerName}</span>}
      {plan.oldName === null ? null : (
        <span>
          called <span className="mono">{plan.oldName}</span> there
        </span>
      )}
    </span>
  );
}

function Strategy({ plan }: { readonly plan: RotationPlan }) {
  const { title, text } = strategyWords(plan);
  return (
    <section className="rotation-strategy" aria-label="How it is rotated">
      <p className="rotation-strategy-title">{title}</p>
      <p>{text}</p>
      {plan.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </section>
  );
}

/** Some providers rotate their kinds of key in different ways, and not every value tells which kind it is. */
function KindChoice({
  provider,
  value,
  onChange,
}: {
  readonly provider: string | null;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { definition } = useDefinition(provider);
  if (definition === null || definition.keyKinds.length < 2) return null;
  if (!definition.rotation.some(({ keyKinds }) => keyKinds.length > 0)) return null;
  return (
    <Select
      label="Kind of key"
      hint={`${definition.name.value} has several, and they are rotated in different ways.`}
      value={value === '' ? 'by-value' : value}
      onChange={(next) => onChange(next === 'by-value' ? '' : next)}
      options={[
        { value: 'by-value', label: 'As the value tells' },
        ...definition.keyKinds.map(({ id, label }) => ({ value: id, label: label.value })),
      ]}
    />
  );
}

function SameValue({
  detail,
  checked,
  onChange,
}: {
  readonly detail: KeyDetail;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  const { sameValue } = detail;
  if (sameValue.length === 0) return null;
  const [first] = sameValue;
  return (
    <Checkbox
      label={
        sameValue.length === 1 && first !== undefined
          ? `${first.name} in ${first.environment} of ${first.project} gets the new value as well`
          : `${sameValue.length} other keys with the same value get the new one as well`
      }
      hint={sameValue.length === 1 ? 'It holds the value that is ended.' : 'They hold the value that is ended.'}
      checked={checked}
      onChange={onChange}
    />
  );
}

function wishOf({ mode, keyKind, endFirst, withSameValue }: Choices) {
  return { mode, endFirst, withSameValue, ...(keyKind === '' ? {} : { keyKind }) };
}

/** The key and the plan for what is chosen; the plan before stays until the next one is there. */
function usePlan(keyId: KeyId, choices: Choices, turn: number) {
  const [detail, setDetail] = useState<KeyDetail | null>(null);
  const [plan, setPlan] = useState<RotationPlan | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is a request to read again
  useEffect(() => {
    let current = true;
    const read = async (): Promise<void> => {
      const [key, planned] = await Promise.all([
        call(engine().keys.get({ keyId })),
        call(engine().rotations.plan({ keyId, ...wishOf(choices) })),
      ]);
      if (!current) return;
      if (!key.ok) {
        setError(key.error);
        return;
      }
      if (!planned.ok) {
        const shown = planned.error.code === 'conflict' && (await showRotationOf(keyId));
        if (current && !shown) setError(planned.error);
        return;
      }
      setError(null);
      setDetail(key.value.key);
      setPlan(planned.value.plan);
    };
    void read();
    return () => {
      current = false;
    };
  }, [keyId, choices, turn]);
  return { detail, plan, error };
}
