import type { InboxItem } from '#shared/contract/inbox.ts';
import { unreachable } from '#shared/contract/result.ts';

/** What the tray may know: names only while the vault is open. */
export type TrayState =
  | { readonly vault: 'none' }
  | { readonly vault: 'locked' }
  | { readonly vault: 'unlocked'; readonly items: readonly InboxItem[] };

export type TrayTexts = Readonly<{
  tooltip: string;
  /** First line of the menu; with a key, choosing it shows that key. */
  headline: { readonly label: string; readonly item: InboxItem | null };
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
      return { tooltip: 'Keyrail', headline: { label: 'No vault yet', item: null }, due: 0 };
    case 'locked':
      return { tooltip: 'Keyrail: locked', headline: { label: 'Locked', item: null }, due: 0 };
    case 'unlocked': {
      const next = state.items[0];
      if (next === undefined) {
        return { tooltip: 'Keyrail: nothing is due', headline: { label: 'Nothing is due', item: null }, due: 0 };
      }
      const what = `${next.name} (${next.environment}) ${dueText(next, now, locale)}`;
      return {
        tooltip: shortened(`Keyrail: ${what}`),
        headline: { label: shortened(what), item: next },
        due: state.items.length,
      };
    }
    default:
      return unreachable(state);
  }
}

function dueText(item: InboxItem, now: number, locale: string): string {
  const when = relativeTime(item.dueAt - now, locale);
  const past = item.dueAt <= now;
  switch (item.kind) {
    case 'expired':
      return `expired ${when}`;
    case 'expires':
      return past ? `expired ${when}` : `expires ${when}`;
    case 'rotate':
      return past ? `was due for rotation ${when}` : `is due for rotation ${when}`;
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
