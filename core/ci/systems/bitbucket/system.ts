import type { CiSystem } from '../../ci-system.ts';
import { BITBUCKET_API, placeText, settingsPage } from './place.ts';
import { checkName, checkValue } from './rules.ts';

/** Variables of Bitbucket Pipelines: a repository's, a deployment environment's, a workspace's. Always secured. */
export const bitbucket: CiSystem<'bitbucket'> = {
  id: 'bitbucket',
  name: 'Bitbucket',
  baseUrl: BITBUCKET_API,
  token: [
    { field: 'token', label: 'API token, app password or access token', secret: true },
    {
      field: 'user',
      label: 'User name or e-mail address (none for the access token of a repository or workspace)',
      secret: false,
      optional: true,
    },
  ],
  tokenNeeds: 'a token with the scopes pipeline and pipeline:variable',
  placeText,
  settingsPage,
  tellsChanges: false,
  pace: { atOnce: 4, writesAMinute: null },
  sameName: (a, b) => a === b,
  checkName,
  checkValue,
  open: async (options) => (await import('./session.ts')).openBitbucket(options),
};
