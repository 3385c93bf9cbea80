import { Ellipsis } from 'lucide-react';
import type { Drift } from '#shared/domain/remote-key.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { DropdownMenu } from '../../ui/menu.tsx';
import { ACTION_ICONS, actionsOf, runDriftAction } from './drift-actions.ts';
import { actionLabel, DRIFT_TITLES, type DriftAction, driftTone } from './drift-words.ts';
import { DriftMark } from './remote-status.tsx';

/** One drift in words, with its main action as a button and the others in a menu. */
export function DriftCallout({
  drift,
  without = [],
}: {
  readonly drift: Drift;
  /** Actions that make no sense where this is shown. */
  readonly without?: readonly DriftAction[];
}) {
  const [main, ...others] = actionsOf(drift).filter((action) => !without.includes(action));
  const title = DRIFT_TITLES[drift.kind];
  return (
    <div className="drift-callout" data-tone={driftTone(drift.kind)}>
      <DriftMark tone={driftTone(drift.kind)} />
      <div className="drift-callout-texts">
        <p className="drift-callout-title">{title}</p>
        <p>{drift.detail}</p>
        {main === undefined ? null : (
          <div className="drift-callout-actions">
            <Button onClick={() => void runDriftAction(drift, main)}>{actionLabel(main, drift.kind)}</Button>
            {others.length === 0 ? null : (
              <DropdownMenu
                align="start"
                label={`More for: ${title}`}
                entries={others.map((action) => ({
                  id: action,
                  label: actionLabel(action, drift.kind),
                  icon: ACTION_ICONS[action],
                  onSelect: () => void runDriftAction(drift, action),
                }))}
                trigger={<IconButton icon={Ellipsis} label={`More for: ${title}`} />}
              />
            )}
          </div>
        )}
      </div>
    </div>
  );
}
