import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';

/**
 * Puts pages of one list together. What is on two pages (a list moved on between them, or an endless one was read twice)
 * counts once; what one page has twice stays twice. Of two readings the later is kept.
 */
export function mergeDrafts(pages: readonly (readonly RemoteKeyDraft[])[]): RemoteKeyDraft[] {
  const merged: RemoteKeyDraft[] = [];
  const places = new Map<string, number[]>();
  for (const page of pages) {
    const counts = new Map<string, number>();
    for (const draft of page) {
      const key = identityOf(draft);
      const number = counts.get(key) ?? 0;
      counts.set(key, number + 1);
      const known = places.get(key) ?? [];
      const place = known[number];
      if (place !== undefined) {
        merged[place] = draft;
        continue;
      }
      known.push(merged.push(draft) - 1);
      places.set(key, known);
    }
  }
  return merged;
}

/** Everything that a page says of a key and that does not change from one minute to the next. */
function identityOf({ remoteId, name, prefix, suffix, environment, kind, ...told }: RemoteKeyDraft): string {
  if (remoteId !== null) return `id ${remoteId}`;
  const { created, expires, createdBy, description, scopes } = told;
  const dates = [created, expires].map((date) => {
    if (date === null || date === 'never') return date;
    // A relative time reads differently on the next page of the same list.
    return date.precision === 'relative' ? '' : (date.at ?? date.text);
  });
  return JSON.stringify([name, prefix, suffix, environment, kind, dates, createdBy, description, scopes]);
}
