import type { Failure } from '#shared/contract/result.ts';
import type { KeyId, ProjectId } from '#shared/domain/ids.ts';
import type { KeySummary } from '#shared/domain/key.ts';
import { loadKeys } from '../data/load-keys.ts';
import { featureStore, onReset } from './registry.ts';

export interface BoardState {
  /** Whose keys `keys` are. */
  readonly projectId: ProjectId | null;
  /** The live keys of that project; null until the first page is there. */
  readonly keys: readonly KeySummary[] | null;
  readonly loading: boolean;
  readonly error: Failure | null;
  readonly filter: string;
  readonly selected: ReadonlySet<KeyId>;
}

const NOTHING: ReadonlySet<KeyId> = new Set();

export const useBoard = featureStore<BoardState>('board', () => ({
  projectId: null,
  keys: null,
  loading: false,
  error: null,
  filter: '',
  selected: NOTHING,
}));

let running: AbortController | undefined;
onReset(() => running?.abort());

/** Reads the board of a project. What is there stays on the screen until the answer has come. */
export async function loadBoard(projectId: ProjectId): Promise<void> {
  running?.abort();
  const own = new AbortController();
  running = own;
  const same = useBoard.getState().projectId === projectId;
  useBoard.setState(
    same ? { loading: true } : { projectId, keys: null, loading: true, error: null, filter: '', selected: NOTHING },
  );
  const { keys, error } = await loadKeys({ show: 'live', projectId }, own.signal, (soFar) => {
    if (!same && !own.signal.aborted) useBoard.setState({ keys: [...soFar] });
  });
  if (own.signal.aborted || useBoard.getState().projectId !== projectId) return;
  if (error !== null) {
    useBoard.setState({ loading: false, error });
    return;
  }
  const there = new Set(keys.map((key) => key.id));
  const selected = new Set([...useBoard.getState().selected].filter((id) => there.has(id)));
  useBoard.setState({ keys, loading: false, error: null, selected });
}

/** Reads the board of a project unless that is under way already. */
export function ensureBoard(projectId: ProjectId): void {
  const board = useBoard.getState();
  if (board.projectId !== projectId || !board.loading) void loadBoard(projectId);
}

export function setBoardFilter(filter: string): void {
  useBoard.setState({ filter });
}

export function selectKeys(selected: ReadonlySet<KeyId>): void {
  useBoard.setState({ selected });
}
