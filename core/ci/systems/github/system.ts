import type { CiSystem } from '../../ci-system.ts';
import { GITHUB_API, placeText, settingsPage } from './place.ts';
import { checkName, checkValue, sameName } from './rules.ts';

/**
 * Secrets of GitHub Actions and of Dependabot, at github.com or at an own GitHub Enterprise Server. A secret is one text: of a
 * key with a user name only what is secret is placed.
 */
export const github: CiSystem<'github'> = {
  id: 'github',
  name: 'GitHub',
  baseUrl: GITHUB_API,
  token: [{ field: 'token', label: 'Access token', secret: true }],
  tokenNeeds:
    'a fine-grained token that may read and write "Secrets" of the repository ("Environments" for those of an environment, "Dependabot secrets", or the organisation’s "Secrets"), or a classic token with the scope repo (admin:org for an organisation)',
  placeText,
  settingsPage,
  tellsChanges: true,
  // GitHub's secondary limit is met at about 200 writes; what an answer says of it is obeyed on top of this.
  pace: { atOnce: 6, writesAMinute: 200 },
  sameName,
  checkName,
  checkValue,
  open: async (options) => (await import('./session.ts')).openGitHub(options),
};
