import type { CiPlaceOf } from '#shared/domain/ci.ts';
import { ProviderError } from '../../../http/provider-error.ts';
import type { SettingsPage } from '../../ci-system.ts';
import { apiAddress } from '../../transport/api-address.ts';

export type CircleCiPlace = CiPlaceOf<'circleci'>;

export const CIRCLECI_API = 'https://circleci.com/api/v2';

/** `circleci/…` has ids in the place of names: projects of GitHub App and of GitLab. */
const VCS = '(?:gh|github|bb|bitbucket|circleci)';
const PROJECT = new RegExp(`^${VCS}/[^/]+/[^/]+$`);
const OWNER = new RegExp(`^${VCS}/[^/]+$`);

/** Segments of a project's address. @throws ProviderError `parameter-missing` for what is no slug */
export function projectSegments({ slug }: CircleCiPlace): string[] {
  if (PROJECT.test(slug)) return ['project', ...slug.split('/')];
  throw new ProviderError(
    'parameter-missing',
    'A CircleCI project is named by its slug: gh/ORG/REPO, bb/ORG/REPO, or circleci/ORG-ID/PROJECT-ID. Correct the target.',
  );
}

/** Slug of a context's owner, and its name. @throws ProviderError `parameter-missing` */
export function contextOf({ slug, context }: CircleCiPlace): { readonly owner: string; readonly name: string } {
  if (!OWNER.test(slug)) {
    throw new ProviderError(
      'parameter-missing',
      'The owner of a CircleCI context is named by a slug: gh/ORG, bb/ORG, or circleci/ORG-ID. Correct the target.',
    );
  }
  if (context === null || context.trim() === '') {
    throw new ProviderError('parameter-missing', 'A CircleCI context needs its name. Correct the target.');
  }
  return { owner: slug, name: context };
}

export function placeText({ kind, slug, context }: CircleCiPlace): string {
  return kind === 'project' ? slug : `context ${context ?? ''} of ${slug}`;
}

/** No source names the address of the page itself: the site's own, and what to follow there. */
export function settingsPage({ kind, slug, context }: CircleCiPlace, baseUrl: string | null): SettingsPage {
  const url = new URL(apiAddress(baseUrl, CIRCLECI_API)).origin;
  return kind === 'project'
    ? { url, path: [slug, 'Project Settings', 'Environment Variables'] }
    : { url, path: [slug, 'Organization Settings', 'Contexts', context ?? ''] };
}
