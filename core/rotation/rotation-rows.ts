import { failure } from '#shared/contract/result.ts';
import type { RotationId } from '#shared/domain/ids.ts';
import type {
  Exposure,
  PersonTask,
  RotatedKey,
  RotationMode,
  RotationNeed,
  RotationStatus,
  RotationStepKind,
  RotationStepState,
  RotationStrategy,
} from '#shared/domain/rotation.ts';
import { isAlive } from '../process-alive.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';

/** How an old key is ended: the provider's action, or null where no document names one. */
export type EndsBy = 'revoke' | 'deactivate' | 'delete' | 'regenerate' | null;

/** A copy of the key at the time when the rotation began. */
export type KnownPlace = {
  readonly keyId: string;
  readonly targetId: string;
  readonly targetName: string;
  readonly secretName: string;
};

/** What a rotation knows beside its columns; JSON in `rotations.facts`. Never a value. */
export type RotationFacts = {
  readonly providerName: string;
  readonly keyKind: string | null;
  readonly endsBy: EndsBy;
  /** The old key at the provider, as far as it is known. */
  readonly oldRemoteId: string | null;
  readonly oldName: string | null;
  /** What the connection's listing said it belongs to. */
  readonly oldBelongsTo: string | null;
  /** The row of `remote_keys` that the old key is. */
  readonly remoteKeyId: string | null;
  readonly newRemoteId: string | null;
  readonly places: readonly KnownPlace[];
  readonly oldEnded: boolean;
  /** When it was ended; null where that is not known to the minute. */
  readonly endedAt: number | null;
  readonly notes: readonly string[];
  readonly left: readonly string[];
  readonly exposure: Exposure | null;
};

export type RotationRow = {
  sequence: number;
  id: RotationId;
  campaign_id: string | null;
  mode: RotationMode;
  strategy: RotationStrategy;
  provider: string | null;
  connection_id: string | null;
  facts: string;
  status: RotationStatus;
  started_at: number;
  finished_at: number | null;
  resume_at: number | null;
  runner: number | null;
  alive_at: number | null;
};

export type RotationKeyRow = {
  rotation_id: string;
  position: number;
  key_id: string;
  name: string;
  project: string;
  environment: string;
  environment_id: string;
  part: RotatedKey['part'];
  old_version_id: string;
  new_version_id: string | null;
};

/** What a step knows besides; JSON in `rotation_steps.data`. */
export type StepData = {
  /** What the provider had before it was asked to make a key. */
  readonly before?: unknown;
  /** The person said yes to what the step is about to do. */
  readonly agreed?: boolean;
  /** A key that was made without its value having arrived, which the person lets Keyrail deal with. */
  readonly orphan?: string;
  /** What was known of the old values' dates, by key; a new value starts without them. */
  readonly dates?: Readonly<Record<string, KeptDates>>;
  /** The pushes that carried it out, oldest first. */
  readonly receipts?: readonly string[];
};

/** Columns of `keys` that belong to the value and not to the key. */
export type KeptDates = Readonly<
  Record<'created' | 'expires' | 'last_used', { at: number | null; origin: string | null; precision: string | null }>
>;

export type RotationStepRow = {
  rotation_id: string;
  position: number;
  kind: RotationStepKind;
  automatic: number;
  state: Exclude<RotationStepState, 'running'>;
  needs: RotationNeed | null;
  task: string | null;
  evidence: string;
  at: number | null;
  sent_at: number | null;
  error_code: string | null;
  error_message: string | null;
  data: string;
};

const COLUMNS = `sequence, id, campaign_id, mode, strategy, provider, connection_id, facts, status, started_at, finished_at,
  resume_at, runner, alive_at`;
/** A runner that has noted nothing for so long is not there any more, whatever has its process id by now. */
const SILENT_FOR_MS = 15 * 60_000;

/** Rotations that this process works on now. */
const active = new Set<string>();

export function rotationRow(store: Store, rotationId: string): RotationRow | null {
  return (
    (store.sql(`SELECT ${COLUMNS} FROM rotations WHERE id = ?`).get(rotationId) as RotationRow | undefined) ?? null
  );
}

/** Newest first. */
export function rotationRows(
  store: Store,
  of: { keyId?: string | undefined; campaignId?: string | undefined; open?: boolean; limit?: number } = {},
): RotationRow[] {
  // One text for each choice, so that each is looked up by its index.
  const where = [
    of.keyId === undefined ? null : 'id IN (SELECT rotation_id FROM rotation_keys WHERE key_id = @keyId)',
    of.campaignId === undefined ? null : 'campaign_id = @campaignId',
    of.open === true ? 'finished_at IS NULL' : null,
  ].filter((term) => term !== null);
  // Else SQLite walks every rotation in the order that is wanted.
  const order = of.keyId === undefined && of.campaignId === undefined ? 'sequence' : '+sequence';
  return store
    .sql(`SELECT ${COLUMNS} FROM rotations ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`}
      ORDER BY ${order} DESC LIMIT @limit`)
    .all({
      ...(of.keyId === undefined ? {} : { keyId: of.keyId }),
      ...(of.campaignId === undefined ? {} : { campaignId: of.campaignId }),
      limit: of.limit ?? 1_000_000,
    }) as RotationRow[];
}

/** A rotation by its id or the start of it; null where none or several begin so. */
export function findRotation(store: Store, text: string): RotationRow | null {
  const typed = text.trim().toLowerCase();
  if (!/^[0-9a-f-]{4,36}$/.test(typed)) return null;
  const rows = store.sql(`SELECT ${COLUMNS} FROM rotations WHERE id LIKE ? || '%' LIMIT 2`).all(typed) as RotationRow[];
  return rows.length === 1 ? (rows[0] ?? null) : null;
}

/** The rotation that a key is in now; null where there is none. */
export function openRotationOf(store: Store, keyId: string): RotationRow | null {
  return rotationRows(store, { keyId, open: true, limit: 1 })[0] ?? null;
}

export function rotationKeys(store: Store, rotationId: string): RotationKeyRow[] {
  return store
    .sql('SELECT * FROM rotation_keys WHERE rotation_id = ? ORDER BY position')
    .all(rotationId) as RotationKeyRow[];
}

export function stepRows(store: Store, rotationId: string): RotationStepRow[] {
  return store
    .sql('SELECT * FROM rotation_steps WHERE rotation_id = ? ORDER BY position')
    .all(rotationId) as RotationStepRow[];
}

/** The step that is next; null where all came to their end. */
export function nextStep(store: Store, rotationId: string): RotationStepRow | null {
  return stepRows(store, rotationId).find(({ state }) => state === 'waiting' || state === 'failed') ?? null;
}

export function stepOfKind(store: Store, rotationId: string, kind: RotationStepKind): RotationStepRow | null {
  return stepRows(store, rotationId).find((step) => step.kind === kind) ?? null;
}

export function factsOf(row: Pick<RotationRow, 'facts'>): RotationFacts {
  return JSON.parse(row.facts) as RotationFacts;
}

export function dataOf(step: Pick<RotationStepRow, 'data'>): StepData {
  return JSON.parse(step.data) as StepData;
}

export function setFacts(store: Store, rotationId: string, change: Partial<RotationFacts>): void {
  const row = rotationRow(store, rotationId);
  if (row === null) return;
  store
    .sql('UPDATE rotations SET facts = ? WHERE id = ?')
    .run(JSON.stringify({ ...factsOf(row), ...change }), rotationId);
}

export function setData(store: Store, step: RotationStepRow, change: StepData): void {
  const row = stepRows(store, step.rotation_id).find(({ position }) => position === step.position) ?? step;
  store
    .sql('UPDATE rotation_steps SET data = ? WHERE rotation_id = ? AND position = ?')
    .run(JSON.stringify({ ...dataOf(row), ...change }), step.rotation_id, step.position);
}

/** Notes that a request which changes something is about to go out (or, with null, that none is open any more). */
export function setSent(store: Store, step: RotationStepRow, sentAt: number | null): void {
  store
    .sql('UPDATE rotation_steps SET sent_at = ? WHERE rotation_id = ? AND position = ?')
    .run(sentAt, step.rotation_id, step.position);
}

/** A step came to its end. */
export function noteStep(
  store: Store,
  step: RotationStepRow,
  end: { state: 'done' | 'skipped'; evidence: string },
): void {
  store
    .sql(`UPDATE rotation_steps SET state = ?, evidence = ?, at = ?, needs = NULL, task = NULL, sent_at = NULL,
      error_code = NULL, error_message = NULL WHERE rotation_id = ? AND position = ?`)
    .run(end.state, end.evidence, store.now(), step.rotation_id, step.position);
  bumpRevision(store);
}

/** A step does not get on: it waits for a person, or failed. What it knows stays. */
export function notePause(
  store: Store,
  step: RotationStepRow,
  pause: {
    state: 'waiting' | 'failed';
    needs: RotationNeed | null;
    task: PersonTask | null;
    error: { code: string; message: string } | null;
  },
): void {
  store
    .sql(`UPDATE rotation_steps SET state = ?, needs = ?, task = ?, error_code = ?, error_message = ?
      WHERE rotation_id = ? AND position = ?`)
    .run(
      pause.state,
      pause.needs,
      pause.task === null ? null : JSON.stringify(pause.task),
      pause.error?.code ?? null,
      pause.error?.message ?? null,
      step.rotation_id,
      step.position,
    );
  bumpRevision(store);
}

/** A step is to be done (again). */
export function reopenStep(store: Store, step: RotationStepRow): void {
  store
    .sql(`UPDATE rotation_steps SET state = 'waiting', evidence = '', at = NULL, needs = NULL, task = NULL, sent_at = NULL,
      error_code = NULL, error_message = NULL, data = '{}' WHERE rotation_id = ? AND position = ?`)
    .run(step.rotation_id, step.position);
  bumpRevision(store);
}

/** Takes a rotation up, so that no other process does. Each claim ends with `letGoRotation`. */
export function claimRotation(store: Store, rotationId: string) {
  return store.write(() => {
    const row = rotationRow(store, rotationId);
    if (row === null) return rotationNotFound();
    if (row.finished_at !== null) return failure('conflict', 'That rotation is over.');
    if (isUnderWay(store, row))
      return failure('conflict', 'Somebody works on that rotation already. Wait for its end.');
    store
      .sql(`UPDATE rotations SET status = 'running', runner = ?, alive_at = ?, resume_at = NULL WHERE id = ?`)
      .run(process.pid, store.now(), rotationId);
    active.add(rotationId);
    return { ok: true as const, value: row };
  });
}

export function noteAlive(store: Store, rotationId: string): void {
  store.sql('UPDATE rotations SET alive_at = ? WHERE id = ?').run(store.now(), rotationId);
}

/**
 * Whether this process still has the rotation that it took up. One that was silent for long (a machine that slept) may find
 * that another went on with it, or ended it.
 */
export function hasRotation(store: Store, rotationId: string): boolean {
  const row = rotationRow(store, rotationId);
  return row?.status === 'running' && row.runner === process.pid;
}

/** Nobody works on a rotation any more that this process still has; it waits to be gone on with. */
export function noteWaiting(store: Store, rotationId: string): void {
  store
    .sql(`UPDATE rotations SET status = 'waiting', runner = NULL WHERE id = ? AND status = 'running' AND runner = ?`)
    .run(rotationId, process.pid);
}

/** This process does nothing more for a rotation, however it ended. */
export function letGoRotation(rotationId: string): void {
  active.delete(rotationId);
}

/** Whether somebody works on a rotation at this moment. */
export function isUnderWay(store: Store, row: RotationRow): boolean {
  if (row.status !== 'running' || row.runner === null) return false;
  if (row.runner === process.pid) return active.has(row.id);
  return isAlive(row.runner) && store.now() - (row.alive_at ?? 0) < SILENT_FOR_MS;
}

export function rotationNotFound() {
  return failure('rotation-not-found', 'There is no such rotation.');
}
