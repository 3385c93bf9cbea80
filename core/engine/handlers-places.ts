import { failure, success } from '#shared/contract/result.ts';
import {
  createEnvironment,
  editEnvironment,
  environmentById,
  removeEnvironment,
  reorderEnvironments,
} from '../projects/environments.ts';
import {
  archiveProject,
  createProject,
  listProjects,
  projectById,
  removeProject,
  renameProject,
  reorderProjects,
} from '../projects/projects.ts';
import { type Handlers, unlocked } from './handlers.ts';

export const projectHandlers: Handlers<'projects'> = {
  list: (engine) => unlocked(engine, (store) => success({ projects: listProjects(store) })),
  create: (engine, { name }) => unlocked(engine, (store) => createProject(store, name)),
  rename: (engine, { projectId, name }) => unlocked(engine, (store) => renameProject(store, projectId, name)),
  reorder: (engine, { projectIds }) => unlocked(engine, (store) => reorderProjects(store, projectIds)),
  archive: (engine, { projectId, archived }) => unlocked(engine, (store) => archiveProject(store, projectId, archived)),
  remove: (engine, { projectId }) => unlocked(engine, (store) => removeProject(store, projectId)),
};

export const environmentHandlers: Handlers<'environments'> = {
  create: (engine, request) => unlocked(engine, (store) => createEnvironment(store, request)),
  edit: (engine, { environmentId, ...change }) =>
    unlocked(engine, (store) => editEnvironment(store, environmentId, change)),
  reorder: (engine, { projectId, environmentIds }) =>
    unlocked(engine, (store) =>
      projectById(store, projectId) === null
        ? failure('project-not-found', 'That project is not there any more.')
        : reorderEnvironments(store, projectId, environmentIds),
    ),
  remove: (engine, { environmentId }) => unlocked(engine, (store) => removeEnvironment(store, environmentId)),
  confirmProtected: (engine, { environmentId }) =>
    unlocked(engine, (store) => {
      const environment = environmentById(store, environmentId);
      if (environment === null) {
        return failure('environment-not-found', 'That environment is not there any more.');
      }
      engine.confirmProtected(environment);
      return success({});
    }),
};
