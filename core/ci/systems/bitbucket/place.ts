import type { CiPlaceOf } from '#shared/domain/ci.ts';
import { ProviderError } from '../../../http/provider-error.ts';
import type { SettingsPage } from '../../ci-system.ts';
import { apiAddress } from '../../transport/api-address.ts';

export type BitbucketPlace = CiPlaceOf<'bitbucket'>;

export const BITBUCKET_API = 'https://api.bitbucket.org/2.0';
const BITBUCKET_SITE = 'https://bitbucket.org';

/**
 * Segments of a place's variables. Repositories spell `pipelines_config`, workspaces `pipelines-config`.
 * @param environmentUuid in braces; used for a deployment environment
 * @throws ProviderError `parameter-missing`
 */
export function variableSegments(
  { workspace, repository, environment }: BitbucketPlace,
  environmentUuid: string,
): string[] {
  if (repository === null) {
    if (environment === null) return ['workspaces', workspace, 'pipelines-config', 'variables'];
    throw new ProviderError(
      'parameter-missing',
      'A deployment environment is a repository’s: name the repository as well.',
    );
  }
  const repositorySegments = ['repositories', workspace, repository];
  return environment === null
    ? [...repositorySegments, 'pipelines_config', 'variables']
    : [...repositorySegments, 'deployments_config', 'environments', environmentUuid, 'variables'];
}

export function placeText({ workspace, repository, environment }: BitbucketPlace): string {
  if (repository === null) return `workspace ${workspace}`;
  return `${workspace}/${repository}${environment === null ? '' : `, environment ${environment}`}`;
}

/** No source names the addresses of the pages: the site's own, and what to follow there. */
export function settingsPage(place: BitbucketPlace, baseUrl: string | null): SettingsPage {
  const { workspace, repository, environment } = place;
  const api = apiAddress(baseUrl, BITBUCKET_API);
  const url = api === BITBUCKET_API ? BITBUCKET_SITE : new URL(api).origin;
  if (repository === null) return { url, path: [workspace, 'Workspace settings', 'Workspace variables'] };
  const where = `${workspace}/${repository}`;
  return environment === null
    ? { url, path: [where, 'Repository settings', 'Repository variables'] }
    : { url, path: [where, 'Repository settings', 'Deployments', environment] };
}
