import type { KeyStatus, KeySummary } from '#shared/domain/key.ts';
import { keyStatusAt } from '#shared/domain/key-status.ts';
import { addDuration, type Duration, parseDuration } from '#shared/time/duration.ts';
import { timeLeft } from '#shared/time/time-left.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';

/** How long before a rotation is due it is pointed out, in milliseconds (30 days, as for an expiry). */
const ROTATE_SOON_MS = 30 * MS_PER_DAY;

export type Tone = 'none' | 'soon' | 'bad' | 'off';

/** What a cell says about a key besides its prefix: its one most urgent fact. */
export interface Due {
  readonly status: KeyStatus;
  readonly tone: Tone;
  /** For the cell: "9 days left", "83 d", "Revoked", "no expiry". */
  readonly label: string;
  /** For screen readers and the tooltip: "expires in 9 days". */
  readonly spoken: string;
  /** The instant that the label is about, or null. */
  readonly at: number | null;
  /** What is left of the last 30 days, 0 to 1, while an expiry or a rotation is near; else null. */
  readonly left: number | null;
}

type DueFields = Pick<KeySummary, 'status' | 'expiresAt' | 'archivedAt' | 'deletedAt' | 'rotateEvery' | 'rotatedAt'>;

const durations = new Map<string, Duration | null>();

function durationOf(iso: string): Duration | null {
  const known = durations.get(iso);
  if (known !== undefined) return known;
  const parsed = parseDuration(iso);
  const duration = parsed.ok ? parsed.value : null;
  durations.set(iso, duration);
  return duration;
}

/** When a key's value should be replaced by its own rotation interval; null where it has none. */
export function rotationDueAt(key: Pick<KeySummary, 'rotateEvery' | 'rotatedAt'>): number | null {
  if (key.rotateEvery === null) return null;
  const duration = durationOf(key.rotateEvery);
  return duration === null ? null : addDuration(key.rotatedAt, duration);
}

/** A summary does not say how exact its expiry is; a day is stored as that day's last millisecond in UTC. */
export function precisionOf(at: number): 'day' | 'instant' {
  return (at + 1) % MS_PER_DAY === 0 ? 'day' : 'instant';
}

export function dueOf(key: DueFields, now: number): Due {
  const status = keyStatusAt(key, now);
  switch (status) {
    case 'revoked':
      return { status, tone: 'bad', label: 'Revoked', spoken: 'revoked', at: null, left: null };
    case 'deactivated':
      return { status, tone: 'off', label: 'Deactivated', spoken: 'deactivated', at: null, left: null };
    case 'archived':
      return { status, tone: 'off', label: 'Archived', spoken: 'archived', at: key.archivedAt, left: null };
    case 'deleted':
      return { status, tone: 'off', label: 'In the bin', spoken: 'in the bin', at: key.deletedAt, left: null };
    case 'expired':
      return {
        status,
        tone: 'bad',
        label: 'Expired',
        spoken: spokenExpiry(now, key.expiresAt),
        at: key.expiresAt,
        left: 0,
      };
    case 'expiring': {
      const at = key.expiresAt ?? now;
      const left = timeLeft(now, at, precisionOf(at));
      const label = left.text === 'today' ? 'ends today' : left.text;
      return { status, tone: 'soon', label, spoken: spokenExpiry(now, at), at, left: fraction(at - now) };
    }
    case 'active':
      return active(key, status, now);
  }
}

function active(key: DueFields, status: KeyStatus, now: number): Due {
  const rotateAt = rotationDueAt(key);
  if (rotateAt !== null && rotateAt <= now) {
    return { status, tone: 'soon', label: 'rotate now', spoken: 'rotation is due', at: rotateAt, left: 0 };
  }
  const { expiresAt } = key;
  if (rotateAt !== null && (expiresAt === null || rotateAt < expiresAt)) {
    const { short } = timeLeft(now, rotateAt, 'day');
    const soon = rotateAt - now <= ROTATE_SOON_MS;
    const when = short === 'today' ? 'today' : `in ${short}`;
    return {
      status,
      tone: 'none',
      label: `rotate ${when}`,
      spoken: `rotate ${when}`,
      at: rotateAt,
      left: soon ? fraction(rotateAt - now) : null,
    };
  }
  if (expiresAt === null)
    return { status, tone: 'none', label: 'no expiry', spoken: 'no expiry', at: null, left: null };
  const { short } = timeLeft(now, expiresAt, precisionOf(expiresAt));
  return { status, tone: 'none', label: short, spoken: spokenExpiry(now, expiresAt), at: expiresAt, left: null };
}

/** "expires in 9 days", "expires today", "expired 2 days ago". */
export function expiryWords(now: number, at: number, precision: 'day' | 'instant'): string {
  const { text, passed } = timeLeft(now, at, precision);
  if (text === 'today') return passed ? 'expired today' : 'expires today';
  if (passed) return `expired ${text}`;
  return `expires ${text.endsWith(' left') ? `in ${text.slice(0, -' left'.length)}` : text}`;
}

function spokenExpiry(now: number, at: number | null): string {
  return at === null ? 'no expiry' : expiryWords(now, at, precisionOf(at));
}

function fraction(ms: number): number {
  return Math.min(1, Math.max(0, ms / ROTATE_SOON_MS));
}

/**
 * The order in which keys need a person: expired, about to expire, rotation overdue, revoked, deactivated, the rest.
 * Equal ranks are ordered by `attentionAt`, then by name.
 */
export function attentionRank(key: DueFields, now: number): number {
  switch (keyStatusAt(key, now)) {
    case 'expired':
      return 0;
    case 'expiring':
      return 1;
    case 'active': {
      const rotateAt = rotationDueAt(key);
      return rotateAt !== null && rotateAt <= now ? 2 : 5;
    }
    case 'revoked':
      return 3;
    case 'deactivated':
      return 4;
    case 'archived':
    case 'deleted':
      return 6;
  }
}

/** The next instant after `now` at which some key's rank changes by itself; null where none will. */
export function nextChangeAt(keys: readonly DueFields[], now: number, expiringWithinMs: number): number | null {
  let next: number | null = null;
  const consider = (at: number | null): void => {
    if (at !== null && at > now && (next === null || at < next)) next = at;
  };
  for (const key of keys) {
    if (key.expiresAt !== null) {
      consider(key.expiresAt - expiringWithinMs);
      consider(key.expiresAt);
    }
    consider(rotationDueAt(key));
  }
  return next;
}
