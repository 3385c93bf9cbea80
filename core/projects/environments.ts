import { randomUUID } from 'node:crypto';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Undoable } from '#shared/contract/undoable.ts';
import type { Environment } from '#shared/domain/project.ts';
import { recordActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { isUniqueViolation, undoableChange } from '../store/undo-journal.ts';

type EnvironmentRow = {
  id: string;
  project_id: string;
  name: string;
  position: number;
  colour: number;
  protected: number;
  key_count: number;
};

const SELECT = `SELECT e.id, e.project_id, e.name, e.position, e.colour, e.protected,
  (SELECT count(*) FROM keys k WHERE k.environment_id = e.id AND k.archived_at IS NULL AND k.deleted_at IS NULL)
    AS key_count
  FROM environments e`;

const COLOURS = 8;

/** The environments of all projects, each project's in its order. */
export function listEnvironments(store: Store): Environment[] {
  return (store.sql(`${SELECT} ORDER BY e.project_id, e.position, e.name`).all() as EnvironmentRow[]).map(
    environmentOf,
  );
}

export function environmentById(store: Store, environmentId: string): Environment | null {
  const row = store.sql(`${SELECT} WHERE e.id = ?`).get(environmentId) as EnvironmentRow | undefined;
  return row === undefined ? null : environmentOf(row);
}

export function findEnvironment(store: Store, projectId: string, name: string): Environment | null {
  const row = store.sql(`${SELECT} WHERE e.project_id = ? AND e.name = ? COLLATE NOCASE`).get(projectId, name);
  return row === undefined ? null : environmentOf(row as EnvironmentRow);
}

/** At the end of its project, in the first colour that the project does not use yet. */
export function createEnvironment(
  store: Store,
  request: { projectId: string; name: string; colour?: number | undefined; protected?: boolean | undefined },
): Result<{ environment: Environment } & Undoable, 'project-not-found' | 'name-taken'> {
  return undoableChange(store, `Added the environment ${request.name}`, (recorder) => {
    if (store.sql('SELECT 1 FROM projects WHERE id = ?').get(request.projectId) === undefined) {
      return failure('project-not-found', 'That project is not there any more.');
    }
    const siblings = listEnvironments(store).filter(({ projectId }) => projectId === request.projectId);
    if (findEnvironment(store, request.projectId, request.name) !== null) return nameTaken(request.name);
    const used = new Set(siblings.map(({ colour }) => colour));
    const free = Array.from({ length: COLOURS }, (_, index) => index + 1).find((colour) => !used.has(colour));
    const id = insertEnvironment(store, {
      projectId: request.projectId,
      name: request.name,
      position: Math.max(-1, ...siblings.map(({ position }) => position)) + 1,
      colour: request.colour ?? free ?? (siblings.length % COLOURS) + 1,
      protected: request.protected ?? request.name.toLowerCase().startsWith('prod'),
      beforeInsert: (id) => recorder.touch('environments', id),
    });
    const environment = environmentById(store, id);
    if (environment === null) throw new Error('An environment that was just inserted is not there');
    recordActivity(store, {
      what: 'environment-changed',
      projectId: request.projectId,
      environmentId: id,
      subject: request.name,
      detail: 'added',
    });
    return success({ environment });
  });
}

export function insertEnvironment(
  store: Store,
  environment: {
    projectId: string;
    name: string;
    position: number;
    colour: number;
    protected: boolean;
    beforeInsert?: (id: string) => void;
  },
): string {
  const id = randomUUID();
  environment.beforeInsert?.(id);
  store
    .sql(`INSERT INTO environments (id, project_id, name, position, colour, protected, added_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
    .run(
      id,
      environment.projectId,
      environment.name,
      environment.position,
      environment.colour,
      environment.protected ? 1 : 0,
      store.now(),
      store.now(),
    );
  return id;
}

export function editEnvironment(
  store: Store,
  environmentId: string,
  change: { name?: string | undefined; colour?: number | undefined; protected?: boolean | undefined },
): Result<Undoable, 'environment-not-found' | 'name-taken'> {
  const before = environmentById(store, environmentId);
  if (before === null) return notFound();
  const label = change.name === undefined || change.name === before.name ? 'Changed' : 'Renamed';
  return undoableChange(store, `${label} the environment ${before.name}`, (recorder) => {
    recorder.touch('environments', environmentId);
    try {
      store
        .sql('UPDATE environments SET name = ?, colour = ?, protected = ?, updated_at = ? WHERE id = ?')
        .run(
          change.name ?? before.name,
          change.colour ?? before.colour,
          (change.protected ?? before.protected) ? 1 : 0,
          store.now(),
          environmentId,
        );
    } catch (error) {
      if (isUniqueViolation(error)) return nameTaken(change.name ?? before.name);
      throw error;
    }
    recordActivity(store, {
      what: 'environment-changed',
      projectId: before.projectId,
      environmentId,
      subject: change.name ?? before.name,
      detail: describeChange(before, change),
    });
    return success({});
  });
}

export function reorderEnvironments(
  store: Store,
  projectId: string,
  environmentIds: readonly string[],
): Result<Undoable, 'environment-not-found'> {
  return undoableChange(store, 'Reordered the environments', (recorder) => {
    const siblings = listEnvironments(store).filter((environment) => environment.projectId === projectId);
    const known = new Set(siblings.map(({ id }) => id as string));
    if (environmentIds.some((id) => !known.has(id))) return notFound();
    for (const [position, id] of [...new Set([...environmentIds, ...known])].entries()) {
      recorder.touch('environments', id);
      store.sql('UPDATE environments SET position = ? WHERE id = ?').run(position, id);
    }
    return success({});
  });
}

/** Removes an environment without keys; keys in the archive and the bin count. */
export function removeEnvironment(
  store: Store,
  environmentId: string,
): Result<Undoable, 'environment-not-found' | 'not-empty'> {
  const environment = environmentById(store, environmentId);
  if (environment === null) return notFound();
  return undoableChange(store, `Removed the environment ${environment.name}`, (recorder) => {
    const { held } = store.sql('SELECT count(*) AS held FROM keys WHERE environment_id = ?').get(environmentId) as {
      held: number;
    };
    if (held > 0) {
      return failure(
        'not-empty',
        `"${environment.name}" still has ${held} ${held === 1 ? 'key' : 'keys'}, the archive and the bin included. Move or erase them first.`,
        { keys: held },
      );
    }
    recorder.touch('environments', environmentId);
    store.sql('DELETE FROM environments WHERE id = ?').run(environmentId);
    recordActivity(store, {
      what: 'environment-changed',
      projectId: environment.projectId,
      environmentId,
      subject: environment.name,
      detail: 'removed',
    });
    return success({});
  });
}

function describeChange(
  before: Environment,
  change: { name?: string | undefined; colour?: number | undefined; protected?: boolean | undefined },
): string {
  const said: string[] = [];
  if (change.name !== undefined && change.name !== before.name) said.push(`renamed from ${before.name}`);
  if (change.colour !== undefined && change.colour !== before.colour) said.push('new colour');
  if (change.protected !== undefined && change.protected !== before.protected) {
    said.push(change.protected ? 'protected' : 'no longer protected');
  }
  return said.join(', ');
}

function environmentOf(row: EnvironmentRow): Environment {
  return {
    id: row.id as Environment['id'],
    projectId: row.project_id as Environment['projectId'],
    name: row.name,
    position: row.position,
    colour: row.colour,
    protected: row.protected === 1,
    keyCount: row.key_count,
  };
}

function notFound() {
  return failure('environment-not-found', 'That environment is not there any more.');
}

function nameTaken(name: string) {
  return failure('name-taken', `This project already has an environment named "${name}". Choose another name.`);
}
