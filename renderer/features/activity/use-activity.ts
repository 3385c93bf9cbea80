import { useCallback, useEffect, useRef, useState } from 'react';
import type { ActivityEntry } from '#shared/domain/activity.ts';
import type { KeyId } from '#shared/domain/ids.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';

export type Activity = {
  /** Newest first; null until the first page is there. */
  readonly entries: readonly ActivityEntry[] | null;
  readonly more: boolean;
  readonly loading: boolean;
  readonly error: string | null;
};

const NOTHING: Activity = { entries: null, more: false, loading: true, error: null };

/**
 * The log, of the vault or of one key, page by page. What has been written since the last look is put in front when the
 * vault changes; `loadMore` goes on into the past.
 */
export function useActivity(
  pageSize: number,
  keyId?: KeyId,
): Activity & { readonly loadMore: () => void; readonly reload: () => void } {
  const [activity, setActivity] = useState(NOTHING);
  const turn = useRef(0);
  const busy = useRef(false);

  const load = useCallback(
    async (before: number | undefined) => {
      if (before === undefined) turn.current += 1;
      const own = turn.current;
      busy.current = true;
      setActivity((known) => ({ ...known, loading: true, error: null }));
      const about = keyId === undefined ? {} : { keyId };
      const result = await call(
        engine().activity.list({ ...about, limit: pageSize, ...(before === undefined ? {} : { before }) }),
      );
      if (own !== turn.current) return;
      busy.current = false;
      if (!result.ok) {
        setActivity((known) => ({ ...known, loading: false, error: result.error.message }));
        return;
      }
      const page = result.value;
      setActivity((known) => {
        if (before !== undefined) {
          return { entries: [...(known.entries ?? []), ...page.entries], more: page.more, loading: false, error: null };
        }
        const oldest = page.entries.at(-1)?.sequence ?? 0;
        const older = (known.entries ?? []).filter(({ sequence }) => sequence < oldest);
        const more = older.length > 0 ? known.more : page.more;
        return { entries: [...page.entries, ...older], more, loading: false, error: null };
      });
    },
    [keyId, pageSize],
  );

  useEffect(() => {
    setActivity(NOTHING);
    void load(undefined);
    const end = onEngineEvent('vault-changed', () => void load(undefined));
    return () => {
      turn.current += 1;
      end();
    };
  }, [load]);

  const oldest = activity.entries?.at(-1)?.sequence;
  return {
    ...activity,
    loadMore: () => {
      if (!busy.current && activity.more && oldest !== undefined) void load(oldest);
    },
    reload: () => void load(undefined),
  };
}
