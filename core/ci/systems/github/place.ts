import type { CiPlaceOf } from '#shared/domain/ci.ts';
import { ProviderError } from '../../../http/provider-error.ts';
import type { SettingsPage } from '../../ci-system.ts';
import { webAddress } from '../../transport/api-address.ts';

export type GitHubPlace = CiPlaceOf<'github'>;

export const GITHUB_API = 'https://api.github.com';

/** Route template and parameters of a place's secrets, for Octokit, which escapes the parameters. */
export type SecretsRoute = { readonly path: string; readonly parameters: Readonly<Record<string, string>> };

/** @throws ProviderError `parameter-missing` for a place that GitHub does not have */
export function secretsRoute(place: GitHubPlace): SecretsRoute {
  const { owner, repository, environment, family } = place;
  for (const [what, name] of [
    ['owner', owner],
    ['repository', repository],
    ['environment', environment],
  ] as const) {
    // "." and ".." are steps in an address, whatever is escaped.
    if (name === '' || name === '.' || name === '..') {
      throw new ProviderError('parameter-missing', `"${name}" cannot be the name of the ${what}. Correct the target.`);
    }
  }
  if (repository === null) {
    if (environment !== null) {
      throw new ProviderError('parameter-missing', 'An environment is a repository’s: name the repository as well.');
    }
    return { path: `/orgs/{org}/${family}/secrets`, parameters: { org: owner } };
  }
  if (environment === null) {
    return { path: `/repos/{owner}/{repo}/${family}/secrets`, parameters: { owner, repo: repository } };
  }
  if (family === 'dependabot') {
    throw new ProviderError('parameter-missing', 'Dependabot has no secrets of an environment. Choose the repository.');
  }
  return {
    path: '/repos/{owner}/{repo}/environments/{environment_name}/secrets',
    parameters: { owner, repo: repository, environment_name: environment },
  };
}

export function placeText({ owner, repository, environment, family }: GitHubPlace): string {
  const where = repository === null ? `organisation ${owner}` : `${owner}/${repository}`;
  const which = environment === null ? '' : `, environment ${environment}`;
  return `${where}${which}${family === 'dependabot' ? ', Dependabot' : ''}`;
}

/** The scope that a classic token needs. */
export function classicScope({ repository }: GitHubPlace): string {
  return repository === null ? 'admin:org' : 'repo';
}

/**
 * Where the API is: of GitHub itself, or of an own GitHub Enterprise Server, whose API is under `/api/v3` of its address.
 * @throws ProviderError `address-invalid`
 */
export function apiAddress(baseUrl: string | null): string {
  if (baseUrl === null) return GITHUB_API;
  const url = webAddress(baseUrl);
  if (url.hostname === 'github.com' || url.hostname === 'api.github.com') return GITHUB_API;
  const path = url.pathname.replace(/\/+$/, '');
  return url.origin + (path === '' ? '/api/v3' : path);
}

export function settingsPage(place: GitHubPlace, baseUrl: string | null): SettingsPage {
  const { owner, repository, environment, family } = place;
  const api = apiAddress(baseUrl);
  const web = api === GITHUB_API ? 'https://github.com' : api.replace(/\/api\/v3$/, '');
  const section = family === 'actions' ? 'Actions' : 'Dependabot';
  if (repository === null) {
    return {
      url: `${web}/organizations/${encodeURIComponent(owner)}/settings/secrets/${family}`,
      path: ['Settings', 'Secrets and variables', section],
    };
  }
  const settings = `${web}/${encodeURIComponent(owner)}/${encodeURIComponent(repository)}/settings`;
  // An environment's own page is addressed by a number, which is not known without a token.
  return environment === null
    ? { url: `${settings}/secrets/${family}`, path: ['Settings', 'Secrets and variables', section] }
    : { url: `${settings}/environments`, path: ['Settings', 'Environments', environment, 'Environment secrets'] };
}
