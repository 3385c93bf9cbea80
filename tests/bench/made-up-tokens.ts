import { createHash } from 'node:crypto';
import { addConnection } from '#core/connections/connections.ts';
import { setCredential } from '#core/connections/credential.ts';
import { insertKey } from '#core/keys/add-key.ts';
import { createProject } from '#core/projects/projects.ts';
import type { Store } from '#core/store/store.ts';
import { draftOf, isoDate } from '#core/sync/draft-fields.ts';
import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';

/** Page size of npm's registry. */
export const TOKENS_A_PAGE = 100;

/** The value of the token with that number: in the format of npm, made up, the same in every process. */
export function tokenOf(index: number): string {
  const digits = createHash('sha512').update(`made up ${index}`).digest('hex');
  return `npm_${BigInt(`0x${digits}`).toString(36).slice(0, 36)}`;
}

/** Fills a vault with the keys of the first `count` tokens, in one project; the provider lists each of them. */
export function addTokenKeys(store: Store, count: number): void {
  store.write(() => {
    const created = createProject(store, 'packages');
    if (!created.ok) throw new Error(created.error.message);
    const environmentId = created.value.project.environments[0]?.id ?? '';
    for (let index = 0; index < count; index += 1) {
      const bytes = Buffer.from(tokenOf(index));
      const name = `PACKAGE_${String(index).padStart(5, '0')}_TOKEN`;
      const request = { environmentId, name, kind: 'token', bytes, provider: 'npm' } as const;
      const inserted = insertKey(store, { touch: () => undefined }, request);
      if (!inserted.ok) throw new Error(inserted.error.message);
    }
  });
}

/** What a sync of the registry makes of the token with that number. */
export function draftOfToken(index: number): RemoteKeyDraft {
  const value = tokenOf(index);
  const day = String((index % 28) + 1).padStart(2, '0');
  return draftOf({
    remoteId: createHash('sha1').update(value).digest('hex'),
    name: `release of package ${index}`,
    prefix: value.slice(0, 8),
    suffix: value.slice(-4),
    kind: 'token',
    status: 'active',
    statusText: 'active',
    scopes: ['package:write'],
    created: isoDate(`2026-02-${day}T08:14:55.120Z`),
    lastUsed: isoDate(`2026-03-${day}T10:00:00.000Z`),
    expires: isoDate(`2027-02-${day}T08:14:55.120Z`),
    description: `Made up, number ${index}`,
  });
}

/** A connection to the registry of `startRegistry`. */
export function addTokenConnection(store: Store, { url, token }: { url: string; token: string }): string {
  const added = addConnection(store, { provider: 'npm', baseUrl: url });
  if (!added.ok) throw new Error(added.error.message);
  const { connectionId } = added.value;
  const set = setCredential(store, connectionId, { method: 'token', fields: { token } });
  if (!set.ok) throw new Error(set.error.message);
  return connectionId;
}
