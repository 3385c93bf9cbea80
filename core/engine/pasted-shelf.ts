import { randomUUID } from 'node:crypto';
import type { GivenText } from '#shared/contract/pasted.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { PastedId } from '#shared/domain/ids.ts';
import type { VaultSession } from '../vault/session.ts';

/** How many are kept; of more the oldest goes. */
const MOST = 8;
/** What values of this shelf are sealed for: they open in the place of no key's version. */
const SEALED_FOR = 'pasted';

type Kept = { readonly sealed: Buffer; readonly form: string; readonly label: string };

/** What a window says of something that was pasted: how its form was filled in, and what it was for. */
export type PastedNote = { readonly form: string; readonly label: string };

/**
 * What was pasted and not stored yet, in memory until the lock. It is sealed under the vault's key, which the lock wipes: what
 * is left of it in memory then opens no more.
 */
export class PastedShelf {
  readonly #kept = new Map<PastedId, Kept>();

  get isEmpty(): boolean {
    return this.#kept.size === 0;
  }

  /** Keeps a text, in the place of the one before where `pastedId` is given. */
  keep(session: VaultSession, text: string, note: PastedNote, pastedId: PastedId = newId()): PastedId {
    const bytes = Buffer.from(text, 'utf8');
    const sealed = session.seal(SEALED_FOR, pastedId, bytes);
    bytes.fill(0);
    this.#kept.delete(pastedId);
    this.#kept.set(pastedId, { sealed, form: note.form, label: note.label });
    for (const id of [...this.#kept.keys()].slice(0, Math.max(0, this.#kept.size - MOST))) this.#kept.delete(id);
    return pastedId;
  }

  describe(pastedId: PastedId, note: PastedNote): Result<Record<string, never>, 'pasted-not-found'> {
    const kept = this.#kept.get(pastedId);
    if (kept === undefined) return gone();
    this.#kept.set(pastedId, { ...kept, form: note.form, label: note.label });
    return success({});
  }

  list(): { pastedId: PastedId; form: string; label: string }[] {
    return [...this.#kept].map(([pastedId, { form, label }]) => ({ pastedId, form, label }));
  }

  /** The text that a person gives, opened where it is one of these. */
  textOf(session: VaultSession, given: GivenText): Result<string, 'pasted-not-found'> {
    if (typeof given === 'string') return success(given);
    const kept = this.#kept.get(given.pastedId);
    if (kept === undefined) return gone();
    const bytes = session.open(SEALED_FOR, given.pastedId, kept.sealed);
    const text = bytes.toString('utf8');
    bytes.fill(0);
    return success(text);
  }

  discard(pastedId: PastedId): void {
    this.#kept.delete(pastedId);
  }

  clear(): void {
    this.#kept.clear();
  }
}

function newId(): PastedId {
  return randomUUID() as PastedId;
}

function gone() {
  return failure('pasted-not-found', 'What was pasted is not kept any more. Paste it again.');
}
