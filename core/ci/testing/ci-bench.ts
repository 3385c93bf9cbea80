import { createTestVault, must, type TestVault } from '../../../tests/fixtures/test-vault.ts';
import type { Clock } from '../../http/clock.ts';
import { addKey } from '../../keys/add-key.ts';
import { setValue } from '../../keys/versions.ts';
import { openStore, type Store } from '../../store/store.ts';
import { listPlacements } from '../placement-rows.ts';
import { planPush, type WantedStep } from '../plan-push.ts';
import type { PushPlan } from '../push-plan.ts';
import { runPush } from '../run-push.ts';
import { startPush } from '../start-push.ts';
import { addTarget } from '../targets.ts';
import { MemoryCi, steppingClock } from './memory-ci.ts';

/** A vault with a CI system in memory beside it, and the steps that many tests take. */
export class CiBench {
  readonly vault: TestVault;
  readonly ci: MemoryCi;
  readonly clock: Clock;
  readonly store: Store;

  private constructor(vault: TestVault) {
    this.vault = vault;
    this.clock = steppingClock(vault.clock);
    this.store = openStore(vault.store.session, { by: 'window', now: this.clock.now });
    this.ci = new MemoryCi(this.clock.now);
  }

  static async make(): Promise<CiBench> {
    return new CiBench(await createTestVault());
  }

  get options() {
    return { systems: this.ci.load, clock: this.clock, confirmed: () => true };
  }

  /** A target with a token, whose place is `acme/NAME`. */
  target(name = 'web', fields: { environmentId?: string; projectId?: string } = {}): string {
    const added = addTarget(this.store, this.ci.system, {
      name,
      place: {
        system: 'github',
        owner: 'acme',
        repository: name,
        environment: null,
        family: 'actions',
        visibility: null,
      },
      token: { token: 'CANARY-made-up-token' },
      ...fields,
    });
    return must(added).targetId;
  }

  key(name: string, value: string, environmentId = this.vault.environment.staging): string {
    return must(addKey(this.store, { environmentId, name, kind: 'secret', bytes: Buffer.from(value) })).keyId;
  }

  set(keyId: string, value: string): void {
    must(setValue(this.store, { keyId, bytes: Buffer.from(value), discardPrevious: false }));
  }

  async plan(wanted: readonly (Omit<WantedStep, 'named'> & { named?: boolean })[]): Promise<PushPlan> {
    return must(
      await planPush(
        this.store,
        wanted.map((one) => ({ named: false, ...one })),
        this.options,
      ),
    );
  }

  /** Carries a plan out, with every yes that it asks for. */
  async push(plan: PushPlan) {
    const { receiptId } = this.start(plan);
    return must(await runPush(this.store, receiptId, this.options));
  }

  start(plan: PushPlan): { receiptId: string } {
    return must(startPush(this.store, plan, { agreed: () => true, confirmed: () => true }));
  }

  states(): Record<string, string> {
    return Object.fromEntries(listPlacements(this.store).map((one) => [one.secretName, one.state]));
  }

  dispose(): Promise<void> {
    return this.vault.dispose();
  }
}
