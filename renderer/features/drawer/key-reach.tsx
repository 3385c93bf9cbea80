import '../ci-copy/ci-copy.css';
import { ClipboardCopy, Ellipsis, FileText, Send } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Contract } from '#shared/contract/index.ts';
import type { NamedPlacement } from '#shared/contract/placements.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { Failure } from '#shared/contract/result.ts';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeyDetail } from '#shared/domain/key.ts';
import type { ScanFinding } from '#shared/domain/repository-scan.ts';
import { oldCopiesOf, renewCopies } from '../../actions/old-copies.ts';
import { openDialog } from '../../dialogs.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { useCi } from '../../stores/ci.ts';
import { showKey } from '../../stores/navigation.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { DropdownMenu } from '../../ui/menu.tsx';
import { Time } from '../../ui/time.tsx';
import { placementMenu } from '../ci/placement-menu.ts';
import { PlacementMark } from '../ci-copy/placement-mark.tsx';
import { stateWords } from '../ci-copy/state-words.ts';
import { groupFindings } from './reach-findings.ts';

type Reach = ResponseOf<Contract['placements']['reach']>;

/** As many files as one takes in at a glance. */
const FILES_SHOWN = 6;

/**
 * A key's blast radius: everywhere that its value is or is used. Read again whenever the vault or a target changes.
 */
export function KeyReach({ detail }: { readonly detail: KeyDetail }) {
  const { reach, error, reload } = useReach(detail);
  // Whether a target has a token decides what its menu offers.
  useCi((state) => state.targets);
  const inUse = detail.deletedAt === null && detail.archivedAt === null;
  if (error !== null) {
    return (
      <section aria-label="In CI and elsewhere">
        <h3 className="drawer-heading">In CI and elsewhere</h3>
        <Callout tone="problem" actions={<Button onClick={reload}>Try again</Button>}>
          {error.message}
        </Callout>
      </section>
    );
  }
  if (reach === null) return null;
  const { placements, sameValue, findings } = reach;
  if (!inUse && placements.length + sameValue.length + findings.length === 0) return null;
  return (
    <section aria-label="In CI and elsewhere">
      <h3 className="drawer-heading">In CI and elsewhere</h3>
      <Counts reach={reach} />
      {placements.length === 0 ? null : (
        <ul className="reach-list">
          {placements.map((placement) => (
            <PlacementLine key={placement.id} placement={placement} />
          ))}
        </ul>
      )}
      {sameValue.length === 0 ? null : (
        <>
          <h4 className="reach-heading">Same value</h4>
          <ul className="related">
            {sameValue.map((other) => (
              <li key={other.keyId}>
                <button type="button" className="related-item" onClick={() => showKey(other.keyId)}>
                  <span className="truncate">{other.name}</span>
                  <span className="related-state">
                    {other.project}, {other.environment}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <Files findings={findings} />
      {inUse ? (
        <div className="drawer-actions reach-actions">
          <Button
            icon={ClipboardCopy}
            aria-keyshortcuts="p"
            onClick={() => openDialog({ kind: 'copy-assistant', keyId: detail.id })}
          >
            Place in CI…
            <Kbd keys="p" />
          </Button>
          <Button icon={Send} onClick={() => void push(detail.id)}>
            Push…
          </Button>
        </div>
      ) : null}
    </section>
  );
}

/** What is behind there, or where there is nothing behind the choice of targets. */
async function push(keyId: KeyId): Promise<void> {
  const old = await oldCopiesOf([keyId]);
  if (old !== null && old.pushable.length + old.byHand.length > 0) renewCopies(old);
  else openDialog({ kind: 'push', keyIds: [keyId] });
}

/** "2 CI targets, 1 behind · 1 key with the same value · 2 files" */
function Counts({ reach: { placements, sameValue, findings } }: { readonly reach: Reach }) {
  const targets = new Set(placements.map(({ targetId }) => targetId)).size;
  const behind = placements.filter(({ state }) => state === 'behind' || state === 'missing').length;
  const files = new Set(findings.map(({ root, file }) => `${root} ${file}`)).size;
  const parts = [
    counted(targets, 'CI target', 'CI targets'),
    counted(sameValue.length, 'key with the same value', 'keys with the same value'),
    counted(files, 'file', 'files'),
  ].filter((part) => part !== null);
  return (
    <p className="reach-counts">
      {parts.length === 0 ? 'In no CI target, and found in no scanned repository.' : parts.join(' · ')}
      {behind === 0 ? null : (
        <span className="reach-behind">{counted(behind, 'copy is', 'copies are')} not the current value</span>
      )}
    </p>
  );
}

function counted(count: number, one: string, many: string): string | null {
  return count === 0 ? null : `${formatCount(count)} ${count === 1 ? one : many}`;
}

function PlacementLine({ placement }: { readonly placement: NamedPlacement }) {
  const { targetName, secretName, placedAt, detail, keyName } = placement;
  return (
    <li className="reach-placement">
      <div className="reach-placement-texts">
        <p className="reach-placement-name truncate" title={placement.placeText}>
          {targetName}
        </p>
        <p className="reach-placement-detail">
          {secretName === keyName ? null : (
            <>
              as <span className="mono">{secretName}</span>,{' '}
            </>
          )}
          <Time at={placedAt} />
        </p>
      </div>
      <span title={detail === '' ? undefined : detail}>
        <PlacementMark state={placement.state} text={stateWords(placement)} />
      </span>
      <DropdownMenu
        label={`More for ${secretName} in ${targetName}`}
        entries={placementMenu(placement, false).filter((entry) => entry.id !== 'key')}
        trigger={<IconButton icon={Ellipsis} size="small" label={`More for ${secretName} in ${targetName}`} />}
      />
    </li>
  );
}

/** Files that use the name, and those that hold the value, which is what should not be. */
function Files({ findings }: { readonly findings: readonly ScanFinding[] }) {
  const [all, setAll] = useState(false);
  const groups = groupFindings(findings);
  const shown = all ? groups : groups.slice(0, FILES_SHOWN);
  if (groups.length === 0) return null;
  return (
    <>
      <h4 className="reach-heading">In repositories</h4>
      <ul className="reach-list">
        {shown.map(({ id, what, repository, file, lines, note, harmless, scannedAt }) => (
          <li key={id} className="reach-file" data-leak={(what === 'value' && !harmless) || undefined}>
            <FileText size={13} aria-hidden="true" />
            <div className="reach-placement-texts">
              <p className="reach-file-name mono selectable">
                {file ?? 'a commit message'}
                {lines === '' ? '' : `:${lines}`}
              </p>
              <p className="reach-placement-detail">
                {note} · {repository}, <Time at={scannedAt} />
              </p>
            </div>
          </li>
        ))}
      </ul>
      {groups.length > shown.length ? (
        <Button variant="quiet" className="reach-more" onClick={() => setAll(true)}>
          {formatCount(groups.length - shown.length)} more
        </Button>
      ) : null}
    </>
  );
}

function useReach({ id }: KeyDetail): {
  readonly reach: Reach | null;
  readonly error: Failure | null;
  readonly reload: () => void;
} {
  const [state, setState] = useState<{
    readonly id: string;
    readonly reach: Reach | null;
    readonly error: Failure | null;
  } | null>(null);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is a request to read again
  useEffect(() => {
    let current = true;
    const load = async (): Promise<void> => {
      const answer = await call(engine().placements.reach({ keyId: id }));
      if (!current) return;
      // Of a key that is gone the drawer itself says so.
      const error = answer.ok || answer.error.code === 'key-not-found' ? null : answer.error;
      setState({ id, reach: answer.ok ? answer.value : null, error });
    };
    void load();
    const ends = (['vault-changed', 'ci-changed'] as const).map((type) => onEngineEvent(type, () => void load()));
    return () => {
      current = false;
      for (const end of ends) end();
    };
  }, [id, turn]);
  const reload = (): void => setTurn((before) => before + 1);
  return state?.id === id ? { ...state, reload } : { reach: null, error: null, reload };
}
