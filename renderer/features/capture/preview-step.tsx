import { FilePlus2, ListPlus } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ConnectionState } from '#shared/contract/connections.ts';
import type { Result } from '#shared/contract/result.ts';
import type { CaptureField } from '#shared/domain/capture.ts';
import { providerName } from '../../data/provider-name.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { showProviders } from '../../stores/providers-view.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { Time } from '../../ui/time.tsx';
import { notify } from '../../ui/toast.tsx';
import { canApply, changeWords, countWords, duplicateWords, withField } from './capture-words.ts';
import { PreviewCompleteness } from './preview-completeness.tsx';
import { PreviewKeys } from './preview-keys.tsx';
import { PreviewList } from './preview-list.tsx';
import { PreviewProblems } from './preview-problems.tsx';
import type { Held } from './use-reading.ts';

/** What was read: which columns are what, how the keys would be kept, and what that would change. Nothing is kept yet. */
export function PreviewStep({
  held: { previewId, preview },
  state,
  onHeld,
  onBack,
  onClose,
}: {
  readonly held: Held;
  readonly state: ConnectionState;
  readonly onHeld: (held: Held) => void;
  /** Back to reading, for a page that was the wrong one. */
  readonly onBack: () => void;
  readonly onClose: () => void;
}) {
  const { connection } = state;
  const provider = providerName(connection.provider);
  const applyButton = useRef<HTMLButtonElement>(null);
  const [working, setWorking] = useState<'correct' | 'page' | 'apply' | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const applicable = canApply(preview);
  const fromDashboard = preview.way === 'dashboard';

  /** Asks for another preview and shows it, or says why there is none. */
  const renew = async (what: 'correct' | 'page', answer: Promise<Result<Held>>): Promise<void> => {
    setWorking(what);
    setFailed(null);
    const result = await call(answer);
    setWorking(null);
    if (!result.ok) {
      if (!isQuiet(result)) setFailed(result.error.message);
      return;
    }
    if (what === 'page' && result.value.preview.pages === preview.pages) {
      setFailed(
        fromDashboard
          ? 'That page was read before, or has no list of keys. Go to the next page there, and press again.'
          : 'That page was read before, or has no list of keys.',
      );
    }
    onHeld(result.value);
  };
  const correct = (list: number, change: { included?: boolean; columns?: (CaptureField | null)[] }): void => {
    if (working === null) void renew('correct', engine().captures.correct({ previewId, list, ...change }));
  };
  const sayWhole = (isWhole: boolean): void => {
    if (working === null) void renew('correct', engine().captures.sayWhole({ previewId, isWhole }));
  };
  const apply = async (): Promise<void> => {
    if (working !== null || !applicable) return;
    setWorking('apply');
    setFailed(null);
    const answer = await call(engine().captures.apply({ previewId }));
    setWorking(null);
    if (!answer.ok) {
      if (!isQuiet(answer)) setFailed(answer.error.message);
      return;
    }
    const { outcome, duplicates } = answer.value;
    const seen = outcome.seen === 1 ? '1 key' : `${formatCount(outcome.seen)} keys`;
    const detail = duplicateWords(duplicates);
    notify({
      title: `Read ${seen} of ${connection.name}: ${changeWords(outcome)}`,
      tone: 'ok',
      ...(detail === '' ? {} : { detail }),
    });
    if (fromDashboard) void engine().connections.closeDashboard({ connectionId: connection.id });
    onClose();
    showProviders({ at: 'connection', connectionId: connection.id });
  };

  return (
    <Dialog
      open
      size="large"
      title={`What was read at ${provider}`}
      description={
        <>
          For {connection.name}, <Time at={preview.readAt} />
          {preview.pages === 1 ? '' : `, ${formatCount(preview.pages)} pages`}. Nothing is kept yet.
        </>
      }
      className="capture-preview"
      dismissable={working !== 'apply'}
      initialFocus={applyButton}
      onClose={onClose}
      onSubmit={() => void apply()}
      footer={
        <>
          <span className="footer-start capture-ways">
            <Button disabled={working === 'apply'} onClick={onBack}>
              Back
            </Button>
            <Button
              icon={fromDashboard ? ListPlus : FilePlus2}
              busy={working === 'page'}
              disabled={working === 'apply'}
              title={fromDashboard ? 'Go to the next page of the list there first' : undefined}
              onClick={() => void renew('page', engine().captures.addPage({ previewId }))}
            >
              {fromDashboard ? 'Add the page shown now' : 'Add another page…'}
            </Button>
          </span>
          <Button onClick={onClose} disabled={working === 'apply'}>
            Cancel
          </Button>
          <Button
            ref={applyButton}
            type="submit"
            variant="primary"
            busy={working === 'apply'}
            aria-disabled={!applicable}
          >
            {applyLabel(preview.keyCount, applicable)}
            <Kbd keys="mod+enter" />
          </Button>
        </>
      }
    >
      {failed === null ? null : (
        <Callout tone="problem" live>
          {failed}
        </Callout>
      )}
      <p className="capture-counts" role="status">
        <strong>{applicable ? countWords(preview) : 'No list of keys is chosen'}</strong>
        {applicable && preview.changes.same > 0 ? (
          <span className="faint">{formatCount(preview.changes.same)} as they were</span>
        ) : null}
      </p>
      {preview.outcome === 'no-key-list' || preview.outcome === 'empty-list' ? (
        <Callout tone="warning" title={preview.outcome === 'empty-list' ? 'The list is empty' : undefined}>
          {preview.outcome === 'empty-list'
            ? `Keeping it means that ${provider} lists no keys any more.`
            : `${preview.message} Where one is, tick it and say what its columns are.`}
        </Callout>
      ) : (
        <PreviewCompleteness preview={preview} busy={working !== null} onWhole={sayWhole} />
      )}
      <PreviewProblems problems={preview.problems} count={preview.problemCount} />
      {preview.lists.map((list, index) => (
        <PreviewList
          // Lists of a page have no other identity than their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={index}
          list={list}
          position={index + 1}
          alone={preview.lists.length === 1}
          // With a list of keys there, the others are only named.
          collapsed={!list.included && preview.lists.some(({ included }) => included)}
          busy={working !== null}
          onIncluded={(included) => correct(index, { included })}
          onField={(column, field) => correct(index, { columns: withField(list.columns, column, field) })}
        />
      ))}
      {preview.keys.length === 0 ? null : <PreviewKeys keys={preview.keys} count={preview.keyCount} />}
    </Dialog>
  );
}

function applyLabel(keyCount: number, applicable: boolean): string {
  if (!applicable) return 'Nothing to keep';
  if (keyCount === 0) return 'Keep the empty list';
  return keyCount === 1 ? 'Keep 1 key' : `Keep ${formatCount(keyCount)} keys`;
}
