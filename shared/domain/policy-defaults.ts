// Plain values and functions, apart from the schemas: a window and the command line use them without loading zod.
import type { Policy } from './policy.ts';

/** What an environment is for, as far as its name tells. */
export type EnvironmentTier = 'production' | 'staging' | 'development';

const PRODUCTION = /^(?:prod|production|prd|live|main|release)(?:$|[^a-z])/i;
const DEVELOPMENT = /^(?:dev|devel|development|local|sandbox|test|testing|playground)(?:$|[^a-z])/i;

/**
 * Production, development, or something between: a name that says neither is treated as staging, so that a key is neither
 * forgotten for a year nor asked about every quarter.
 */
export function environmentTier(name: string): EnvironmentTier {
  if (PRODUCTION.test(name)) return 'production';
  return DEVELOPMENT.test(name) ? 'development' : 'staging';
}

const ROTATE_EVERY: Readonly<Record<EnvironmentTier, string>> = {
  production: 'P3M',
  staging: 'P6M',
  development: 'P1Y',
};

/** Saturday and Sunday, as ISO 8601 counts the days of a week. */
const WEEKEND = [6, 7] as const;

/** What holds for an environment that nobody said anything about. */
export function defaultPolicy(tier: EnvironmentTier): Policy {
  return {
    rotateEvery: ROTATE_EVERY[tier],
    warnAheadDays: [30, 14, 7, 1],
    unusedAfterDays: 90,
    quietHours: { from: 22 * 60, to: 8 * 60 },
    daysOff: [...WEEKEND],
    ownerNote: '',
  };
}
