import type { CiPlace } from '#shared/domain/ci.ts';

/** What people call the same stage of an app, by how the names start. */
const STAGES: readonly (readonly [stage: string, names: RegExp])[] = [
  ['production', /^(?:prod|live)/],
  ['development', /^(?:dev|local)/],
  ['staging', /^(?:stag|stg|preview|preprod|pre-prod|deploy-preview|uat)/],
];

/** The environments that a place itself names; none where it is for everything. */
export function environmentsOfPlace(place: CiPlace): readonly string[] {
  switch (place.system) {
    case 'github':
    case 'bitbucket':
      return place.environment === null ? [] : [place.environment];
    case 'gitlab':
      return place.environmentScope.includes('*') ? [] : [place.environmentScope];
    case 'vercel':
      return place.targets;
    case 'netlify':
      return place.context === 'all' ? [] : [place.context];
    case 'circleci':
    case 'jenkins':
      return [];
  }
}

/** Whether two names of environments mean the same one. */
export function alike(a: string, b: string): boolean {
  return stageOf(a) === stageOf(b);
}

function stageOf(name: string): string {
  const lower = name.trim().toLowerCase();
  return STAGES.find(([, names]) => names.test(lower))?.[0] ?? lower;
}
