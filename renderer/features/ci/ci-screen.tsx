import { Plus, RefreshCw, ScanSearch } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import '../ci-copy/ci-copy.css';
import '../providers/providers.css';
import './ci.css';
import { isEditable, isLayerOpen } from '../../commands/shortcuts.ts';
import { openDialog } from '../../dialogs.ts';
import { behindIn, useCi } from '../../stores/ci.ts';
import { showCi, useCiView } from '../../stores/ci-view.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Segmented } from '../../ui/choices.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { checkTargets } from './ci-actions.ts';
import { countOf, summaryOf } from './ci-words.ts';
import { PlacementsPane } from './placements-pane.tsx';
import { PushesView } from './pushes-view.tsx';
import { TargetPage } from './target-page.tsx';
import { TargetsView } from './targets-view.tsx';

const VIEWS = [
  { value: 'targets', label: 'Targets' },
  { value: 'placements', label: 'Placements' },
  { value: 'pushes', label: 'Pushes' },
] as const;

/** Where copies of keys are in CI, whether they are current, and what was pushed. Escape goes from a target to the list. */
export function CiScreen() {
  const place = useCiView((state) => state.place);
  const back = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || isLayerOpen() || isEditable(event.target)) return;
    if (useNavigation.getState().drawerKeyId !== null) return;
    if (place.at === 'target') showCi({ at: 'targets' });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape, from wherever the focus is inside
    <div className="screen ci" onKeyDown={back}>
      {place.at === 'target' ? <TargetPage key={place.targetId} targetId={place.targetId} /> : <Lists at={place.at} />}
    </div>
  );
}

function Lists({ at }: { readonly at: 'targets' | 'placements' | 'pushes' }) {
  const targets = useCi((state) => state.targets);
  const filter = useCiView((state) => state.state);
  const some = targets !== null && targets.length > 0;
  const behind = behindIn(targets ?? []);
  return (
    <>
      <header className="screen-header">
        <h1 className="screen-title truncate">
          CI {some ? <span className="faint">{summaryOf(targets)}</span> : null}
        </h1>
        <Segmented label="View" value={at} onChange={(next) => showCi({ at: next })} options={VIEWS} />
        {some ? (
          <>
            <IconButton icon={ScanSearch} label="Scan a repository…" onClick={() => openDialog({ kind: 'scan' })} />
            <IconButton icon={RefreshCw} label="Check all targets" onClick={() => void checkTargets()} />
            <Button
              variant={behind === 0 ? 'primary' : 'default'}
              icon={Plus}
              onClick={() => openDialog({ kind: 'add-ci-target' })}
            >
              Add target…
            </Button>
            {behind === 0 ? null : (
              <Button variant="primary" onClick={() => openDialog({ kind: 'push-behind' })}>
                Push {countOf(behind, 'update')}…
              </Button>
            )}
          </>
        ) : null}
      </header>
      {at === 'targets' ? (
        <TargetsView />
      ) : at === 'pushes' ? (
        <PushesView />
      ) : (
        <PlacementsPane
          targetId={null}
          filter={filter}
          onFilter={(state) => useCiView.setState({ state })}
          nothing={
            <EmptyState
              title="No placements yet"
              actions={<Button onClick={() => openDialog({ kind: 'push' })}>Push keys…</Button>}
            >
              A placement is a copy of a key in a CI target. Push one, copy one by hand, or record what is there
              already.
            </EmptyState>
          }
        />
      )}
    </>
  );
}
