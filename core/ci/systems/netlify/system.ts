import type { CiSystem } from '../../ci-system.ts';
import { NETLIFY_API, placeText, settingsPage } from './place.ts';
import { checkName, checkValue } from './rules.ts';

/** Environment variables of Netlify's sites and teams, for one deploy context. */
export const netlify: CiSystem<'netlify'> = {
  id: 'netlify',
  name: 'Netlify',
  baseUrl: NETLIFY_API,
  token: [{ field: 'token', label: 'Personal access token', secret: true }],
  tokenNeeds: 'a personal access token of somebody who may change the environment variables of the team or site',
  placeText,
  settingsPage,
  tellsChanges: true,
  pace: { atOnce: 4, writesAMinute: null },
  sameName: (a, b) => a === b,
  checkName,
  checkValue,
  open: async (options) => (await import('./session.ts')).openNetlify(options),
};
