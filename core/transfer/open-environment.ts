import { isUtf8 } from 'node:buffer';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import { checkConfirmed, recordUse, type Use } from '../keys/take-value.ts';
import { environmentById } from '../projects/environments.ts';
import type { Store } from '../store/store.ts';

export type EnvironmentValue = { keyId: string; name: string; value: string; kind: KeyKind; provider: string | null };

export type OpenError = 'environment-not-found' | 'confirmation-needed' | 'value-invalid';

/** Which keys of an environment are meant: all, or `only` these, and never those of `except`. */
export type KeyChoice = { readonly only?: ReadonlySet<string>; readonly except?: ReadonlySet<string> };

/** What the values are to be put into, and what it can hold. */
export type Receiver = {
  /** "a dotenv file" */
  readonly name: string;
  /** Why it cannot hold a key, in words that follow the name; null where it can. */
  readonly unfit: (key: { readonly name: string; readonly value: string }) => string | null;
  /** Why it cannot hold all of them together; a whole sentence, or null. */
  readonly unfitTogether?: (keys: readonly { readonly name: string; readonly value: string }[]) => string | null;
};

/**
 * Opens the current values of an environment's live keys, ordered by name, for a program's environment or an export.
 *
 * Fails with `value-invalid` where the receiver cannot hold some of them: all of these are named, in `detail.names` too, so
 * that a person can leave them out at once. Nothing is left out by itself, and no use is recorded then.
 */
export function openEnvironment(
  store: Store,
  request: {
    environmentId: string;
    use: Use;
    confirmed: (environmentId: string) => boolean;
    choice?: KeyChoice;
    receiver: Receiver;
  },
): Result<EnvironmentValue[], OpenError> {
  const environment = environmentById(store, request.environmentId);
  if (environment === null) return failure('environment-not-found', 'That environment is not there any more.');
  const allowed = checkConfirmed(store, request.environmentId, request.confirmed);
  if (!allowed.ok) return allowed;

  const rows = store
    .sql(`SELECT k.id, k.name, k.kind, k.provider, v.id AS version_id, v.sealed
      FROM keys k JOIN versions v ON v.key_id = k.id AND v.state = 'current'
      WHERE k.environment_id = ? AND k.archived_at IS NULL AND k.deleted_at IS NULL ORDER BY k.name`)
    .all(request.environmentId) as {
    id: string;
    name: string;
    kind: KeyKind;
    provider: string | null;
    version_id: string;
    sealed: Buffer;
  }[];
  const { only, except } = request.choice ?? {};
  const values: EnvironmentValue[] = [];
  const problems: { name: string; why: string }[] = [];
  for (const row of rows) {
    if (only?.has(row.name) === false || except?.has(row.name) === true) continue;
    const bytes = store.session.open(row.id, row.version_id, row.sealed);
    const value = isUtf8(bytes) ? bytes.toString('utf8') : null;
    bytes.fill(0);
    const why = value === null ? 'its value is not text' : request.receiver.unfit({ name: row.name, value });
    if (why !== null) problems.push({ name: row.name, why });
    else values.push({ keyId: row.id, name: row.name, kind: row.kind, provider: row.provider, value: value ?? '' });
  }
  if (problems.length > 0) return unfit(request.receiver.name, problems);
  const together = request.receiver.unfitTogether?.(values) ?? null;
  if (together !== null) return failure('value-invalid', together);
  // One entry for the whole environment: twenty for one `run` would hide what matters.
  recordUse(store, {
    what: request.use,
    projectId: environment.projectId,
    environmentId: environment.id,
    subject: environment.name,
    detail: `${values.length} ${values.length === 1 ? 'value' : 'values'}`,
  });
  return success(values);
}

function unfit(receiver: string, problems: readonly { name: string; why: string }[]) {
  const lines = problems.map(({ name, why }) => `  ${name}: ${why}`);
  const keys = problems.length === 1 ? 'One key does' : `${problems.length} keys do`;
  return failure('value-invalid', `${keys} not fit into ${receiver}:\n${lines.join('\n')}`, {
    names: problems.map(({ name }) => name),
  });
}
