import type { ActivityEntry } from '#shared/domain/activity.ts';
import { findEnvironment } from '../../stores/projects.ts';
import { EnvironmentName } from '../../ui/environment-swatch.tsx';
import { formatClock, formatExact } from '../../ui/format-time.ts';
import { placeOf, wordsOf } from './activity-words.ts';

/** One entry: what was done to what, where, and when. */
export function ActivityLine({ entry, onShow }: { readonly entry: ActivityEntry; readonly onShow?: () => void }) {
  const { icon: Icon, text } = wordsOf(entry.what);
  const place = findEnvironment(entry.environmentId);
  return (
    <>
      <span className="activity-icon">
        <Icon size={14} aria-hidden="true" />
      </span>
      <span className="activity-text truncate">
        <span className="activity-what">{text}</span>{' '}
        {entry.subject === '' ? null : onShow === undefined ? (
          <strong title={entry.subject}>{entry.subject}</strong>
        ) : (
          <button type="button" className="activity-subject" title={entry.subject} onClick={onShow}>
            {entry.subject}
          </button>
        )}
        {entry.detail === '' ? null : <span className="muted">{entry.detail}</span>}
      </span>
      {place === undefined ? null : (
        <span className="activity-place">
          <span className="truncate">{place.project.name}</span>
          <EnvironmentName name={place.environment.name} colour={place.environment.colour} protected={false} />
        </span>
      )}
      <span className="activity-by">{placeOf(entry.by)}</span>
      <time className="activity-time" dateTime={new Date(entry.at).toISOString()} title={formatExact(entry.at)}>
        {formatClock(entry.at)}
      </time>
    </>
  );
}
