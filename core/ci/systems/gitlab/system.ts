import type { CiSystem } from '../../ci-system.ts';
import { GITLAB_API, placeText, settingsPage } from './place.ts';
import { checkName, checkValue } from './rules.ts';

/**
 * CI/CD variables of projects and groups, at gitlab.com or at an own GitLab. A variable is one text: of a key with a user
 * name only what is secret is placed. One that is replaced keeps its settings; the target's are for those that are created.
 */
export const gitlab: CiSystem<'gitlab'> = {
  id: 'gitlab',
  name: 'GitLab',
  baseUrl: GITLAB_API,
  token: [{ field: 'token', label: 'Access token', secret: true }],
  tokenNeeds: 'an access token with the scope api, of somebody who is Maintainer of the project, or Owner of the group',
  placeText,
  settingsPage,
  // No times and no tails, but what a variable holds, unless it is hidden.
  tellsChanges: true,
  pace: { atOnce: 4, writesAMinute: null },
  sameName: (a, b) => a === b,
  checkName,
  checkValue,
  open: async (options) => (await import('./session.ts')).openGitLab(options),
};
