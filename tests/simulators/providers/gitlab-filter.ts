import type { GitLabToken } from './gitlab.ts';

const COMPARE: Readonly<Record<string, (a: GitLabToken, b: GitLabToken) => number>> = {
  created: (a, b) => a.createdAtMs - b.createdAtMs,
  expires: (a, b) => (a.expiresAt ?? '9999').localeCompare(b.expiresAt ?? '9999'),
  last_used: (a, b) => (a.lastUsedAtMs ?? 0) - (b.lastUsedAtMs ?? 0),
  name: (a, b) => a.name.localeCompare(b.name),
};

/** The listing's documented query fields: revoked, state, search, created_, expires_ and last_used_ bounds, sort. */
export function sortedAndFiltered(
  tokens: readonly GitLabToken[],
  query: URLSearchParams,
  isActive: (token: GitLabToken) => boolean,
): readonly GitLabToken[] {
  const kept = tokens.filter(
    (token) =>
      matches(query.get('revoked'), String(token.revoked)) &&
      matches(query.get('state'), isActive(token) ? 'active' : 'inactive') &&
      token.name.toLowerCase().includes((query.get('search') ?? '').toLowerCase()) &&
      within(token.createdAtMs, query, 'created') &&
      within(token.expiresAt === null ? null : Date.parse(token.expiresAt), query, 'expires') &&
      within(token.lastUsedAtMs, query, 'last_used'),
  );
  const [, field = '', direction] = /^(.+)_(asc|desc)$/.exec(query.get('sort') ?? '') ?? [];
  const compare = COMPARE[field];
  if (compare === undefined) return kept;
  return kept.sort((a, b) => (direction === 'desc' ? compare(b, a) : compare(a, b)));
}

function matches(wanted: string | null, actual: string): boolean {
  return wanted === null || wanted === actual;
}

function within(ms: number | null, query: URLSearchParams, field: string): boolean {
  const after = query.get(`${field}_after`);
  const before = query.get(`${field}_before`);
  if (after === null && before === null) return true;
  if (ms === null) return false;
  return (after === null || ms > Date.parse(after)) && (before === null || ms < Date.parse(before));
}
