import type { CiSystem } from '../../ci-system.ts';
import { placeText, settingsPage } from './place.ts';
import { checkName, checkValue } from './rules.ts';

/** Credentials of a Jenkins, in its own store or in a folder's. */
export const jenkins: CiSystem<'jenkins'> = {
  id: 'jenkins',
  name: 'Jenkins',
  baseUrl: null,
  token: [
    { field: 'user', label: 'User name', secret: false },
    { field: 'apiToken', label: 'API token', secret: true },
  ],
  tokenNeeds: 'an API token of a user with the permissions Credentials/View, Credentials/Create and Credentials/Update',
  placeText,
  settingsPage,
  tellsChanges: false,
  // One server that somebody keeps, and its store is one file.
  pace: { atOnce: 2, writesAMinute: null },
  sameName: (a, b) => a === b,
  checkName,
  checkValue,
  open: async (options) => (await import('./session.ts')).openJenkins(options),
};
