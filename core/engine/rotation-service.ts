import type { RotationId } from '#shared/domain/ids.ts';
import { runCampaign } from '../rotation/campaign.ts';
import { runRotation } from '../rotation/run-rotation.ts';
import type { Store } from '../store/store.ts';
import type { EngineState } from './engine-state.ts';

/**
 * Carries rotations out in the background of a window. A lock does not break a request off: what a provider answers then is
 * kept beside the vault (core/rotation/kept-answer.ts), and the rotation goes on after the next unlock.
 */
export class RotationService {
  readonly #engine: EngineState;
  readonly #store: Store;

  constructor(engine: EngineState, store: Store) {
    this.#engine = engine;
    this.#store = store;
  }

  run(rotationId: RotationId): void {
    void this.#guarded(async () => {
      await runRotation(this.#store, rotationId, { ...this.#options, onChange: () => this.tell(rotationId) });
    });
  }

  runCampaign(campaignId: string): void {
    void this.#guarded(() =>
      runCampaign(this.#store, campaignId, {
        ...this.#options,
        onChange: (rotationId) => this.tell(rotationId as RotationId),
      }),
    );
  }

  tell(rotationId: RotationId): void {
    this.#engine.emit({ type: 'rotation-changed', rotationId });
    if (this.#engine.store() === this.#store) this.#engine.emit({ type: 'vault-changed', by: 'this-window' });
  }

  get #options() {
    return { confirmed: (environmentId: string) => this.#engine.isConfirmed(environmentId) };
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // Locked meanwhile: what was not noted is looked up when it goes on.
      if (!this.#store.session.locked) this.#engine.log.error('rotation-stopped', error);
    }
  }
}

const services = new WeakMap<Store, RotationService>();

/** The service of an unlocked vault; it ends with it. */
export function rotationsOf(engine: EngineState, store: Store): RotationService {
  const known = services.get(store) ?? new RotationService(engine, store);
  services.set(store, known);
  return known;
}
