import { z } from 'zod';
import { settings as settingsSchema } from '../domain/settings.ts';
import { procedure } from './procedure.ts';

export const settings = {
  get: procedure({
    request: z.strictObject({}),
    response: z.strictObject({ settings: settingsSchema }),
    errors: ['vault-locked'],
  }),
  update: procedure({
    request: z.strictObject({ change: settingsSchema.omit({ binDays: true }).partial() }),
    response: z.strictObject({ settings: settingsSchema }),
    errors: ['vault-locked'],
  }),
};
