import type { KeyId } from '#shared/domain/ids.ts';
import { Button } from '../../ui/button.tsx';
import { LoadingState } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { placeOf, wordsOf } from './activity-words.ts';
import { useActivity } from './use-activity.ts';

const PAGE = 8;

/** What happened to one key, newest first, for the drawer. */
export function KeyActivity({ keyId }: { readonly keyId: KeyId }) {
  const { entries, more, loading, error, loadMore, reload } = useActivity(PAGE, keyId);
  if (entries === null) {
    if (error === null) return <LoadingState />;
    return (
      <p className="key-activity-error">
        {error} <Button onClick={reload}>Try again</Button>
      </p>
    );
  }
  if (entries.length === 0) return <p className="muted">Nothing yet.</p>;
  return (
    <>
      <ul className="key-activity">
        {entries.map((entry) => {
          const { icon: Icon, text } = wordsOf(entry.what);
          return (
            <li key={entry.sequence} title={placeOf(entry.by)}>
              <Icon size={13} aria-hidden="true" />
              <span className="key-activity-text">
                {text.replace(/ (?:of|with|into)$/, '')}
                {entry.by === 'window' ? null : <span className="faint"> {placeOf(entry.by)}</span>}
                {entry.detail === '' ? null : <span className="faint"> {entry.detail}</span>}
              </span>
              <span className="faint">
                <Time at={entry.at} />
              </span>
            </li>
          );
        })}
      </ul>
      {more ? (
        <Button variant="quiet" className="link-button" busy={loading} onClick={loadMore}>
          Show more
        </Button>
      ) : null}
    </>
  );
}
