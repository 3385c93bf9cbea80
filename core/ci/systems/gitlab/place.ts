import type { CiPlaceOf } from '#shared/domain/ci.ts';
import { ProviderError } from '../../../http/provider-error.ts';
import type { SettingsPage } from '../../ci-system.ts';
import { webAddress } from '../../transport/api-address.ts';

export type GitLabPlace = CiPlaceOf<'gitlab'>;

const GITLAB = 'https://gitlab.com';
const API_PATH = '/api/v4';
export const GITLAB_API = GITLAB + API_PATH;

/** @throws ProviderError `parameter-missing` for what can be no place at GitLab */
export function refuseOddPlace({ path, kind }: GitLabPlace): void {
  // "." and ".." are steps in an address, whatever is escaped.
  if (!path.split('/').some((part) => part === '' || part === '.' || part === '..')) return;
  throw new ProviderError(
    'parameter-missing',
    `"${path}" cannot be the path of a ${kind}. Write it as in GitLab's address: ${kind === 'project' ? 'group/project' : 'group/subgroup'}.`,
  );
}

export function placeText({ kind, path, environmentScope }: GitLabPlace): string {
  const scope = environmentScope === '*' ? '' : `, environment ${environmentScope}`;
  return `${kind === 'group' ? 'group ' : ''}${path}${scope}`;
}

/** What a role has to be to read and write variables there. */
export function neededRole({ kind }: GitLabPlace): string {
  return kind === 'project' ? 'Maintainer' : 'Owner';
}

/**
 * Where GitLab is, without `/api/v4` and without a slash at its end. An own one may be below a path of its host.
 * @throws ProviderError `address-invalid`
 */
export function gitLabAddress(baseUrl: string | null): string {
  if (baseUrl === null) return GITLAB;
  const url = webAddress(baseUrl);
  return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/api\/v4$/, '');
}

export function settingsPage({ kind, path }: GitLabPlace, baseUrl: string | null): SettingsPage {
  const web = gitLabAddress(baseUrl);
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  return {
    url: `${web}/${kind === 'group' ? 'groups/' : ''}${escaped}/-/settings/ci_cd`,
    path: ['Settings', 'CI/CD', 'Variables'],
  };
}
