import { useEffect, useRef, useState } from 'react';
import type { ScanId } from '#shared/domain/ids.ts';
import type { RepositoryScan } from '#shared/domain/repository-scan.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { showCi } from '../../stores/ci-view.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { messageText } from '../../ui/message-text.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { notify } from '../../ui/toast.tsx';
import type { RunScan } from './scan-dialog.tsx';
import { ScanProblems } from './scan-problems.tsx';
import { ScanSecrets } from './scan-secrets.tsx';
import { ScanSuggestions } from './scan-suggestions.tsx';
import { ScanValues } from './scan-values.tsx';
import { counted, folderName, leaksOf, secretCounts } from './scan-words.ts';

type TabId = 'secrets' | 'suggestions' | 'values' | 'problems';

/** What a scan found. Nothing is recorded until the suggestions that are ticked are taken. */
export function ScanResult({
  scanId,
  scan,
  notRemembered,
  problem,
  onScan,
  onBack,
  onClose,
}: {
  readonly scanId: ScanId;
  readonly scan: RepositoryScan;
  /** Why the vault could not keep it, or null. */
  readonly notRemembered: string | null;
  /** Why it could not be scanned again. */
  readonly problem: string | null;
  readonly onScan: RunScan;
  /** To another repository. */
  readonly onBack: () => void;
  readonly onClose: () => void;
}) {
  const { root, secrets, suggestions, values, problems, searched } = scan;
  const leaks = leaksOf(scan);
  const [tab, setTab] = useState<TabId>(secrets.length === 0 && values.length > 0 ? 'values' : 'secrets');
  // Where the place is not known there is nothing to take over.
  const [chosen, setChosen] = useState(
    () => new Set(suggestions.flatMap(({ place }, index) => (place === null ? [] : index))),
  );
  const [accepting, setAccepting] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const mainButton = useRef<HTMLButtonElement>(null);
  const tabs = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what had the focus can have gone with the tab before
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement?.getAttribute('role') === 'dialog')
      tabs.current?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus();
  }, [tab]);
  const offered = suggestions.some(({ place }) => place !== null);

  const accept = async (): Promise<void> => {
    if (accepting || chosen.size === 0) return;
    setAccepting(true);
    setFailed(null);
    const indexes = [...chosen].sort((a, b) => a - b);
    const answer = await call(engine().repositoryScans.accept({ scanId, suggestions: indexes }));
    setAccepting(false);
    if (!answer.ok) {
      if (!isQuiet(answer)) setFailed(answer.error.message);
      return;
    }
    const { targetsAdded, placementsRecorded } = answer.value;
    notify({
      title: `Recorded ${counted(placementsRecorded, 'placement')}`,
      detail: targetsAdded === 0 ? '' : `Added ${counted(targetsAdded, 'target')} without a token.`,
      tone: 'ok',
      action: { label: 'Show', run: () => showCi({ at: 'placements' }) },
    });
    onClose();
  };
  // The suggestions are looked at before they are taken.
  const submit = (): void => {
    if (tab === 'suggestions') void accept();
    else setTab('suggestions');
  };

  return (
    <Dialog
      open
      size="large"
      title={`Scan of ${folderName(root)}`}
      description={
        <>
          {counted(searched.files, 'file')}
          {searched.objects === 0 ? '' : ` and ${formatCount(searched.objects)} older contents`} searched for{' '}
          {counted(searched.values, 'value')}
        </>
      }
      className="scan-result"
      dismissable={!accepting}
      initialFocus={mainButton}
      onClose={onClose}
      {...(offered ? { onSubmit: submit } : {})}
      footer={
        <>
          <span className="footer-start scan-ways">
            <Button disabled={accepting} onClick={() => void onScan(scanId, scan.projectId)}>
              Scan again
            </Button>
            <Button disabled={accepting} onClick={onBack}>
              Another repository…
            </Button>
          </span>
          <Button {...(offered ? {} : { ref: mainButton })} disabled={accepting} onClick={onClose}>
            Close
          </Button>
          {offered ? (
            <Button
              ref={mainButton}
              type="submit"
              variant="primary"
              busy={accepting}
              aria-disabled={tab === 'suggestions' && chosen.size === 0}
            >
              {tab === 'suggestions'
                ? chosen.size === 0
                  ? 'Nothing chosen'
                  : `Record ${counted(chosen.size, 'placement')}`
                : 'See suggestions'}
              <Kbd keys="mod+enter" />
            </Button>
          ) : null}
        </>
      }
    >
      {failed === null && problem === null ? null : (
        <Callout tone="problem" live>
          {failed ?? problem}
        </Callout>
      )}
      {notRemembered === null ? null : (
        <Callout tone="warning" title="The vault does not remember this scan">
          {messageText(notRemembered)}
        </Callout>
      )}
      {leaks.length === 0 || tab === 'values' ? null : (
        <Callout
          tone="problem"
          title={`${counted(leaks.length, 'value')} of the vault ${leaks.length === 1 ? 'lies' : 'lie'} in this repository`}
          actions={<Button onClick={() => setTab('values')}>Show where</Button>}
        >
          In its files or its history, for whoever can read it.
        </Callout>
      )}
      <p className="visually-hidden" role="status">
        {secretCounts(secrets)}
      </p>
      <div ref={tabs}>
        <Tabs
          label="What was found"
          value={tab}
          onChange={setTab}
          tabs={[
            {
              value: 'secrets',
              label: 'Secrets used',
              count: secrets.length,
              content: <ScanSecrets scan={scan} />,
            },
            ...(suggestions.length === 0
              ? []
              : [
                  {
                    value: 'suggestions' as const,
                    label: 'Suggestions',
                    count: suggestions.length,
                    content: <ScanSuggestions scan={scan} chosen={chosen} onChange={setChosen} />,
                  },
                ]),
            {
              value: 'values',
              label: 'Values found',
              count: values.length,
              content: <ScanValues scan={scan} leaks={leaks} onClose={onClose} />,
            },
            ...(problems.length === 0
              ? []
              : [
                  {
                    value: 'problems' as const,
                    label: 'Problems',
                    count: problems.length,
                    content: <ScanProblems problems={problems} />,
                  },
                ]),
          ]}
        />
      </div>
    </Dialog>
  );
}
