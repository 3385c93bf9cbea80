import type { InboxItem } from '#shared/contract/inbox.ts';
import type { DateOrigin } from '#shared/domain/instant.ts';
import { timeLeft } from '#shared/time/time-left.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import { providerName } from '../../data/provider-name.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatDay, type Precision } from '../../ui/format-time.ts';

export type Urgency = 'late' | 'soon' | 'later';

/** From this far ahead on, something can wait. */
const SOON_MS = 14 * MS_PER_DAY;

export function urgencyOf(item: Pick<InboxItem, 'dueAt'>, now: number): Urgency {
  if (item.dueAt <= now) return 'late';
  return item.dueAt - now <= SOON_MS ? 'soon' : 'later';
}

/** Days are stored as their last millisecond in UTC. */
export function precisionOf(at: number): Precision {
  return (at + 1) % MS_PER_DAY === 0 ? 'day' : 'instant';
}

/** One key that needs a person: its most urgent reason, and what else is due for it. */
export interface InboxEntry {
  readonly item: InboxItem;
  readonly others: readonly InboxItem[];
}

/** One entry a key, in the order of its most urgent reason. `items` come most urgent first. */
export function entriesOf(items: readonly InboxItem[]): readonly InboxEntry[] {
  const entries = new Map<string, { readonly item: InboxItem; readonly others: InboxItem[] }>();
  for (const item of items) {
    const known = entries.get(item.keyId);
    if (known === undefined) entries.set(item.keyId, { item, others: [] });
    else known.others.push(item);
  }
  return [...entries.values()];
}

/** For the narrow column: "Today", "9 days", "2 days late". */
export function whenText(dueAt: number, now: number): string {
  const left = timeLeft(now, dueAt, precisionOf(dueAt));
  if (left.text === 'today') return 'Today';
  if (left.unit === 'day' || left.unit === 'year') {
    const words = `${left.count} ${left.unit}${left.count === 1 ? '' : 's'}`;
    return left.passed ? `${words} late` : words;
  }
  return left.passed ? 'Today' : left.text;
}

/** "NORRIX_API_KEY in staging expires on 30 Nov 2026", in parts, so that the name can stand out. */
export function sentenceOf(item: InboxItem, now: number): { readonly name: string; readonly rest: string } {
  return { name: item.name, rest: `in ${item.environment} ${reasonOf(item, now)}` };
}

function reasonOf(item: InboxItem, now: number): string {
  const day = formatDay(item.dueAt, precisionOf(item.dueAt));
  switch (item.kind) {
    case 'expired':
      return `expired on ${day}`;
    case 'expires':
      return `expires on ${day}`;
    case 'rotate':
      return `${item.dueAt <= now ? 'was' : 'is'} due for rotation on ${day}`;
  }
}

/** The line under it: the other reason where there is one, where the key belongs and how the date is known. */
export function detailOf(item: InboxItem, now: number, others: readonly InboxItem[] = []): string {
  const provider = item.provider === null ? null : providerName(item.provider);
  const parts = [...others.map((other) => also(reasonOf(other, now))), item.project];
  if (provider !== null) parts.push(provider);
  parts.push(item.kind === 'rotate' ? 'by its rotation interval' : originText(item.origin, provider));
  const text = `${parts.join(' · ')}.`;
  return item.kind === 'expired' && item.dueAt <= now ? `${text} Programs that use it fail now.` : text;
}

/** "is due …" becomes "Also due …". */
function also(reason: string): string {
  return `Also ${reason.replace(/^is /, '')}`;
}

function originText(origin: DateOrigin, provider: string | null): string {
  switch (origin) {
    case 'reported':
      return provider === null ? 'reported by the provider' : `reported by ${provider}`;
    case 'inferred':
      return 'read from the value';
    case 'typed':
      return 'typed by you';
  }
}

/** "3 need you, 2 can wait", for the head of the screen; of items of one key, the first counts. */
export function summaryOf(items: readonly InboxItem[], now: number): string {
  const entries = entriesOf(items);
  const urgent = entries.filter(({ item }) => urgencyOf(item, now) !== 'later').length;
  const later = entries.length - urgent;
  const need = urgent === 1 ? '1 needs you' : `${formatCount(urgent)} need you`;
  if (later === 0) return need;
  const wait = `${formatCount(later)} can wait`;
  return urgent === 0 ? wait : `${need}, ${wait}`;
}
