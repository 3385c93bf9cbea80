import type { KeyDetail, KeyKind, KeyStatus, KeySummary } from '#shared/domain/key.ts';
import { keyStatusAt } from '#shared/domain/key-status.ts';

/** A key as `list --json` has it; part of the command line's stable output. */
export type KeyJson = {
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly environment: string;
  readonly provider: string | null;
  readonly kind: KeyKind;
  readonly status: KeyStatus;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly createdAt: string | null;
  readonly expiresAt: string | null;
  readonly rotateEvery: string | null;
  readonly lastUsedAt: string | null;
  /** How many. */
  readonly versions: number;
  readonly updatedAt: string | null;
};

export type Names = { readonly project: string; readonly environment: string };

export function summaryJson(key: KeySummary, names: Names, now: number): KeyJson {
  return {
    id: key.id,
    name: key.name,
    ...names,
    provider: key.provider,
    kind: key.kind,
    status: keyStatusAt(key, now),
    prefix: key.prefix,
    scopes: key.scopes,
    createdAt: isoOf(key.createdAt),
    expiresAt: isoOf(key.expiresAt),
    rotateEvery: key.rotateEvery,
    lastUsedAt: isoOf(key.lastUsedAt),
    versions: key.versions,
    updatedAt: isoOf(key.updatedAt),
  };
}

/** What `add`, `set`, `edit` and `show` print: the fields of a list's key, and everything else that is known. */
export function detailJson(key: KeyDetail, names: Names, now: number) {
  const current = key.versions.find(({ state }) => state === 'current');
  return {
    id: key.id,
    name: key.name,
    ...names,
    provider: key.provider,
    kind: key.kind,
    status: keyStatusAt({ ...key, expiresAt: key.expires?.at ?? null }, now),
    prefix: current?.prefix ?? '',
    scopes: key.scopes,
    createdAt: isoOf(key.created?.at ?? null),
    expiresAt: isoOf(key.expires?.at ?? null),
    rotateEvery: key.rotateEvery,
    lastUsedAt: isoOf(key.lastUsed?.at ?? null),
    versions: key.versions.length,
    updatedAt: isoOf(key.updatedAt),
    identifier: current?.identifier ?? null,
    consumer: key.consumer,
    description: key.description,
    notes: key.notes,
    tags: key.tags,
    createdOrigin: key.created?.origin ?? null,
    expiresOrigin: key.expires?.origin ?? null,
    expiresPrecision: key.expires?.precision ?? null,
    lastUsedOrigin: key.lastUsed?.origin ?? null,
    addedAt: isoOf(key.addedAt),
    archivedAt: isoOf(key.archivedAt),
    deletedAt: isoOf(key.deletedAt),
    history: key.versions.map((version) => ({
      number: version.number,
      state: version.state,
      prefix: version.prefix,
      identifier: version.identifier,
      lengthBytes: version.lengthBytes,
      hasValue: version.hasValue,
      createdAt: isoOf(version.createdAt),
      retiredAt: isoOf(version.retiredAt),
    })),
    sameValue: key.sameValue.map(({ name, project, environment }) => ({ name, project, environment })),
  } satisfies KeyJson & Record<string, unknown>;
}

/** ISO 8601 in UTC. */
export function isoOf(at: number): string;
export function isoOf(at: number | null): string | null;
export function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
