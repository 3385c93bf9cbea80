import { useEffect, useState } from 'react';
import type { Failure } from '#shared/contract/result.ts';
import type { EnvironmentId, KeyId } from '#shared/domain/ids.ts';
import type { KeySummary } from '#shared/domain/key.ts';
import { loadKeys } from '../../data/load-keys.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { useAllKeys } from '../../stores/all-keys.ts';
import { useBoard } from '../../stores/board.ts';
import { findEnvironment } from '../../stores/projects.ts';

/** Which keys can be chosen: some that were chosen elsewhere, those of an environment, or every one. */
export type KeySource =
  | { readonly from: 'chosen'; readonly keyIds: readonly KeyId[] }
  | { readonly from: 'environment'; readonly environmentId: EnvironmentId }
  | { readonly from: 'all' };

/** The keys of a source, by name; null until they are read. They are held for as long as the dialog is open. */
export function useOfferedKeys(source: KeySource): {
  readonly keys: readonly KeySummary[] | null;
  readonly error: Failure | null;
} {
  const [state, setState] = useState<{ keys: readonly KeySummary[] | null; error: Failure | null }>({
    keys: null,
    error: null,
  });
  // A source is made anew at every render; what it says is what counts.
  const said = JSON.stringify(source);
  useEffect(() => {
    const wanted = JSON.parse(said) as KeySource;
    const own = new AbortController();
    const read = async (): Promise<void> => {
      const known = wanted.from === 'chosen' ? knownKeys(wanted.keyIds) : null;
      if (known !== null) {
        setState({ keys: byName(known), error: null });
        return;
      }
      const projectId = wanted.from === 'environment' ? findEnvironment(wanted.environmentId)?.project.id : undefined;
      const { keys, error } = await loadKeys(
        projectId === undefined ? { show: 'live' } : { show: 'live', projectId },
        own.signal,
        () => undefined,
      );
      if (own.signal.aborted) return;
      if (error === null) setState({ keys: byName(keys.filter((key) => isOf(wanted, key))), error: null });
      else setState((before) => ({ ...before, error }));
    };
    setState({ keys: null, error: null });
    void read();
    const stop = onEngineEvent('vault-changed', () => void read());
    return () => {
      own.abort();
      stop();
    };
  }, [said]);
  return state;
}

/** Of what is on the screen behind the dialog; null where not all of them are there. */
function knownKeys(keyIds: readonly KeyId[]): readonly KeySummary[] | null {
  const wanted = new Set(keyIds);
  for (const keys of [useBoard.getState().keys, useAllKeys.getState().table?.rows]) {
    const found = keys?.filter(({ id }) => wanted.has(id)) ?? [];
    if (found.length === wanted.size) return found;
  }
  return null;
}

function isOf(source: KeySource, { id, environmentId }: KeySummary): boolean {
  switch (source.from) {
    case 'chosen':
      return source.keyIds.includes(id);
    case 'environment':
      return source.environmentId === environmentId;
    case 'all':
      return true;
  }
}

function byName(keys: readonly KeySummary[]): readonly KeySummary[] {
  return keys.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
