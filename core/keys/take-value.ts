import { failure, type Result, success } from '#shared/contract/result.ts';
import { BUSY_TIMEOUT_MS } from '../database/open-database.ts';
import { errorCode, storageFailure } from '../database/storage-errors.ts';
import { environmentById } from '../projects/environments.ts';
import { recordActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { about, type KeyRow, keyRow, type VersionRow } from './key-rows.ts';
import { keyNotFound, openValue, type VersionChoice, versionNotFound, versionOfChoice } from './read-versions.ts';

/** Why a value leaves the vault; it is what the activity says. */
export type Use = 'revealed' | 'copied' | 'read' | 'ran' | 'exported' | 'placed';

export type UseError = 'key-not-found' | 'version-not-found' | 'confirmation-needed';

export type TakenValue = { key: KeyRow; version: VersionRow; bytes: Buffer };

/**
 * Opens a value for a purpose: checks that a protected environment was confirmed, and records the use before the value
 * is handed out. The caller zeroes `bytes` when done.
 * @param confirmed whether the person said yes to this environment since the vault was unlocked
 */
export function takeValue(
  store: Store,
  request: {
    keyId: string;
    version: VersionChoice;
    use: Use;
    /** Where it goes, in a few words, for the activity. */
    where?: string;
    confirmed: (environmentId: string) => boolean;
  },
): Result<TakenValue, UseError> {
  const key = keyRow(store, request.keyId);
  if (key === null || key.deleted_at !== null) return keyNotFound();
  const allowed = checkConfirmed(store, key.environment_id, request.confirmed);
  if (!allowed.ok) return allowed;
  const version = versionOfChoice(store, request.keyId, request.version);
  if (version === null) return versionNotFound();
  const opened = openValue(store, version);
  if (!opened.ok) return opened;
  const where = request.where === undefined ? '' : `, ${request.where}`;
  recordUse(store, { ...about(key), what: request.use, detail: `version ${version.number}${where}` });
  return success({ key, version, bytes: opened.value });
}

/** `confirmation-needed` where the environment is protected and the person has not said yes yet. */
export function checkConfirmed(
  store: Store,
  environmentId: string,
  confirmed: (environmentId: string) => boolean,
): Result<void, 'confirmation-needed'> {
  const environment = environmentById(store, environmentId);
  if (environment?.protected !== true || confirmed(environmentId)) return success();
  return failure('confirmation-needed', `${environment.name} is protected. Confirm that you want to use its values.`, {
    environment: environment.name,
  });
}

/** How long the command line waits for a process that holds the write lock, an import of a large file for one. */
const PATIENCE_MS = 60_000;

/**
 * Records a use. On a full, failing or read-only disk people need their keys more than ever, so the use goes on without its
 * entry there, as while the vault key is rotated; and on the command line, where scripts would break, also where another process
 * has not let anybody write for a minute. Every other failure stops it.
 */
export function recordUse(store: Store, note: Parameters<typeof recordActivity>[1]): void {
  // A window would stand still meanwhile.
  const patient = store.by === 'cli' && !store.db.inTransaction;
  if (patient) store.db.pragma(`busy_timeout = ${PATIENCE_MS}`);
  try {
    recordActivity(store, note);
  } catch (error) {
    const code = storageFailure(error)?.error.code ?? '';
    // Nothing can be written while a rotation of the vault key waits for room or for another process.
    const rotating = errorCode(error) === 'SQLITE_CONSTRAINT_TRIGGER';
    if (!rotating && !GO_ON_AFTER.has(code) && !(patient && code === 'vault-busy')) throw error;
  } finally {
    if (patient) store.db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }
}

const GO_ON_AFTER: ReadonlySet<string> = new Set(['disk-full', 'disk-read-only', 'disk-error']);
