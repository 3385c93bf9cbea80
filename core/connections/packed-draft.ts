import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';
import { hasRelativeDate, type StoredDraft } from './stored-draft.ts';

/**
 * A draft as it waits for the end of its sync: what it is known and matched by, and the whole of it as the text that is
 * stored, in UTF-8. Ten thousand drafts are small that way. A buffer is not in the engine's own heap, which makes room
 * for as much again for whatever lives through a collection there.
 */
export type PackedDraft = Readonly<
  Pick<RemoteKeyDraft, 'remoteId' | 'name' | 'prefix' | 'suffix' | 'environment' | 'status'>
> & {
  /** When it was created, milliseconds; null where the provider does not say. */
  readonly createdAt: number | null;
  /** Whether what it means depends on when it was read. */
  readonly relative: boolean;
  readonly written: Buffer;
};

export function packDraft(draft: RemoteKeyDraft | StoredDraft): PackedDraft {
  const { remoteId, name, prefix, suffix, environment, status, created } = draft;
  return {
    remoteId,
    name,
    prefix,
    suffix,
    environment,
    status,
    createdAt: created?.at ?? null,
    relative: hasRelativeDate(draft),
    written: Buffer.from(JSON.stringify(draft)),
  };
}

/** A draft as it is stored. */
export function draftText({ written }: PackedDraft): string {
  return written.toString();
}

export function wholeDraft(packed: PackedDraft): StoredDraft {
  return JSON.parse(draftText(packed)) as StoredDraft;
}
