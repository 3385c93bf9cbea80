import type { RotationId } from '#shared/domain/ids.ts';
import { runCampaign } from '../rotation/campaign.ts';
import type { RotationOptions } from '../rotation/rotation-run.ts';
import { runRotation } from '../rotation/run-rotation.ts';
import type { Store } from '../store/store.ts';
import { VaultError } from '../vault/vault-error.ts';
import type { EngineState } from './engine-state.ts';

/**
 * Carries rotations out in the background of a window. A lock does not break a request off that makes a value: what a provider
 * answers then is kept beside the vault (core/rotation/kept-answer.ts), and the rotation can be gone on with after an unlock.
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
      await this.with((options) =>
        runRotation(this.#store, rotationId, { ...options, onChange: () => this.tell(rotationId) }),
      );
    });
  }

  runCampaign(campaignId: string, again = false): void {
    void this.#guarded(() =>
      this.with((options) =>
        runCampaign(this.#store, campaignId, {
          ...options,
          again,
          onChange: (rotationId) => this.tell(rotationId as RotationId),
        }),
      ),
    );
  }

  /**
   * Does something that may ask providers and CI targets, and tells the lists of those then.
   * @throws VaultError `vault-locked` where the vault was locked meanwhile
   */
  async with<T>(work: (options: RotationOptions) => Promise<T>): Promise<T> {
    const pushes = this.#engine.pushes();
    if (pushes === null || this.#engine.store() !== this.#store) {
      throw new VaultError('vault-locked', 'The vault was locked meanwhile.');
    }
    const confirmed = (environmentId: string): boolean => this.#engine.isConfirmed(environmentId);
    const answer = await pushes.ask((ci) => work({ ...ci, confirmed }));
    this.#engine.emit({ type: 'ci-changed' });
    this.#engine.emit({ type: 'connections-changed' });
    return answer;
  }

  tell(rotationId: RotationId): void {
    this.#engine.emit({ type: 'rotation-changed', rotationId });
    if (this.#engine.store() === this.#store) this.#engine.emit({ type: 'vault-changed', by: 'this-window' });
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
