import type { EngineClient } from '#shared/contract/index.ts';
import type { GivenText } from '#shared/contract/pasted.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { PastedId } from '#shared/domain/ids.ts';

/** What was pasted and not stored, as the engine keeps it. */
export class FakePasted {
  readonly #kept = new Map<PastedId, { text: string; form: string; label: string }>();

  readonly api: EngineClient['pasted'] = {
    keep: async ({ pastedId, ...kept }) => {
      const id = (pastedId ?? crypto.randomUUID()) as PastedId;
      this.#kept.set(id, kept);
      return success({ pastedId: id });
    },
    describe: async ({ pastedId, ...note }) => {
      const kept = this.#kept.get(pastedId as PastedId);
      if (kept === undefined) return failure('pasted-not-found', 'What was pasted is not kept any more.');
      Object.assign(kept, note);
      return success({});
    },
    list: async () =>
      success({ pasted: [...this.#kept].map(([pastedId, { form, label }]) => ({ pastedId, form, label })) }),
    discard: async ({ pastedId }) => {
      this.#kept.delete(pastedId as PastedId);
      return success({});
    },
  };

  /** The text that is given, or that was kept; empty where it is not any more. */
  textOf(given: GivenText | { readonly pastedId: string }): string {
    return typeof given === 'string' ? given : (this.#kept.get(given.pastedId as PastedId)?.text ?? '');
  }

  /** As the lock does. */
  clear(): void {
    this.#kept.clear();
  }
}
