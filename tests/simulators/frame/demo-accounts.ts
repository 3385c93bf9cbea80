import type { Account } from './dashboard.ts';

/** Made-up people with made-up passwords; every dashboard knows them unless a test brings its own. */
export const DEMO_ACCOUNTS = [
  { userName: 'dana', password: 'made-up-password-of-dana', displayName: 'Dana Brook', role: 'owner' },
  { userName: 'sam', password: 'made-up-password-of-sam', displayName: 'Sam Field', role: 'admin' },
  { userName: 'mia', password: 'made-up-password-of-mia', displayName: 'Mia Hill', role: 'member' },
] as const satisfies readonly Account[];
