import { success } from '#shared/contract/result.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { listActivity, verifyActivity } from '../store/activity-log.ts';
import { readSettings, updateSettings } from '../store/settings-store.ts';
import { type Handlers, unlocked } from './handlers.ts';

export const activityHandlers: Handlers<'activity'> = {
  list: (engine, request) => unlocked(engine, (store) => success(listActivity(store, request))),
  verify: (engine) => unlocked(engine, (store) => success(verifyActivity(store))),
};

export const settingsHandlers: Handlers<'settings'> = {
  get: (engine) => unlocked(engine, (store) => success({ settings: readSettings(store) })),
  update: (engine, { change }) =>
    unlocked(engine, (store) => {
      const settings = updateSettings(store, change as Partial<Settings>);
      if (change.appearance !== undefined) engine.platform.setAppearance(settings.appearance);
      return success({ settings });
    }),
};
