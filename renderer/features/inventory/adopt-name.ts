import type { Connection, RemoteKey } from '#shared/domain/remote-key.ts';
import type { Project } from '../../stores/projects.ts';
import { destination, environmentFor, hintOfName, type Target, type Whereabouts } from '../add-key/target.ts';

/** What a key could be called here, the best first: its own name where that is a variable's, the provider's usual one, one made from it. */
export function namesFor(remoteName: string, defaultVariable: string | null): readonly string[] {
  const own = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(remoteName) ? [remoteName] : [];
  const made = variableOf(remoteName);
  return [...new Set([...own, ...(defaultVariable === null ? [] : [defaultVariable]), ...(made === '' ? [] : [made])])];
}

/** A name as an environment variable: "Deploy (web)" becomes DEPLOY_WEB; empty where nothing is left of it. */
export function variableOf(name: string): string {
  const word = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 100);
  return /^\d/.test(word) ? `KEY_${word}` : word;
}

/** Where a remote key would go: by the connection's mapping of environments, else by its name, else where the person is. */
export function targetFor(
  remote: Pick<RemoteKey, 'environment'>,
  connection: Pick<Connection, 'environments' | 'projectId'> | undefined,
  projects: readonly Project[],
  whereabouts: Whereabouts,
): Target {
  const mapped =
    connection?.environments.find(({ remote: theirs }) => theirs === (remote.environment ?? '')) ??
    connection?.environments.find(({ remote: theirs }) => theirs === '');
  if (mapped !== undefined) return destination(projects, whereabouts, mapped.environmentId);
  const own = connection?.projectId ?? null;
  const target = destination(projects, { ...whereabouts, ...(own === null ? {} : { projectId: own }) });
  const project = projects.find(({ id }) => id === target.projectId);
  const alike =
    project?.environments.find(({ name }) => name.toLowerCase() === remote.environment?.toLowerCase()) ??
    environmentFor(project, hintOfName(remote.environment ?? ''));
  return alike === undefined ? target : { ...target, environmentId: alike.id };
}
