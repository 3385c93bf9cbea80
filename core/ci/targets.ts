import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { CiPlace } from '#shared/domain/ci.ts';
import type { CiTargetId } from '#shared/domain/ids.ts';
import { MAX_NAME_LENGTH } from '#shared/domain/limits.ts';
import { lineProblem } from '#shared/domain/text-rules.ts';
import { checkAddress } from '../connections/connection-address.ts';
import { recordActivity } from '../store/activity-log.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import { freeName, keepingNames } from '../store/unique-names.ts';
import type { CiSystem } from './ci-system.ts';
import { TARGET_COLUMNS, type TargetRow, targetNotFound, targetRow } from './target-rows.ts';
import { sealToken, type TargetToken } from './target-token.ts';

/** What can be said of a target. Absent: stays as it is, or the default; null: taken away. */
export type TargetFields = {
  name?: string | undefined;
  baseUrl?: string | null | undefined;
  /** By the fields of the system's `token`; sealed. */
  token?: TargetToken | null | undefined;
  /** What it is for. A project alone says nothing of an environment. */
  projectId?: string | null | undefined;
  /** An environment of that project. */
  environmentId?: string | null | undefined;
};

export type TargetFieldError =
  | 'name-invalid'
  | 'name-taken'
  | 'address-invalid'
  | 'value-invalid'
  | 'project-not-found'
  | 'environment-not-found'
  | 'conflict';

const MOST_TOKEN_BYTES = 65_536;
/** Of a place's words as a name; a number may follow. */
const LONGEST_GIVEN_NAME = 190;

/**
 * A new target. Without a name it gets its place's words, with a number where that is taken.
 * @param system the adapter of `place.system`
 */
export function addTarget(
  store: Store,
  system: CiSystem,
  request: TargetFields & { place: CiPlace },
): Result<{ targetId: CiTargetId }, TargetFieldError> {
  return store.write((): Result<{ targetId: CiTargetId }, TargetFieldError> => {
    const placeText = system.placeText(request.place);
    const now = store.now();
    const blank: TargetRow = {
      id: randomUUID(),
      system: system.id,
      name: freeName(store, 'ci_targets', placeText.slice(0, LONGEST_GIVEN_NAME).trim()),
      place: JSON.stringify(request.place),
      place_text: placeText,
      base_url: null,
      token_id: null,
      project_id: null,
      environment_id: null,
      checked_at: null,
      error_code: null,
      error_message: null,
      added_at: now,
      updated_at: now,
    };
    const row = withFields(store, system, blank, request);
    if (!row.ok) return row;
    const columns = TARGET_COLUMNS.split(/,\s*/);
    const inserted = keepingNames('a CI target', row.value.name, () =>
      store
        .sql(`INSERT INTO ci_targets (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`)
        .run(row.value),
    );
    if (!inserted.ok) return inserted;
    if (request.token !== undefined) sealToken(store, row.value.id, request.token);
    note(store, 'ci-target-added', row.value, `${system.name}: ${placeText}`);
    return success({ targetId: row.value.id as CiTargetId });
  });
}

/** Changes a target. Another place or address of it is only taken while nothing of the old one is remembered. */
export function editTarget(
  store: Store,
  system: CiSystem,
  targetId: string,
  fields: TargetFields & { place?: CiPlace | undefined },
): Result<void, TargetFieldError | 'ci-target-not-found'> {
  return store.write((): Result<void, TargetFieldError | 'ci-target-not-found'> => {
    const before = targetRow(store, targetId);
    if (before === null) return targetNotFound();
    const changed = withFields(store, system, before, fields);
    if (!changed.ok) return changed;
    const row = { ...changed.value };
    if (fields.place !== undefined) {
      row.place = JSON.stringify(fields.place);
      row.place_text = system.placeText(fields.place);
    }
    const said = differences(before, row, fields.token);
    // A form sends every field that it shows.
    if (said.length === 0) return success();
    const moves = row.place !== before.place || row.base_url !== before.base_url;
    if (moves) {
      // Looks and errors of another place say nothing about this one.
      Object.assign(row, { checked_at: null, error_code: null, error_message: null });
      const holds = store.sql('SELECT 1 FROM placements WHERE target_id = ?').get(targetId) !== undefined;
      if (holds && row.place_text !== before.place_text) {
        return failure(
          'conflict',
          'Keyrail remembers what it put into this target, and another place would hold none of it. Add the other place as a target of its own.',
        );
      }
      // A token is for the address that it was given for.
      if (row.base_url !== before.base_url && fields.token === undefined && before.token_id !== null) {
        return failure(
          'conflict',
          'The access token was given for the address before. Give the token for the new address with it.',
        );
      }
    }
    const updated = keepingNames('a CI target', row.name, () =>
      store
        .sql(`UPDATE ci_targets SET name = @name, place = @place, place_text = @place_text, base_url = @base_url,
            project_id = @project_id, environment_id = @environment_id, checked_at = @checked_at,
            error_code = @error_code, error_message = @error_message, updated_at = @now WHERE id = @id`)
        .run({
          id: row.id,
          name: row.name,
          place: row.place,
          place_text: row.place_text,
          base_url: row.base_url,
          project_id: row.project_id,
          environment_id: row.environment_id,
          checked_at: row.checked_at,
          error_code: row.error_code,
          error_message: row.error_message,
          now: store.now(),
        }),
    );
    if (!updated.ok) return updated;
    if (fields.token !== undefined) sealToken(store, targetId, fields.token);
    note(store, 'ci-target-changed', row, said.join(', '));
    return success();
  });
}

/** Forgets a target with its token and its placements. Nothing is changed at the target. Receipts stay. */
export function removeTarget(store: Store, targetId: string): Result<void, 'ci-target-not-found'> {
  return store.write(() => {
    const row = targetRow(store, targetId);
    if (row === null) return targetNotFound();
    store.sql('DELETE FROM ci_targets WHERE id = ?').run(targetId);
    note(store, 'ci-target-removed', row, row.place_text);
    return success();
  });
}

/** What is other than before, in words. */
function differences(before: TargetRow, row: TargetRow, token: TargetToken | null | undefined): readonly string[] {
  return [
    before.name === row.name ? '' : `renamed from ${before.name}`,
    isDeepStrictEqual(JSON.parse(before.place), JSON.parse(row.place)) ? '' : `place, was ${before.place_text}`,
    before.base_url === row.base_url ? '' : 'address',
    before.project_id === row.project_id ? '' : 'project',
    before.environment_id === row.environment_id ? '' : 'environment',
    token === undefined || (token === null && before.token_id === null)
      ? ''
      : token === null
        ? 'token taken away'
        : 'new token',
  ].filter((part) => part !== '');
}

function withFields(
  store: Store,
  system: CiSystem,
  before: TargetRow,
  fields: TargetFields,
): Result<TargetRow, TargetFieldError> {
  const row = { ...before };
  if (fields.name !== undefined) {
    const name = fields.name.normalize('NFC');
    if (lineProblem(name, MAX_NAME_LENGTH) !== null) {
      return failure('name-invalid', 'A name is one line of 1 to 200 characters without a space at its ends.');
    }
    row.name = name;
  }
  if (fields.baseUrl !== undefined) {
    const checked = fields.baseUrl === null ? success<string | null>(null) : checkAddress(fields.baseUrl, 'base');
    if (!checked.ok) return checked;
    row.base_url = checked.value;
  }
  if (row.base_url === null && system.baseUrl === null) {
    return failure('address-invalid', `${system.name} runs at an address of your own. Name it with its base URL.`);
  }
  if (fields.token != null) {
    const refused = checkToken(system, fields.token);
    if (refused !== null) return refused;
  }
  return withPurpose(store, row, fields);
}

function withPurpose(
  store: Store,
  row: TargetRow,
  { projectId, environmentId }: TargetFields,
): Result<TargetRow, 'project-not-found' | 'environment-not-found'> {
  if (projectId !== undefined && projectId !== row.project_id) {
    if (projectId !== null && store.sql('SELECT 1 FROM projects WHERE id = ?').get(projectId) === undefined) {
      return failure('project-not-found', 'That project is not there any more.');
    }
    row.project_id = projectId;
    row.environment_id = null;
  }
  if (environmentId !== undefined) {
    const known =
      environmentId === null ||
      store.sql('SELECT 1 FROM environments WHERE id = ? AND project_id = ?').get(environmentId, row.project_id) !==
        undefined;
    if (!known) return failure('environment-not-found', "The target's project has no such environment.");
    row.environment_id = environmentId;
  }
  return success(row);
}

function checkToken(system: CiSystem, token: TargetToken) {
  for (const { field, label, optional } of system.token) {
    if ((token[field] ?? '') === '' && optional !== true) {
      return failure('value-invalid', `The access token of ${system.name} is not complete: ${label} is missing.`);
    }
  }
  const known = new Set(system.token.map(({ field }) => field));
  const whole = Object.entries(token);
  // A control character would end a header.
  const fits = whole.every(([field, value]) => known.has(field) && !/\p{Cc}/u.test(value));
  if (!fits || whole.reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0) > MOST_TOKEN_BYTES) {
    return failure('value-invalid', `That is no access token of ${system.name}. Copy it once more, on one line.`);
  }
  return null;
}

function note(
  store: Store,
  what: 'ci-target-added' | 'ci-target-changed' | 'ci-target-removed',
  row: TargetRow,
  detail: string,
): void {
  bumpRevision(store);
  const project = row.project_id === null ? {} : { projectId: row.project_id };
  const environment = row.environment_id === null ? {} : { environmentId: row.environment_id };
  recordActivity(store, { what, subject: row.name, detail, ...project, ...environment });
}
