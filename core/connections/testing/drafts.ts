import type { Completeness } from '#shared/domain/completeness.ts';
import type { RemoteDate, RemoteKeyDraft } from '#shared/domain/remote-key.ts';

/** How far a look went. */
export const LOOKS: Readonly<Record<Completeness['kind'], Completeness>> = {
  complete: { kind: 'complete', evidence: ['It says “1–2 of 2”, and as many were read.'] },
  partial: { kind: 'partial', evidence: ['There is a next page.'] },
  unknown: { kind: 'unknown', evidence: ['Nothing in it says how many keys there are.'] },
};

/** A draft that says nothing but what is given. */
export function draft(given: Partial<RemoteKeyDraft> = {}): RemoteKeyDraft {
  return {
    remoteId: null,
    name: 'key',
    prefix: '',
    suffix: '',
    kind: null,
    status: 'active',
    statusText: 'active',
    scopes: null,
    created: null,
    createdBy: null,
    lastUsed: null,
    expires: null,
    description: null,
    environment: null,
    ...given,
  };
}

/** `ago(now, 2, 'hours')`, as a dashboard writes it. */
export function ago(now: number, count: number, unit: 'minutes' | 'hours' | 'days'): RemoteDate {
  const ms = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 }[unit];
  return { at: now - count * ms, precision: 'relative', text: `${count} ${unit} ago` };
}

export function instant(iso: string): RemoteDate {
  return { at: Date.parse(iso), precision: 'instant', text: iso };
}
