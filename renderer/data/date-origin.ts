import type { ReminderOrigin } from '#shared/domain/reminder.ts';
import { providerName } from './provider-name.ts';

/** How a date is known, in words that stand by themselves: "reported by Norrix". `provider` is an id. */
export function originWords(origin: ReminderOrigin, provider: string | null): string {
  const name = provider === null ? 'the provider' : providerName(provider);
  switch (origin) {
    case 'reported':
      return `reported by ${name}`;
    case 'header':
      return `from a header of ${name}’s answers`;
    case 'value':
      return 'inferred from the value itself';
    case 'lifetime':
      return `inferred: keys of ${name} live no longer`;
    case 'typed':
      return 'typed by you';
    case 'policy':
      return 'by its policy';
    case 'seen':
      return 'seen by Keyrail';
  }
}
