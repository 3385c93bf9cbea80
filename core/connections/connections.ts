import { randomUUID } from 'node:crypto';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { ConnectionId } from '#shared/domain/ids.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import { displayName } from '#shared/domain/text.ts';
import { findProvider } from '../providers/catalogue.ts';
import { recordActivity } from '../store/activity-log.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import { freeName, keepingNames } from '../store/unique-names.ts';
import { checkAddress } from './connection-address.ts';
import {
  CONNECTION_COLUMNS,
  type ConnectionRow,
  connectionNotFound,
  connectionRow,
  type EnvironmentMapping,
} from './connection-rows.ts';

/** What can be said of a connection. Absent: stays as it is, or the default; null: taken away. */
export type ConnectionFields = {
  name?: string | undefined;
  baseUrl?: string | null | undefined;
  dashboardUrl?: string | null | undefined;
  /** The id of one of the definition's plans. */
  plan?: string | null | undefined;
  /** By the ids of the definition's parameters. */
  parameters?: Readonly<Record<string, string>> | undefined;
  projectId?: string | null | undefined;
  /** Environments of that project, by the provider's names; an empty name is where keys without one belong. */
  environments?: readonly { remote: string; environmentId: string }[] | undefined;
  /** At least 5 minutes. */
  syncEveryMs?: number | null | undefined;
  /** `api` for a provider that has one. */
  way?: 'api' | 'dashboard' | null | undefined;
};

export type FieldError =
  | 'name-invalid'
  | 'name-taken'
  | 'address-invalid'
  | 'value-invalid'
  | 'duration-invalid'
  | 'project-not-found'
  | 'environment-not-found';

/** Syncing more often would only use up what the provider allows. */
const SHORTEST_SYNC_EVERY_MS = 300_000;
const LONGEST_PARAMETER = 500;

/** A new connection. Without a name it gets the provider's, with a number where that is taken. */
export function addConnection(
  store: Store,
  request: ConnectionFields & { provider: string },
): Result<{ connectionId: ConnectionId }, FieldError | 'provider-not-found'> {
  const definition = findProvider(request.provider);
  if (definition === null) {
    return failure('provider-not-found', `There is no provider "${request.provider}". "keyrail providers" lists them.`);
  }
  return store.write((): Result<{ connectionId: ConnectionId }, FieldError> => {
    const id = randomUUID() as ConnectionId;
    const now = store.now();
    const blank: ConnectionRow = {
      id,
      provider: definition.id,
      name: freeName(store, 'connections', definition.name.value),
      base_url: null,
      dashboard_url: null,
      plan: null,
      parameters: '{}',
      credential_id: null,
      project_id: null,
      environments: '[]',
      mapping: '{}',
      sync_every_ms: null,
      way: null,
      snapshot_at: null,
      added_at: now,
      updated_at: now,
    };
    const row = withFields(store, blank, request, definition);
    if (!row.ok) return row;
    const columns = CONNECTION_COLUMNS.split(/,\s*/);
    const inserted = keepingNames('a connection', row.value.name, () =>
      store
        .sql(`INSERT INTO connections (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`)
        .run(row.value),
    );
    if (!inserted.ok) return inserted;
    note(store, 'connection-added', row.value, definition.name.value);
    return success({ connectionId: id });
  });
}

export function editConnection(
  store: Store,
  connectionId: string,
  fields: ConnectionFields,
): Result<void, FieldError | 'connection-not-found'> {
  return store.write((): Result<void, FieldError | 'connection-not-found'> => {
    const before = connectionRow(store, connectionId);
    if (before === null) return connectionNotFound();
    const row = withFields(store, before, fields, findProvider(before.provider));
    if (!row.ok) return row;
    const said = differences(before, row.value);
    // A form sends every field that it shows.
    if (said.length === 0) return success();
    const updated = keepingNames('a connection', row.value.name, () =>
      store
        .sql(`UPDATE connections SET name = @name, base_url = @base_url, dashboard_url = @dashboard_url, plan = @plan,
            parameters = @parameters, project_id = @project_id, environments = @environments,
            sync_every_ms = @sync_every_ms, way = @way, updated_at = @now WHERE id = @id`)
        .run({
          id: row.value.id,
          name: row.value.name,
          base_url: row.value.base_url,
          dashboard_url: row.value.dashboard_url,
          plan: row.value.plan,
          parameters: row.value.parameters,
          project_id: row.value.project_id,
          environments: row.value.environments,
          sync_every_ms: row.value.sync_every_ms,
          way: row.value.way,
          now: store.now(),
        }),
    );
    if (!updated.ok) return updated;
    note(store, 'connection-changed', row.value, said.join(', '));
    return success();
  });
}

/** Removes a connection with its credential, its snapshot and their history. Keys stay, with what was learnt of them. */
export function removeConnection(store: Store, connectionId: string): Result<void, 'connection-not-found'> {
  return store.write(() => {
    const row = connectionRow(store, connectionId);
    if (row === null) return connectionNotFound();
    store.sql('DELETE FROM connections WHERE id = ?').run(connectionId);
    note(store, 'connection-removed', row, '');
    return success();
  });
}

/** A connection by its name, whatever the case, or by its id. */
export function findConnection(store: Store, nameOrId: string): ConnectionRow | null {
  const row = store
    .sql(`SELECT ${CONNECTION_COLUMNS} FROM connections WHERE name = @text COLLATE NOCASE OR id = @text
      ORDER BY id = @text DESC LIMIT 1`)
    .get({ text: nameOrId.normalize('NFC') });
  return (row as ConnectionRow | undefined) ?? null;
}

/** Which column of the provider's page holds what, as a person corrected it; see `ColumnMemory` of core/capture. */
export function rememberColumns(
  store: Store,
  connectionId: string,
  columns: Readonly<Record<string, string>>,
): Result<void, 'connection-not-found'> {
  const { changes } = store
    .sql('UPDATE connections SET mapping = ?, updated_at = ? WHERE id = ?')
    .run(JSON.stringify(columns), store.now(), connectionId);
  return changes === 0 ? connectionNotFound() : success();
}

/** What of a connection is other than before, in words. */
function differences(before: ConnectionRow, row: ConnectionRow): readonly string[] {
  const columns = [
    ['base_url', 'address'],
    ['dashboard_url', 'dashboard'],
    ['plan', 'plan'],
    ['parameters', 'parameters'],
    ['project_id', 'project'],
    ['environments', 'environments'],
    ['sync_every_ms', 'sync interval'],
    ['way', 'way to sync'],
  ] as const;
  const renamed = before.name === row.name ? [] : [`renamed from ${before.name}`];
  return [...renamed, ...columns.flatMap(([column, said]) => (before[column] === row[column] ? [] : [said]))];
}

function withFields(
  store: Store,
  before: ConnectionRow,
  fields: ConnectionFields,
  definition: ProviderDefinition | null,
): Result<ConnectionRow, FieldError> {
  const row = { ...before };
  if (fields.name !== undefined) {
    const name = displayName.safeParse(fields.name);
    if (!name.success) {
      return failure('name-invalid', 'A name is one line of 1 to 200 characters without a space at its ends.');
    }
    row.name = name.data;
  }
  for (const [field, column, part] of [
    ['baseUrl', 'base_url', 'base'],
    ['dashboardUrl', 'dashboard_url', 'page'],
  ] as const) {
    const typed = fields[field];
    if (typed === undefined) continue;
    const checked = typed === null ? success<string | null>(null) : checkAddress(typed, part);
    if (!checked.ok) return failure(checked.error.code, checked.error.message, { field });
    row[column] = checked.value;
  }
  if (fields.plan !== undefined) {
    const plans = definition?.rateLimits?.plans?.value ?? [];
    if (fields.plan !== null && !plans.some(({ id }) => id === fields.plan)) {
      const known = plans.map(({ id }) => id).join(', ');
      return failure('value-invalid', known === '' ? 'This provider has no plans.' : `The plan is one of: ${known}.`, {
        field: 'plan',
      });
    }
    row.plan = fields.plan;
  }
  if (fields.parameters !== undefined) {
    const checked = checkParameters(fields.parameters, definition);
    if (!checked.ok) return checked;
    row.parameters = JSON.stringify(fields.parameters);
  }
  if (fields.syncEveryMs !== undefined) {
    if (fields.syncEveryMs !== null && fields.syncEveryMs < SHORTEST_SYNC_EVERY_MS) {
      return failure('duration-invalid', 'A connection is synced every 5 minutes at most.');
    }
    row.sync_every_ms = fields.syncEveryMs;
  }
  if (fields.way !== undefined) {
    if (fields.way === 'api' && definition?.sync.api === undefined) {
      return failure('value-invalid', 'No document describes an API of this provider that lists keys.', {
        field: 'way',
      });
    }
    row.way = fields.way;
  }
  return withPlaces(store, row, fields);
}

function withPlaces(
  store: Store,
  before: ConnectionRow,
  { projectId, environments }: ConnectionFields,
): Result<ConnectionRow, 'project-not-found' | 'environment-not-found'> {
  const row = { ...before };
  if (projectId !== undefined && projectId !== row.project_id) {
    if (projectId !== null && store.sql('SELECT 1 FROM projects WHERE id = ?').get(projectId) === undefined) {
      return failure('project-not-found', 'That project is not there any more.');
    }
    row.project_id = projectId;
    // The environments of one project say nothing about another.
    row.environments = '[]';
  }
  if (environments !== undefined) {
    const known = new Set(
      store.sql('SELECT id FROM environments WHERE project_id = ?').pluck().all(row.project_id) as string[],
    );
    if (environments.some(({ environmentId }) => !known.has(environmentId))) {
      return failure('environment-not-found', "The connection's project has no such environment.");
    }
    const byName = new Map(environments.map((one) => [one.remote.trim().toLowerCase(), one]));
    row.environments = JSON.stringify([...byName.values()] as EnvironmentMapping);
  }
  return success(row);
}

function checkParameters(
  parameters: Readonly<Record<string, string>>,
  definition: ProviderDefinition | null,
): Result<void, 'value-invalid'> {
  for (const [id, value] of Object.entries(parameters)) {
    const known = definition?.parameters.find((parameter) => parameter.id === id);
    if (known === undefined) {
      const ids = definition?.parameters.map((parameter) => parameter.id).join(', ') ?? '';
      return failure('value-invalid', ids === '' ? 'This provider needs no parameters.' : `Parameters are: ${ids}.`);
    }
    const { pattern } = known.about.value;
    const fits = pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(value);
    if (value === '' || value.length > LONGEST_PARAMETER || !fits) {
      return failure('value-invalid', `${known.label} does not look right: ${known.about.value.words}`, {
        parameter: id,
      });
    }
  }
  return success();
}

function note(
  store: Store,
  what: 'connection-added' | 'connection-changed' | 'connection-removed',
  row: ConnectionRow,
  detail: string,
): void {
  bumpRevision(store);
  const place = row.project_id === null ? {} : { projectId: row.project_id };
  recordActivity(store, { what, subject: row.name, detail, ...place });
}
