import type { Failure } from '#shared/contract/result.ts';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeySummary } from '#shared/domain/key.ts';
import { EXPIRING_WITHIN_MS } from '#shared/domain/key-status.ts';
import { nextChangeAt } from '../data/due.ts';
import { type Facets, KeyTable, type Names, NO_FACETS } from '../data/key-table.ts';
import { loadKeys, type Shown } from '../data/load-keys.ts';
import { useProjects } from './projects.ts';
import { featureStore, onReset } from './registry.ts';

export interface AllKeysState {
  readonly show: Shown;
  /** Null until the first page is there. */
  readonly table: KeyTable | null;
  /** Keys read so far, while more are coming. */
  readonly loading: number | null;
  readonly error: Failure | null;
  readonly filter: string;
  readonly facets: Facets;
  readonly selected: ReadonlySet<KeyId>;
}

const NOTHING: ReadonlySet<KeyId> = new Set();

export const useAllKeys = featureStore<AllKeysState>('all-keys', () => ({
  show: 'live',
  table: null,
  loading: null,
  error: null,
  filter: '',
  facets: NO_FACETS,
  selected: NOTHING,
}));

let running: AbortController | undefined;
let reorder: ReturnType<typeof setTimeout> | undefined;
onReset(() => {
  running?.abort();
  clearTimeout(reorder);
});

/** The longest delay that a browser's timer takes. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Reads all keys of one view. What is there stays on the screen until everything has come. */
export async function loadAllKeys(show: Shown = useAllKeys.getState().show): Promise<void> {
  running?.abort();
  clearTimeout(reorder);
  const own = new AbortController();
  running = own;
  const before = useAllKeys.getState();
  const same = before.show === show && before.table !== null;
  useAllKeys.setState(same ? { loading: 0 } : { show, table: null, loading: 0, error: null, selected: NOTHING });
  let shownFirst = same;
  const { keys, error } = await loadKeys({ show }, own.signal, (soFar) => {
    if (own.signal.aborted) return;
    if (shownFirst) useAllKeys.setState({ loading: soFar.length });
    else useAllKeys.setState({ loading: soFar.length, table: makeTable(soFar) });
    shownFirst = true;
  });
  if (own.signal.aborted || useAllKeys.getState().show !== show) return;
  if (error !== null) {
    useAllKeys.setState({ loading: null, error });
    return;
  }
  useAllKeys.setState({ table: makeTable(keys), loading: null, error: null, selected: NOTHING });
  orderAgainLater(keys, own.signal);
}

/** Keys expire while the list is open; it is put in order again when the next one does. */
function orderAgainLater(keys: readonly KeySummary[], signal: AbortSignal): void {
  const now = Date.now();
  const next = nextChangeAt(keys, now, EXPIRING_WITHIN_MS);
  if (next === null) return;
  reorder = setTimeout(
    () => {
      if (signal.aborted || useAllKeys.getState().table === null) return;
      useAllKeys.setState({ table: makeTable(keys) });
      orderAgainLater(keys, signal);
    },
    Math.min(next - now + 1, LONGEST_TIMER_MS),
  );
}

function makeTable(keys: readonly KeySummary[]): KeyTable {
  return new KeyTable(keys, currentNames(), Date.now());
}

/** The names of projects and environments as they are now. */
export function currentNames(): Names {
  const projects = new Map<string, string>();
  const environments = new Map<string, string>();
  for (const project of useProjects.getState().projects ?? []) {
    projects.set(project.id, project.name);
    for (const environment of project.environments) environments.set(environment.id, environment.name);
  }
  return { project: (id) => projects.get(id) ?? '', environment: (id) => environments.get(id) ?? '' };
}

export function setAllKeysFilter(filter: string): void {
  useAllKeys.setState({ filter });
}

export function setFacets(change: Partial<Facets>): void {
  useAllKeys.setState((state) => ({ facets: { ...state.facets, ...change }, selected: NOTHING }));
}
