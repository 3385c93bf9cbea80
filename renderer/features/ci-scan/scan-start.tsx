import { FolderSearch, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { ProjectId } from '#shared/domain/ids.ts';
import { reportFailure } from '../../actions/perform.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { useCurrentProject, useProjects } from '../../stores/projects.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { Time } from '../../ui/time.tsx';
import type { RunScan } from './scan-dialog.tsx';
import { folderName } from './scan-words.ts';

type Scanned = ResponseOf<Contract['repositoryScans']['list']>['scans'][number];

const ANY = 'any';

/** Which repository, and whose keys its names most likely mean. */
export function ScanStart({
  problem,
  onScan,
  onClose,
}: {
  readonly problem: string | null;
  readonly onScan: RunScan;
  readonly onClose: () => void;
}) {
  const projects = useProjects((state) => state.projects) ?? [];
  const current = useCurrentProject();
  const [projectId, setProjectId] = useState<ProjectId | typeof ANY>(current?.id ?? ANY);
  const { scans, error, forget } = useScans();
  const submitButton = useRef<HTMLButtonElement>(null);
  const wanted = projectId === ANY ? null : projectId;
  return (
    <Dialog
      open
      title="Scan a repository"
      description="Which secrets its CI files use, and whether a value of the vault lies in its files or history."
      initialFocus={submitButton}
      onClose={onClose}
      onSubmit={() => void onScan(null, wanted)}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button ref={submitButton} type="submit" variant="primary" icon={FolderSearch}>
            Choose a folder…
          </Button>
        </>
      }
    >
      {problem === null ? null : (
        <Callout tone="problem" live>
          {problem}
        </Callout>
      )}
      <Select
        label="Look for the keys of"
        hint="Every value of the vault is searched for. This only decides which key a name means where several fit."
        value={projectId}
        onChange={setProjectId}
        options={[
          { value: ANY, label: 'Any project' },
          ...projects
            .filter(({ archivedAt }) => archivedAt === null)
            .map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      {error === null ? null : <Callout tone="problem">{error}</Callout>}
      {scans.length === 0 ? (
        <p className="scan-note">Nothing of the repository is run or changed, and nothing leaves this computer.</p>
      ) : (
        <section aria-label="Scanned before">
          <h3 className="drawer-heading">Scanned before</h3>
          <ul className="scanned-list">
            {scans.map(({ scanId, root, projectId: of, scannedAt }) => (
              <li key={scanId} className="scanned">
                <div className="scanned-texts">
                  <p className="scanned-name">{folderName(root)}</p>
                  <p className="scanned-root truncate mono" title={root}>
                    {root}
                  </p>
                </div>
                <span className="scanned-time">
                  <Time at={scannedAt} />
                </span>
                <Button onClick={() => void onScan(scanId, wanted ?? of)}>Scan again</Button>
                <IconButton
                  icon={X}
                  size="small"
                  label={`Forget ${folderName(root)} and what was found in it`}
                  onClick={() => void forget(scanId)}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}

function useScans() {
  const [scans, setScans] = useState<readonly Scanned[]>([]);
  const [error, setError] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is a request to read again
  useEffect(() => {
    let open = true;
    void call(engine().repositoryScans.list({})).then((answer) => {
      if (!open) return;
      if (answer.ok) setScans(answer.value.scans);
      else if (!isQuiet(answer)) setError(answer.error.message);
    });
    return () => {
      open = false;
    };
  }, [turn]);
  const forget = async (scanId: Scanned['scanId']): Promise<void> => {
    const answer = await call(engine().repositoryScans.forget({ scanId }));
    if (!answer.ok) reportFailure(answer);
    setTurn((before) => before + 1);
  };
  return { scans, error, forget };
}
