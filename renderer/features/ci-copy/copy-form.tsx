import { useEffect, useRef, useState } from 'react';
import type { CiTargetId } from '#shared/domain/ids.ts';
import type { KeyDetail } from '#shared/domain/key.ts';
import { openDialog } from '../../dialogs.ts';
import { findEnvironment } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Checkbox } from '../../ui/choices.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EnvironmentName } from '../../ui/environment-swatch.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { notify } from '../../ui/toast.tsx';
import { CopySteps } from './copy-steps.tsx';
import type { RankedTarget } from './rank-targets.ts';
import { TargetChoice } from './target-choice.tsx';
import { type Begun, type CopyStage, useCopy } from './use-copy.ts';

const NEXT: Readonly<Record<CopyStage, string>> = {
  start: 'Open page and copy name',
  name: 'Copy value',
  value: 'It is saved there',
};

/** The copy assistant for one key: a target and a name, then three times Enter. */
export function CopyForm({
  detail,
  targets,
  first,
  onClose,
}: {
  readonly detail: KeyDetail;
  /** The best one first; at least one. */
  readonly targets: readonly RankedTarget[];
  readonly first: RankedTarget;
  readonly onClose: () => void;
}) {
  const [targetId, setTargetId] = useState<CiTargetId>(first.state.target.id);
  const [typedName, setTypedName] = useState<string | null>(null);
  const [agreed, setAgreed] = useState(false);
  const submitButton = useRef<HTMLButtonElement>(null);
  const firstFocus = useRef<HTMLElement | null>(null);
  const consent = useRef<HTMLDivElement>(null);
  const copying = useCopy(detail.id, detail.environmentId, targetId, typedName);
  const { begun, stage, busy, error } = copying;
  // It can be taken away elsewhere while this is open.
  const chosen = targets.find(({ state }) => state.target.id === targetId) ?? first;
  const { target } = chosen.state;
  const place = findEnvironment(detail.environmentId);
  const current = detail.versions.find((version) => version.state === 'current');
  const { suggestedName = null } = begun?.problem ?? {};

  // The list and the field make room for the steps: Enter goes on from the button.
  useEffect(() => {
    if (stage !== 'start') submitButton.current?.focus();
  }, [stage]);

  const choose = (id: CiTargetId): void => {
    if (stage !== 'start' || busy) return;
    setTargetId(id);
    // A name is the target's: what was typed for another one is the wrong one here.
    setTypedName(null);
    setAgreed(false);
  };
  const move = (step: number): void => {
    const from = targets.findIndex(({ state }) => state.target.id === targetId);
    const next = targets[(from + step + targets.length) % targets.length];
    if (next !== undefined) choose(next.state.target.id);
  };
  const submit = async (): Promise<void> => {
    if (busy) return;
    if (stage === 'name') {
      await copying.copyValue(agreed);
      return;
    }
    if (stage === 'value') {
      if (!(await copying.finish())) return;
      notify({
        title: `${detail.name} is placed in ${target.name}`,
        detail: 'The clipboard was cleared.',
        tone: 'ok',
        key: 'clipboard',
      });
      onClose();
      return;
    }
    const ready = await copying.ready();
    if (ready === null) return;
    if (ready.problem !== null) {
      if (ready.problem.suggestedName !== null) setTypedName(ready.problem.suggestedName);
    } else if (ready.warnings.length > 0 && !agreed) {
      consent.current?.querySelector('button')?.focus();
    } else {
      await copying.copyName(true);
    }
  };
  const leave = (): void => {
    if (stage === 'value')
      notify({ title: 'Nothing was recorded', detail: 'The clipboard was cleared.', tone: 'info', key: 'clipboard' });
    onClose();
  };
  const blocked =
    stage === 'start' &&
    (begun === null || (begun.problem !== null && suggestedName === null) || (begun.warnings.length > 0 && !agreed));

  return (
    <Dialog
      open
      title={`Place ${detail.name} in CI`}
      description={
        <span className="copy-key">
          {place === undefined ? null : (
            <>
              {place.project.name},
              <EnvironmentName
                name={place.environment.name}
                colour={place.environment.colour}
                protected={place.environment.protected}
              />
            </>
          )}
          {current === undefined ? null : <span>version {current.number}</span>}
        </span>
      }
      className="copy-assistant"
      dismissable={!busy}
      outsideCloses={stage === 'start'}
      initialFocus={firstFocus}
      onClose={leave}
      onSubmit={() => void submit()}
      footer={
        <>
          {stage === 'start' ? (
            target.hasToken ? (
              <Button
                className="footer-start"
                onClick={() => openDialog({ kind: 'push', keyIds: [detail.id], targetIds: [target.id] })}
              >
                Push instead…
              </Button>
            ) : null
          ) : (
            <Button className="footer-start" disabled={busy} onClick={copying.startOver}>
              Back
            </Button>
          )}
          <Button onClick={leave} disabled={busy}>
            Cancel
            <Kbd keys="escape" />
          </Button>
          <Button
            ref={submitButton}
            type="submit"
            variant="primary"
            busy={busy}
            aria-disabled={blocked}
            // Held down, Enter would go through all steps at once.
            onKeyDown={(event) => event.key === 'Enter' && event.repeat && event.preventDefault()}
          >
            {stage === 'start' && suggestedName !== null ? 'Take the name' : NEXT[stage]}
            <Kbd keys="enter" />
          </Button>
        </>
      }
    >
      {error === null ? null : (
        <Callout tone="problem" live>
          {error}
        </Callout>
      )}
      {stage === 'start' ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys are for the list, from the field beside it as well
        <div
          className="copy-choice"
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              event.preventDefault();
              move(event.key === 'ArrowDown' ? 1 : -1);
            } else if (event.key === 'Enter' && event.repeat) event.preventDefault();
            else if (event.key === 'Enter' && (event.target as Element).role === 'listbox') {
              // The button that takes the focus next would take the same press as well.
              event.preventDefault();
              void submit();
            }
          }}
        >
          <TargetChoice placing={detail.id} targets={targets} chosen={target.id} focus={firstFocus} onChoose={choose} />
          <TextField
            label="Secret name"
            monospace
            required
            value={typedName ?? begun?.secretName ?? ''}
            error={typedName === '' ? 'Give the secret a name.' : nameProblem(begun)}
            hint={suggestedName === null ? undefined : <SuggestedName name={suggestedName} />}
            onChange={(event) => setTypedName(event.target.value)}
          />
          <Remarks begun={begun} agreed={agreed} onAgree={setAgreed} consent={consent} />
        </div>
      ) : (
        <p className="copy-chosen">
          <strong>{target.name}</strong>
          <span className="mono">{begun?.secretName}</span>
        </p>
      )}
      <CopySteps copying={copying} target={target.name} />
      <p className="visually-hidden" role="status">
        {STATUS[stage]}
      </p>
    </Dialog>
  );
}

const STATUS: Readonly<Record<CopyStage, string>> = {
  start: '',
  name: 'The name is on the clipboard. Press Enter for the value.',
  value: 'The value is on the clipboard. Press Enter when it is saved there.',
};

function nameProblem(begun: Begun | null): string | undefined {
  const problem = begun?.problem;
  return problem?.about === 'name' ? `${problem.message} ${problem.mend}` : undefined;
}

function SuggestedName({ name }: { readonly name: string }) {
  return (
    <>
      <Kbd keys="enter" /> takes <span className="mono">{name}</span>
    </>
  );
}

/** What keeps the value from being placed, what has to be agreed to, and what is worth knowing. */
function Remarks({
  begun,
  agreed,
  onAgree,
  consent,
}: {
  readonly begun: Begun | null;
  readonly agreed: boolean;
  readonly onAgree: (yes: boolean) => void;
  readonly consent: React.RefObject<HTMLDivElement | null>;
}) {
  if (begun === null) return null;
  const { problem, warnings, notes } = begun;
  return (
    <>
      {problem?.about === 'value' ? (
        <Callout tone="problem" title={problem.message} live>
          {problem.mend}
        </Callout>
      ) : null}
      {warnings.length === 0 ? null : (
        <div className="copy-warning" ref={consent}>
          <Callout tone="warning" live>
            {warnings.map(({ code, message }) => (
              <p key={code}>{message}</p>
            ))}
          </Callout>
          <Checkbox label="Place it there all the same" checked={agreed} onChange={onAgree} />
        </div>
      )}
      {notes.map((note) => (
        <p key={note} className="copy-note">
          {note}
        </p>
      ))}
    </>
  );
}
