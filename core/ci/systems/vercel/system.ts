import type { CiSystem } from '../../ci-system.ts';
import { placeText, settingsPage, VERCEL_API } from './place.ts';
import { checkName, checkValue } from './rules.ts';

/** Environment variables of Vercel's projects. */
export const vercel: CiSystem<'vercel'> = {
  id: 'vercel',
  name: 'Vercel',
  baseUrl: VERCEL_API,
  token: [{ field: 'token', label: 'Access token', secret: true }],
  tokenNeeds: 'an access token whose scope is the account or the team of the project',
  placeText,
  settingsPage,
  tellsChanges: true,
  pace: { atOnce: 4, writesAMinute: null },
  sameName: (a, b) => a === b,
  checkName,
  checkValue,
  open: async (options) => (await import('./session.ts')).openVercel(options),
};
