import type { CiPlace } from '#shared/domain/ci.ts';
import type { CiSystem } from './ci-system.ts';

/**
 * One text for all spellings of a place at an address: two targets with the same one hold the same secrets. How a new secret
 * would be made there (masked, visible to whom) is no part of it.
 * @param baseUrl null: the system's own
 */
export function placeKey(system: CiSystem, place: CiPlace, baseUrl: string | null): string {
  return JSON.stringify([partsOf(place), system.settingsPage(place, baseUrl).url.toLowerCase()]);
}

function partsOf(place: CiPlace): readonly unknown[] {
  switch (place.system) {
    case 'github':
      return [low(place.owner), low(place.repository), low(place.environment), place.family];
    case 'gitlab':
      return [place.kind, low(place.path), place.environmentScope];
    case 'circleci':
      return [place.kind, low(place.slug), place.context];
    case 'jenkins':
      return [place.folder];
    case 'bitbucket':
      return [low(place.workspace), low(place.repository), low(place.environment)];
    case 'vercel':
      return [place.project, place.team, place.targets.toSorted(), place.gitBranch];
    case 'netlify':
      return [place.account, place.site, place.context];
  }
}

function low(text: string | null): string | null {
  return text?.toLowerCase() ?? null;
}
