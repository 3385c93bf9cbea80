import type { RemoteKeyDraft, RemoteOrigin } from '#shared/domain/remote-key.ts';
import { moreExact, type ReportedDate, type Sighting, sameMoment } from './remote-dates.ts';

const DATES = ['created', 'lastUsed', 'expires'] as const;
const TEXTS = ['name', 'prefix', 'suffix', 'kind', 'createdBy', 'description', 'environment'] as const;

type DateField = (typeof DATES)[number];
type Field = DateField | (typeof TEXTS)[number] | 'status' | 'scopes';

/** What is kept of a remote key: the newest reading, and what earlier ones told that it does not. */
export type StoredDraft = RemoteKeyDraft & {
  /** When relative dates were read, milliseconds: how exact they are follows from it. */
  readonly readAt?: Readonly<Partial<Record<DateField, number>>>;
  /** Fields that are from another way to sync, which tells more. */
  readonly kept?: readonly Field[];
};

/** A change at the provider, both sides as a person reads them; null where it did not say. */
export type FieldChange = { readonly field: Field; readonly before: string | null; readonly after: string | null };

/** One reading of a remote key, at `readAt` (milliseconds). */
export type Reading<Draft extends RemoteKeyDraft = RemoteKeyDraft> = {
  readonly draft: Draft;
  readonly origin: RemoteOrigin;
  readonly readAt: number;
};

/** What is stored of a key that was not seen before. */
export function firstDraft({ draft, readAt }: Reading): StoredDraft {
  return withReadAt(draft, () => readAt, []);
}

/** Whether what a draft means depends on when it was read. */
export function hasRelativeDate(draft: RemoteKeyDraft): boolean {
  return DATES.some((field) => precisionOf(draft[field]) === 'relative');
}

/**
 * Puts a new reading over what is stored, and says what changed at the provider. A date that means the same moment is no
 * change, and neither is what only one of two ways to sync tells.
 */
export function mergeReading(
  before: Reading<StoredDraft>,
  after: Reading,
): { draft: StoredDraft; changes: FieldChange[] } {
  const otherWay = before.origin !== after.origin;
  const keptBefore = new Set(before.draft.kept);
  const kept: Field[] = [];
  const changes: FieldChange[] = [];
  const draft = { ...after.draft };

  /** Whether the new reading stands; else the stored one does. */
  const decide = (field: Field, isSame: boolean): boolean => {
    if (isSame) {
      if (keptBefore.has(field) && isUntold(field, after.draft)) kept.push(field);
      return true;
    }
    if (isUntold(field, after.draft) && (otherWay || keptBefore.has(field))) {
      kept.push(field);
      return false;
    }
    if (isUntold(field, before.draft) && otherWay) return true;
    changes.push({ field, before: shownField(field, before.draft), after: shownField(field, after.draft) });
    return true;
  };
  const keepTexts = <F extends (typeof TEXTS)[number]>(field: F): void => {
    if (!decide(field, before.draft[field] === after.draft[field])) draft[field] = before.draft[field];
  };
  for (const field of TEXTS) keepTexts(field);
  if (!decide('scopes', sameScopes(before.draft.scopes, after.draft.scopes))) draft.scopes = before.draft.scopes;
  if (!decide('status', sameStatus(before.draft, after.draft))) {
    draft.status = before.draft.status;
    draft.statusText = before.draft.statusText;
  }
  draft.remoteId = after.draft.remoteId ?? before.draft.remoteId;

  const sightings = new Map<DateField, Sighting>();
  for (const field of DATES) {
    const old: Sighting = { date: before.draft[field], readAt: before.draft.readAt?.[field] ?? before.readAt };
    const fresh: Sighting = { date: after.draft[field], readAt: after.readAt };
    const isSame = sameMoment(old, fresh);
    const stands = decide(field, isSame);
    const chosen = isSame ? moreExact(old, fresh) : stands ? fresh.date : old.date;
    sightings.set(field, { date: chosen, readAt: chosen === fresh.date ? fresh.readAt : old.readAt });
  }
  draft.created = dated(sightings.get('created'));
  draft.lastUsed = sightings.get('lastUsed')?.date ?? null;
  draft.expires = sightings.get('expires')?.date ?? null;
  return { draft: withReadAt(draft, (field) => sightings.get(field)?.readAt ?? after.readAt, kept), changes };
}

/** A date with when it was read, for `factOf`. */
export function sightingOf(draft: StoredDraft, field: DateField, lastSeenAt: number): Sighting {
  return { date: draft[field], readAt: draft.readAt?.[field] ?? lastSeenAt };
}

function withReadAt(draft: RemoteKeyDraft, readAtOf: (field: DateField) => number, kept: Field[]): StoredDraft {
  const relative = DATES.filter((field) => precisionOf(draft[field]) === 'relative');
  if (relative.length === 0 && kept.length === 0) return draft;
  return {
    ...draft,
    ...(relative.length === 0 ? {} : { readAt: Object.fromEntries(relative.map((name) => [name, readAtOf(name)])) }),
    ...(kept.length === 0 ? {} : { kept }),
  };
}

function precisionOf(date: ReportedDate): string | null {
  return date === null || date === 'never' ? null : date.precision;
}

/** A creation is never "never". */
function dated(sighting: Sighting | undefined): RemoteKeyDraft['created'] {
  const date = sighting?.date ?? null;
  return date === 'never' ? null : date;
}

function isUntold(field: Field, draft: RemoteKeyDraft): boolean {
  const value = draft[field];
  return value === null || value === '' || (field === 'status' && value === 'unknown' && draft.statusText === '');
}

function sameStatus(a: RemoteKeyDraft, b: RemoteKeyDraft): boolean {
  return a.status === b.status && (a.status !== 'unknown' || a.statusText === b.statusText);
}

function sameScopes(a: readonly string[] | null, b: readonly string[] | null): boolean {
  if (a === null || b === null) return a === b;
  const known = new Set(a);
  return known.size === new Set(b).size && b.every((scope) => known.has(scope));
}

function shownField(field: Field, draft: RemoteKeyDraft): string | null {
  switch (field) {
    case 'created':
    case 'lastUsed':
    case 'expires':
      return shownDate(draft[field]);
    case 'scopes':
      return draft.scopes?.join(', ') ?? null;
    case 'status':
      return draft.status === 'unknown' ? draft.statusText || null : draft.status;
    case 'name':
    case 'prefix':
    case 'suffix':
    case 'kind':
    case 'createdBy':
    case 'description':
    case 'environment':
      return draft[field] === '' ? null : draft[field];
  }
}

/** Relative texts say nothing later on; what could not be read is shown as it was written. */
function shownDate(date: ReportedDate): string | null {
  if (date === null || date === 'never') return date;
  if (date.at === null) return date.text;
  const iso = new Date(date.at).toISOString();
  return date.precision === 'instant' ? iso : iso.slice(0, 10);
}
