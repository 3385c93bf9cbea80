import type { CiSystem } from '../../ci-system.ts';
import { CIRCLECI_API, placeText, settingsPage } from './place.ts';
import { checkName, checkValue } from './rules.ts';

/** Environment variables of CircleCI's projects and contexts. */
export const circleci: CiSystem<'circleci'> = {
  id: 'circleci',
  name: 'CircleCI',
  baseUrl: CIRCLECI_API,
  token: [{ field: 'token', label: 'Personal API token', secret: true }],
  tokenNeeds: 'a personal API token of somebody who may change the settings of the project, or the contexts',
  placeText,
  settingsPage,
  // By the masked tail; contexts tell the time of the last change as well.
  tellsChanges: true,
  pace: { atOnce: 4, writesAMinute: null },
  sameName: (a, b) => a === b,
  checkName,
  checkValue,
  open: async (options) => (await import('./session.ts')).openCircleCi(options),
};
