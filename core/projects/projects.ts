import { randomUUID } from 'node:crypto';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Undoable } from '#shared/contract/undoable.ts';
import { DEFAULT_ENVIRONMENTS } from '#shared/domain/default-environments.ts';
import type { Environment, Project } from '#shared/domain/project.ts';
import { recordActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { isUniqueViolation, undoableChange } from '../store/undo-journal.ts';
import { insertEnvironment, listEnvironments } from './environments.ts';

export type ProjectRow = { id: string; name: string; position: number; archived_at: number | null };

/** Every project with its environments, in the person's order, archived ones last. */
export function listProjects(store: Store): Project[] {
  const rows = store
    .sql(`SELECT id, name, position, archived_at FROM projects
      ORDER BY archived_at IS NOT NULL, position, name COLLATE NOCASE`)
    .all() as ProjectRow[];
  const environments = Map.groupBy(listEnvironments(store), (environment) => environment.projectId as string);
  return rows.map((row) => projectOf(row, environments.get(row.id) ?? []));
}

export function findProject(store: Store, name: string): ProjectRow | null {
  const row = store.sql('SELECT id, name, position, archived_at FROM projects WHERE name = ? COLLATE NOCASE').get(name);
  return (row as ProjectRow | undefined) ?? null;
}

/** A project with development, staging and a protected production. */
export function createProject(store: Store, name: string): Result<{ project: Project } & Undoable, 'name-taken'> {
  return undoableChange(store, `Created ${name}`, (recorder) => {
    if (findProject(store, name) !== null) return nameTaken(name);
    const id = randomUUID();
    recorder.touch('projects', id);
    const { next } = store.sql('SELECT coalesce(max(position) + 1, 0) AS next FROM projects').get() as { next: number };
    store
      .sql('INSERT INTO projects (id, name, position, added_at, updated_at) VALUES (?, ?, ?, ?, ?)')
      .run(id, name, next, store.now(), store.now());
    for (const [position, environment] of DEFAULT_ENVIRONMENTS.entries()) {
      insertEnvironment(store, { projectId: id, position, ...environment });
    }
    recordActivity(store, { what: 'project-changed', projectId: id, subject: name, detail: 'created' });
    const environments = listEnvironments(store).filter((environment) => environment.projectId === id);
    return success({ project: projectOf({ id, name, position: next, archived_at: null }, environments) });
  });
}

export function renameProject(
  store: Store,
  projectId: string,
  name: string,
): Result<Undoable, 'project-not-found' | 'name-taken'> {
  return undoableChange(store, `Renamed the project to ${name}`, (recorder) => {
    const row = projectById(store, projectId);
    if (row === null) return notFound();
    recorder.touch('projects', projectId);
    try {
      store.sql('UPDATE projects SET name = ?, updated_at = ? WHERE id = ?').run(name, store.now(), projectId);
    } catch (error) {
      if (isUniqueViolation(error)) return nameTaken(name);
      throw error;
    }
    recordActivity(store, { what: 'project-changed', projectId, subject: name, detail: `renamed from ${row.name}` });
    return success({});
  });
}

/** Puts the named projects first, in this order; those not named keep their order behind them. */
export function reorderProjects(store: Store, projectIds: readonly string[]): Result<Undoable, 'project-not-found'> {
  return undoableChange(store, 'Reordered the projects', (recorder) => {
    const all = store.sql('SELECT id FROM projects ORDER BY position').all() as { id: string }[];
    const known = new Set(all.map(({ id }) => id));
    if (projectIds.some((id) => !known.has(id))) return notFound();
    const order = new Set([...projectIds, ...known]);
    for (const [position, id] of [...order].entries()) {
      recorder.touch('projects', id);
      store.sql('UPDATE projects SET position = ? WHERE id = ?').run(position, id);
    }
    return success({});
  });
}

export function archiveProject(
  store: Store,
  projectId: string,
  archived: boolean,
): Result<Undoable, 'project-not-found'> {
  const row = projectById(store, projectId);
  if (row === null) return notFound();
  return undoableChange(store, `${archived ? 'Archived' : 'Unarchived'} ${row.name}`, (recorder) => {
    recorder.touch('projects', projectId);
    store
      .sql('UPDATE projects SET archived_at = ?, updated_at = ? WHERE id = ?')
      .run(archived ? (row.archived_at ?? store.now()) : null, store.now(), projectId);
    const detail = archived ? 'archived' : 'unarchived';
    recordActivity(store, { what: 'project-changed', projectId, subject: row.name, detail });
    return success({});
  });
}

/** Removes a project without keys. Keys in the archive and the bin count, so that nothing is lost with it. */
export function removeProject(store: Store, projectId: string): Result<Undoable, 'project-not-found' | 'not-empty'> {
  const row = projectById(store, projectId);
  if (row === null) return notFound();
  return undoableChange(store, `Removed ${row.name}`, (recorder) => {
    const { held } = store.sql('SELECT count(*) AS held FROM keys WHERE project_id = ?').get(projectId) as {
      held: number;
    };
    if (held > 0) {
      return failure(
        'not-empty',
        `"${row.name}" still has ${held} ${held === 1 ? 'key' : 'keys'}, the archive and the bin included. Move or erase them first, or archive the project.`,
        { keys: held },
      );
    }
    recorder.touch('projects', projectId);
    for (const environment of listEnvironments(store)) {
      if (environment.projectId !== projectId) continue;
      recorder.touch('environments', environment.id);
      store.sql('DELETE FROM environments WHERE id = ?').run(environment.id);
    }
    store.sql('DELETE FROM projects WHERE id = ?').run(projectId);
    recordActivity(store, { what: 'project-changed', projectId, subject: row.name, detail: 'removed' });
    return success({});
  });
}

export function projectById(store: Store, projectId: string): ProjectRow | null {
  const row = store.sql('SELECT id, name, position, archived_at FROM projects WHERE id = ?').get(projectId);
  return (row as ProjectRow | undefined) ?? null;
}

function projectOf(row: ProjectRow, environments: Environment[]): Project {
  return {
    id: row.id as Project['id'],
    name: row.name,
    position: row.position,
    archivedAt: row.archived_at,
    keyCount: environments.reduce((sum, environment) => sum + environment.keyCount, 0),
    environments,
  };
}

function notFound() {
  return failure('project-not-found', 'That project is not there any more.');
}

function nameTaken(name: string) {
  return failure('name-taken', `There is already a project named "${name}". Choose another name.`);
}
