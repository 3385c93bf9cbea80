import type { EngineClient } from '#shared/contract/index.ts';
import { failure, success } from '#shared/contract/result.ts';
import { defaultPolicy } from '#shared/domain/policy-defaults.ts';

/** A vault in which nothing is due and nobody said anything of policies. */
export function createFakeReminders(): Pick<EngineClient, 'policies' | 'reminders' | 'timeline'> {
  const notThere = async () => failure('reminder-not-found', 'There is no such reminder now.');
  return {
    policies: {
      get: async () =>
        success({
          own: {},
          inForce: defaultPolicy('staging'),
          from: {
            rotateEvery: 'default',
            warnAheadDays: 'default',
            unusedAfterDays: 'default',
            quietHours: 'default',
            daysOff: 'default',
            ownerNote: 'default',
          },
        }),
      list: async () => success({ policies: [] }),
      set: async () => failure('key-not-found', 'That key is not there any more.'),
    },
    reminders: {
      list: async () => success({ reminders: [], timeZone: 'UTC' }),
      snooze: notThere,
      dismiss: notThere,
      reopen: notThere,
      exportCalendar: async () => success({ events: 0, cancelled: true }),
    },
    timeline: {
      marks: async () => success({ marks: [] }),
      planRotation: async () => failure('key-not-found', 'That key is not there any more.'),
    },
  };
}
