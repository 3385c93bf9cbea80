import { z } from 'zod';
import { environmentId, projectId } from '../domain/ids.ts';
import { environment, environmentColour, project } from '../domain/project.ts';
import { displayName } from '../domain/text.ts';
import { procedure } from './procedure.ts';
import { undoable } from './undoable.ts';

export const projects = {
  /** In the person's order, archived ones last. */
  list: procedure({
    request: z.strictObject({}),
    response: z.strictObject({ projects: z.array(project) }),
    errors: ['vault-locked'],
  }),
  /** A new project with development, staging and a protected production. */
  create: procedure({
    request: z.strictObject({ name: displayName }),
    response: undoable.extend({ project }),
    errors: ['vault-locked', 'name-taken'],
  }),
  rename: procedure({
    request: z.strictObject({ projectId, name: displayName }),
    response: undoable,
    errors: ['vault-locked', 'project-not-found', 'name-taken'],
  }),
  reorder: procedure({
    request: z.strictObject({ projectIds: z.array(projectId).max(10_000) }),
    response: undoable,
    errors: ['vault-locked', 'project-not-found'],
  }),
  archive: procedure({
    request: z.strictObject({ projectId, archived: z.boolean() }),
    response: undoable,
    errors: ['vault-locked', 'project-not-found'],
  }),
  /** Only a project with no keys, the bin and the archive included, can be removed. */
  remove: procedure({
    request: z.strictObject({ projectId }),
    response: undoable,
    errors: ['vault-locked', 'project-not-found', 'not-empty'],
  }),
};

export const environments = {
  create: procedure({
    request: z.strictObject({
      projectId,
      name: displayName,
      colour: environmentColour.optional(),
      protected: z.boolean().optional(),
    }),
    response: undoable.extend({ environment }),
    errors: ['vault-locked', 'project-not-found', 'name-taken'],
  }),
  edit: procedure({
    request: z.strictObject({
      environmentId,
      name: displayName.optional(),
      colour: environmentColour.optional(),
      protected: z.boolean().optional(),
    }),
    response: undoable,
    errors: ['vault-locked', 'environment-not-found', 'name-taken'],
  }),
  reorder: procedure({
    request: z.strictObject({ projectId, environmentIds: z.array(environmentId).max(1000) }),
    response: undoable,
    errors: ['vault-locked', 'project-not-found', 'environment-not-found'],
  }),
  remove: procedure({
    request: z.strictObject({ environmentId }),
    response: undoable,
    errors: ['vault-locked', 'environment-not-found', 'not-empty'],
  }),
  /** The person's yes to using a protected environment's values; holds until the vault locks. */
  confirmProtected: procedure({
    request: z.strictObject({ environmentId }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'environment-not-found'],
  }),
};
