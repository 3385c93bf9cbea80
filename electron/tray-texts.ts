import { unreachable } from '#shared/contract/result.ts';
import type { Reminder } from '#shared/domain/reminder.ts';

/** What the tray may know: names only while the vault is open. */
export type TrayState =
  | { readonly vault: 'none' }
  | { readonly vault: 'locked'; readonly due: number }
  /** Open, and what is due is not read yet. */
  | { readonly vault: 'opened' }
  | { readonly vault: 'unlocked'; readonly open: number; readonly next: Reminder | null };

export type TrayTexts = Readonly<{
  tooltip: string;
  /** First line of the menu; with a reminder, choosing it shows what that is about. */
  headline: { readonly label: string; readonly next: Reminder | null };
  /** Number of things that are due. */
  due: number;
}>;

/** Windows cuts longer tooltips off. */
const LONGEST_TOOLTIP = 127;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * @param now milliseconds since 1970
 * @param locale BCP 47
 */
export function trayTexts(state: TrayState, now: number, locale: string): TrayTexts {
  switch (state.vault) {
    case 'none':
      return { tooltip: 'Keyrail', headline: { label: 'No vault yet', next: null }, due: 0 };
    case 'locked':
      return state.due === 0
        ? { tooltip: 'Keyrail: locked', headline: { label: 'Locked', next: null }, due: 0 }
        : {
            tooltip: `Keyrail: locked, ${state.due} due`,
            headline: { label: `Locked, ${state.due} due`, next: null },
            due: state.due,
          };
    case 'opened':
      return { tooltip: 'Keyrail', headline: { label: 'Reading what is due', next: null }, due: 0 };
    case 'unlocked': {
      const { next } = state;
      if (next === null) {
        return { tooltip: 'Keyrail: nothing is due', headline: { label: 'Nothing is due', next: null }, due: 0 };
      }
      const place = next.environment === '' ? '' : ` (${next.environment})`;
      const what = `${next.name}${place} ${dueText(next, now, locale)}`;
      return {
        tooltip: shortened(`Keyrail${state.open > 1 ? ` (${state.open})` : ''}: ${what}`),
        headline: { label: shortened(what), next },
        due: state.open,
      };
    }
    default:
      return unreachable(state);
  }
}

function dueText(item: Reminder, now: number, locale: string): string {
  const when = relativeTime(item.dueAt - now, locale);
  const past = item.dueAt <= now;
  switch (item.kind) {
    case 'expired':
      return `expired ${when}`;
    case 'expires':
      return past ? `expired ${when}` : `expires ${when}`;
    case 'rotate':
      return past ? `was due for rotation ${when}` : `is due for rotation ${when}`;
    case 'rotation-unfinished':
      return 'is being rotated';
    case 'ended-at-provider':
      return 'ended at its provider';
    case 'placement-changed':
      return 'was changed in CI';
    case 'placement-behind':
      return 'is behind in CI';
    case 'secret-in-client':
      return 'is a secret in a client';
    case 'same-value':
      return 'has a value that is also elsewhere';
    case 'unknown-key':
      return 'is not in the vault';
    case 'safe-to-revoke':
      return 'can be revoked';
    case 'unused':
      return 'is not used';
    case 'sync-failing':
      return 'cannot be synced';
    case 'backup-overdue':
      return 'needs a backup';
    case 'recovery-drill':
      return 'needs its recovery code checked';
    default:
      return unreachable(item.kind);
  }
}

function relativeTime(differenceMs: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return Math.abs(differenceMs) < DAY_MS
    ? format.format(Math.trunc(differenceMs / HOUR_MS), 'hour')
    : format.format(Math.trunc(differenceMs / DAY_MS), 'day');
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST_TOOLTIP ? text : `${characters.slice(0, LONGEST_TOOLTIP - 1).join('')}…`;
}

/** In a menu on Windows and Linux a single ampersand would underline the letter after it. */
export function asMenuLabel(text: string): string {
  return text.replaceAll('&', '&&');
}
