import { randomUUID } from 'node:crypto';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Receipt, RemoteSecret, ValueEncoding } from '#shared/domain/ci.ts';
import type { ReceiptId } from '#shared/domain/ids.ts';
import { isAlive } from '../process-alive.ts';
import type { Store } from '../store/store.ts';
import type { PlannedStep } from './push-plan.ts';

export type ReceiptRow = {
  sequence: number;
  id: string;
  started_at: number;
  finished_at: number | null;
  status: Receipt['status'];
  undoes: string | null;
  resume_at: number | null;
  runner: number | null;
  alive_at: number | null;
};

export type StepOutcome = Receipt['steps'][number]['outcome'];

/** A row of `receipt_steps` as SQLite gives it. */
export type StepRow = {
  receipt_id: string;
  position: number;
  key_id: string;
  key_name: string;
  target_id: string;
  target_name: string;
  secret_name: string;
  version_id: string;
  previous_version_id: string | null;
  known: string | null;
  outcome: StepOutcome;
  sent_at: number | null;
  at: number | null;
  error_code: string | null;
  error_message: string | null;
  encoding: ValueEncoding;
  previous_encoding: ValueEncoding;
};

/** A runner that has not written anything for so long is not there any more, whatever has its process id by now. */
const SILENT_FOR_MS = 15 * 60_000;
/** Receipts that are remembered. */
const KEPT_RECEIPTS = 500;

/** Receipts that this process carries out now. */
const active = new Set<string>();

/**
 * Writes down what is about to be done, each step waiting. Steps of earlier receipts that still wait to write the same
 * secrets are not carried out any more.
 */
export function createReceipt(
  store: Store,
  steps: readonly PlannedStep[],
  undoes: string | null,
): { receiptId: ReceiptId } {
  return store.write(() => {
    const id = randomUUID() as ReceiptId;
    for (const step of steps) supersede(store, step);
    store
      .sql(`INSERT INTO receipts (id, started_at, status, undoes) VALUES (?, ?, 'stopped', ?)`)
      .run(id, store.now(), undoes);
    const insert = store.sql(`INSERT INTO receipt_steps (receipt_id, position, key_id, key_name, target_id, target_name,
        secret_name, version_id, previous_version_id, known, encoding, previous_encoding, outcome)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')`);
    for (const [position, step] of steps.entries()) {
      insert.run(
        id,
        position,
        step.keyId,
        step.keyName,
        step.targetId,
        step.targetName,
        step.secretName,
        step.versionId,
        step.previousVersionId,
        step.known === null ? null : JSON.stringify(step.known),
        step.encoding,
        step.previousEncoding,
      );
    }
    store
      .sql(`DELETE FROM receipts WHERE status <> 'running' AND sequence <=
        (SELECT sequence FROM receipts ORDER BY sequence DESC LIMIT 1 OFFSET ${KEPT_RECEIPTS})`)
      .run();
    return { receiptId: id };
  });
}

function supersede(store: Store, { targetId, secretName }: PlannedStep): void {
  const rows = store
    .sql(`SELECT DISTINCT r.* FROM receipts r JOIN receipt_steps s ON s.receipt_id = r.id
      WHERE s.target_id = ? AND s.secret_name = ? AND s.outcome = 'waiting'`)
    .all(targetId, secretName) as ReceiptRow[];
  for (const row of rows.filter((one) => !isUnderWay(store, one))) {
    store
      .sql(`UPDATE receipt_steps SET outcome = 'skipped', at = ?, error_code = 'superseded',
          error_message = 'A later push took its place.'
        WHERE receipt_id = ? AND target_id = ? AND secret_name = ? AND outcome = 'waiting'`)
      .run(store.now(), row.id, targetId, secretName);
    store
      .sql(`UPDATE receipts SET status = 'failed', resume_at = NULL, finished_at = coalesce(finished_at, ?) WHERE id = ?
        AND NOT EXISTS (SELECT 1 FROM receipt_steps WHERE receipt_id = ? AND outcome IN ('waiting', 'unknown'))`)
      .run(store.now(), row.id, row.id);
  }
}

/** Takes a receipt up, so that no other process does. Each claim ends with `endReceipt` or `letGo`. */
export function claimReceipt(store: Store, receiptId: string): Result<ReceiptRow, 'receipt-not-found' | 'conflict'> {
  return store.write((): Result<ReceiptRow, 'receipt-not-found' | 'conflict'> => {
    const row = receiptRow(store, receiptId);
    if (row === null) return receiptNotFound();
    if (isUnderWay(store, row)) return failure('conflict', 'That push is under way already. Wait for its end.');
    store
      .sql(`UPDATE receipts SET status = 'running', finished_at = NULL, resume_at = NULL, runner = ?, alive_at = ?
        WHERE id = ?`)
      .run(process.pid, store.now(), receiptId);
    active.add(receiptId);
    return success(row);
  });
}

/** Notes how a run ended. */
export function endReceipt(
  store: Store,
  receiptId: string,
  how: { status: Exclude<Receipt['status'], 'running'>; resumeAt: number | null },
): void {
  store
    .sql(`UPDATE receipts SET status = ?, resume_at = ?, finished_at = ?, runner = NULL WHERE id = ?`)
    .run(how.status, how.resumeAt, store.now(), receiptId);
}

/** This process does nothing more for a receipt, however it ended. */
export function letGo(receiptId: string): void {
  active.delete(receiptId);
}

/** Whether somebody carries a receipt out at this moment. */
export function isUnderWay(store: Store, row: ReceiptRow): boolean {
  if (row.status !== 'running' || row.runner === null) return false;
  if (row.runner === process.pid) return active.has(row.id);
  return isAlive(row.runner) && store.now() - (row.alive_at ?? 0) < SILENT_FOR_MS;
}

export function receiptRow(store: Store, receiptId: string): ReceiptRow | null {
  return (store.sql('SELECT * FROM receipts WHERE id = ?').get(receiptId) as ReceiptRow | undefined) ?? null;
}

/** In the order of the preview. */
export function stepRows(store: Store, receiptId: string): StepRow[] {
  return store.sql('SELECT * FROM receipt_steps WHERE receipt_id = ? ORDER BY position').all(receiptId) as StepRow[];
}

export function stepRow(store: Store, receiptId: string, position: number): StepRow | null {
  const row = store.sql('SELECT * FROM receipt_steps WHERE receipt_id = ? AND position = ?').get(receiptId, position);
  return (row as StepRow | undefined) ?? null;
}

export function knownOf(row: Pick<StepRow, 'known'>): RemoteSecret | null {
  return row.known === null ? null : (JSON.parse(row.known) as RemoteSecret);
}

export function readReceipt(store: Store, receiptId: string): Result<Receipt, 'receipt-not-found'> {
  const row = receiptRow(store, receiptId);
  return row === null ? receiptNotFound() : success(receiptOf(store, row));
}

/** A receipt by its id or the start of it. */
export function findReceipt(store: Store, text: string): Result<Receipt, 'receipt-not-found'> {
  const typed = text.trim().toLowerCase();
  if (!/^[0-9a-f-]{4,36}$/.test(typed)) return receiptNotFound();
  const rows = store.sql(`SELECT * FROM receipts WHERE id LIKE ? || '%' LIMIT 2`).all(typed) as ReceiptRow[];
  const [row] = rows;
  return row === undefined || rows.length > 1 ? receiptNotFound() : success(receiptOf(store, row));
}

/** Newest first. */
export function listReceipts(store: Store, limit: number): Receipt[] {
  const rows = store.sql('SELECT * FROM receipts ORDER BY sequence DESC LIMIT ?').all(limit) as ReceiptRow[];
  return rows.map((row) => receiptOf(store, row));
}

/** The newest receipt that did not come to its end and that nobody carries out. */
export function unfinishedReceipt(store: Store): Receipt | null {
  const rows = store
    .sql(`SELECT * FROM receipts WHERE status IN ('running', 'stopped') ORDER BY sequence DESC LIMIT 20`)
    .all() as ReceiptRow[];
  const row = rows.find((one) => !isUnderWay(store, one));
  return row === undefined ? null : receiptOf(store, row);
}

function receiptOf(store: Store, row: ReceiptRow): Receipt {
  // A process that ended half way could not say so.
  const left = row.status === 'running' && !isUnderWay(store, row);
  return {
    id: row.id as ReceiptId,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    status: left ? 'stopped' : row.status,
    undoes: row.undoes as Receipt['undoes'],
    resumeAt: row.resume_at,
    steps: stepRows(store, row.id).map((step) => ({
      keyId: step.key_id as Receipt['steps'][number]['keyId'],
      keyName: step.key_name,
      targetId: step.target_id as Receipt['steps'][number]['targetId'],
      targetName: step.target_name,
      secretName: step.secret_name,
      outcome: step.outcome,
      versionId: step.version_id as Receipt['steps'][number]['versionId'],
      previousVersionId: step.previous_version_id as Receipt['steps'][number]['previousVersionId'],
      at: step.at,
      error: step.error_code === null ? null : { code: step.error_code, message: step.error_message ?? '' },
    })),
  };
}

function receiptNotFound() {
  return failure(
    'receipt-not-found',
    'There is no such receipt. Look at the list of receipts for those that are kept.',
  );
}
