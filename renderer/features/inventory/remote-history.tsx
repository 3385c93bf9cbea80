import { useEffect, useState } from 'react';
import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { RemoteKeyId } from '#shared/domain/ids.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatDay } from '../../ui/format-time.ts';
import { Time } from '../../ui/time.tsx';
import { fieldWords } from './drift-words.ts';

type Change = ResponseOf<Contract['remoteKeys']['history']>['changes'][number];

/** As many are shown before somebody asks for all. */
const AT_FIRST = 5;

/** What syncs saw change at one remote key, newest first. */
export function RemoteHistory({
  remoteKeyId,
  lastSeenAt,
}: {
  readonly remoteKeyId: RemoteKeyId;
  /** Another sync is a reason to read again. */
  readonly lastSeenAt: number;
}) {
  const [state, setState] = useState<{ readonly changes: readonly Change[] } | { readonly error: string } | null>(null);
  const [all, setAll] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another sync is a reason to read again
  useEffect(() => {
    let current = true;
    void call(engine().remoteKeys.history({ remoteKeyId })).then((answer) => {
      if (!current) return;
      setState(answer.ok ? { changes: answer.value.changes } : { error: answer.error.message });
    });
    return () => {
      current = false;
    };
  }, [remoteKeyId, lastSeenAt]);
  if (state === null) return null;
  if ('error' in state) return <p className="remote-note">{state.error}</p>;
  if (state.changes.length === 0) return <p className="remote-note">No change was seen since the first sync.</p>;
  const shown = all ? state.changes : state.changes.slice(0, AT_FIRST);
  return (
    <>
      <ol className="remote-history">
        {shown.map((change, place) => (
          // Changes have no other identity than their place; they are only ever read anew as a whole.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={place}>
            <span className="faint">
              <Time at={change.at} show="day" />
            </span>
            <span>{changeWords(change)}</span>
          </li>
        ))}
      </ol>
      {shown.length === state.changes.length ? null : (
        <Button variant="quiet" className="link-button" onClick={() => setAll(true)}>
          Show all {formatCount(state.changes.length)}
        </Button>
      )}
    </>
  );
}

function changeWords({ field, before, after }: Change): string {
  if (field === 'listed') return after === 'yes' ? 'Listed again' : 'Not listed any more';
  const words = fieldWords(field);
  if (before === null) return `${words}: ${shown(after)}`;
  return `${words}: ${shown(before)} → ${shown(after)}`;
}

/** Days and instants as the engine writes them, in the person's locale. */
function shown(text: string | null): string {
  if (text === null) return 'not told';
  if (!/^\d{4}-\d{2}-\d{2}(?:$|T)/.test(text)) return text;
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : formatDay(at, text.includes('T') ? 'instant' : 'day');
}
