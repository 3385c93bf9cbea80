import type { CiPlaceOf } from '#shared/domain/ci.ts';
import { ProviderError } from '../../../http/provider-error.ts';
import type { SettingsPage } from '../../ci-system.ts';
import { apiAddress } from '../../transport/api-address.ts';

export type VercelPlace = CiPlaceOf<'vercel'>;

export const VERCEL_API = 'https://api.vercel.com';
const VERCEL_SITE = 'https://vercel.com';

/** Which team is meant goes with every request: by its id or by its slug. */
export function teamQuery({ team }: VercelPlace): Readonly<Record<string, string>> {
  if (team === null) return {};
  return team.startsWith('team_') ? { teamId: team } : { slug: team };
}

/** @throws ProviderError `parameter-missing` for a place that Vercel does not have */
export function refuseImpossible({ targets, gitBranch }: VercelPlace): void {
  if (gitBranch === null || (targets.length === 1 && targets[0] === 'preview')) return;
  throw new ProviderError(
    'parameter-missing',
    'Vercel has variables of a branch for the environment preview only. Correct the target.',
  );
}

export function placeText({ project, team, targets, gitBranch }: VercelPlace): string {
  const where = team === null ? project : `${team}/${project}`;
  return `${where}, ${targetsText(targets)}${gitBranch === null ? '' : `, branch ${gitBranch}`}`;
}

/** "production and preview", in the usual order. */
export function targetsText(targets: readonly string[]): string {
  const words = ['production', 'preview', 'development'].filter((target) => targets.includes(target));
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** The page is addressed by the slug of the team and the name of the project (vercel.com/docs); ids lead nowhere there. */
export function settingsPage({ project, team }: VercelPlace, baseUrl: string | null): SettingsPage {
  const api = apiAddress(baseUrl, VERCEL_API);
  const site = api === VERCEL_API ? VERCEL_SITE : new URL(api).origin;
  if (team === null || team.startsWith('team_') || project.startsWith('prj_')) {
    return { url: site, path: [project, 'Settings', 'Environment Variables'] };
  }
  const segments = [team, project].map(encodeURIComponent).join('/');
  return { url: `${site}/${segments}/settings/environment-variables`, path: ['Settings', 'Environment Variables'] };
}
