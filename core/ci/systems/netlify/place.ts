import type { CiPlaceOf } from '#shared/domain/ci.ts';
import { NETLIFY_CONTEXTS } from '#shared/domain/netlify-contexts.ts';
import type { SettingsPage } from '../../ci-system.ts';
import { apiAddress } from '../../transport/api-address.ts';

export type NetlifyPlace = CiPlaceOf<'netlify'>;

export const NETLIFY_API = 'https://api.netlify.com/api/v1';
const NETLIFY_SITE = 'https://app.netlify.com';
const CONTEXTS: readonly string[] = NETLIFY_CONTEXTS;

/** A deploy context as it is sent. */
export type DeployContext = { readonly context: string; readonly context_parameter?: string };

/** Netlify's own client takes every other word for the name of a branch, too. */
export function deployContext({ context }: NetlifyPlace): DeployContext {
  return CONTEXTS.includes(context) ? { context } : { context: 'branch', context_parameter: context };
}

export function contextText({ context, context_parameter: branch }: DeployContext): string {
  if (context === 'all') return 'all contexts';
  return context === 'branch' ? `branch ${branch ?? ''}` : `context ${context}`;
}

export function placeText(place: NetlifyPlace): string {
  const where = place.site === null ? `team ${place.account}` : `site ${place.site}`;
  return `${where}, ${contextText(deployContext(place))}`;
}

/** No source names the addresses of the pages: the site's own, and what to follow there. */
export function settingsPage({ account, site }: NetlifyPlace, baseUrl: string | null): SettingsPage {
  const api = apiAddress(baseUrl, NETLIFY_API);
  const url = api === NETLIFY_API ? NETLIFY_SITE : new URL(api).origin;
  return site === null
    ? { url, path: [account, 'Team settings', 'Environment variables'] }
    : { url, path: [site, 'Project configuration', 'Environment variables'] };
}
