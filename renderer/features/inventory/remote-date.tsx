import type { DatedFact } from '#shared/domain/instant.ts';
import type { RemoteKey } from '#shared/domain/remote-key.ts';
import { Time } from '../../ui/time.tsx';

export type RemoteDateField = 'created' | 'lastUsed' | 'expires';

/**
 * A date as the provider says it: as a day or relative, "never", or, where it could not be read for certain, the text that
 * stood there. Null where the provider does not say.
 */
export function RemoteDate({
  remote,
  field,
  show = 'day',
}: {
  readonly remote: RemoteKey;
  readonly field: RemoteDateField;
  readonly show?: 'relative' | 'day';
}) {
  const fact: DatedFact | null = remote[field];
  if (fact !== null) return <Time at={fact.at} precision={fact.precision} show={show} />;
  const unread = remote.unreadDates[field];
  if (unread !== undefined) {
    return (
      <span className="unread-date" title="Could not be read as a date for certain, so it is kept as it was written.">
        “{unread}”
      </span>
    );
  }
  if (field === 'expires' && remote.neverExpires) return <>never</>;
  if (field === 'lastUsed' && remote.neverUsed) return <>never</>;
  return null;
}

/** Whether the provider says anything of a date. */
export function saysDate(remote: RemoteKey, field: RemoteDateField): boolean {
  return (
    remote[field] !== null ||
    remote.unreadDates[field] !== undefined ||
    (field === 'expires' && remote.neverExpires) ||
    (field === 'lastUsed' && remote.neverUsed)
  );
}
