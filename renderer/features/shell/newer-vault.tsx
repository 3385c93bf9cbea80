import { useUpdates } from '../../data/use-updates.ts';
import { useSession } from '../../stores/session.ts';
import { Switch } from '../../ui/choices.tsx';
import { updateText } from '../settings/update-text.ts';
import { UpdateControl } from '../settings/updates-section.tsx';

/** In front of a vault that only a newer Keyrail opens: that one, where this Keyrail can look for it. */
export function NewerVault() {
  const { status, allow, act } = useUpdates();
  const running = useSession((session) => session.info?.version ?? '');
  if (status === null || !status.available) return null;
  if (status.allowed !== true) {
    return (
      <Switch
        label="Look for newer versions once a day"
        hint={`Asks ${status.host} for one file. Nothing about you or your vault is sent.`}
        checked={false}
        onChange={allow}
      />
    );
  }
  const { title, text } = updateText(status, running);
  return (
    <div className="gate-hint">
      <p>{title}</p>
      <p>{text}</p>
      <UpdateControl status={status} act={act} />
    </div>
  );
}
