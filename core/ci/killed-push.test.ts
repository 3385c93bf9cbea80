import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CiBench } from '../../tests/fixtures/ci-bench.ts';
import { must } from '../../tests/fixtures/test-vault.ts';
import { verifyActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { letGo, readReceipt } from './receipts.ts';
import { runPush } from './run-push.ts';
import type { Fault, MemoryRequest } from './testing/memory-ci.ts';

class Dead extends Error {}

/** A process that can die: from then on it reads and writes nothing more, and its requests get no answers. */
function mortal(store: Store): { store: Store; die: () => void; died: Promise<'died'> } {
  let dead = false;
  let tell: (what: 'died') => void = () => undefined;
  const died = new Promise<'died'>((resolve) => {
    tell = resolve;
  });
  const alive = (): void => {
    if (dead) throw new Dead();
  };
  return {
    died,
    die: () => {
      dead = true;
      tell('died');
    },
    store: {
      ...store,
      sql: (text) => {
        alive();
        return store.sql(text);
      },
      write: (change) => {
        alive();
        return store.write(change);
      },
    },
  };
}

const FAULTS = ['lost-answer', 'lost-request', 'limited', 'dies-before', 'dies-after'] as const;
type Trouble = { readonly at: number; readonly kind: (typeof FAULTS)[number] };

const troubles = fc.array(fc.record({ at: fc.integer({ min: 0, max: 60 }), kind: fc.constantFrom(...FAULTS) }), {
  maxLength: 8,
}) as fc.Arbitrary<Trouble[]>;

it('resumes wherever it was killed: nothing twice, nothing else touched, receipts true', async () => {
  await fc.assert(
    fc.asyncProperty(troubles, fc.integer({ min: 1, max: 4 }), fc.boolean(), async (trouble, atOnce, tellsTail) => {
      const bench = await CiBench.make();
      try {
        const { ci } = bench;
        ci.pace = { atOnce, writesAMinute: null };
        ci.tellsTail = tellsTail;
        const targets = [bench.target('web'), bench.target('api')];
        for (const place of ['acme/web', 'acme/api']) ci.set(place, 'UNRELATED', `of ${place}`);
        const keys = Array.from({ length: 5 }, (_, index) => bench.key(`KEY_${index}`, `first-value-${index}`));
        const wanted = keys.flatMap((keyId) => targets.map((targetId) => ({ keyId, targetId })));
        // Half of them are there already, and get a new value.
        await bench.push(await bench.plan(wanted.slice(0, 5)));
        for (const [index, keyId] of keys.entries()) bench.set(keyId, `second-value-${index}`);
        const before = ci.taken.length;
        const plan = await bench.plan(wanted);
        const { receiptId } = bench.start(plan);

        const pending = new Map(trouble.map(({ at, kind }) => [at, kind]));
        let count = 0;
        let process = mortal(bench.store);
        ci.fault = ({ what }: MemoryRequest): Fault | null => {
          const kind = pending.get(count);
          count += 1;
          if (kind === undefined) return null;
          pending.delete(count - 1);
          if (kind === 'limited') return { kind, retryAfterMs: 20_000 };
          if (kind === 'dies-before' || kind === 'dies-after') {
            // Whatever else is under way ends with it.
            setImmediate(process.die);
            return { kind };
          }
          return what === 'put' ? { kind } : null;
        };
        for (let life = 0; ; life += 1) {
          process = mortal(bench.store);
          const ended = await Promise.race([
            process.died,
            runPush(process.store, receiptId, bench.options).catch((error: unknown) => {
              if (error instanceof Dead) return 'died' as const;
              throw error;
            }),
          ]);
          if (ended !== 'died' && must(ended).status !== 'stopped') break;
          // Its workers have noticed by now; the next process is another one.
          for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
          letGo(receiptId);
          expect(life).toBeLessThan(20);
        }
        ci.fault = () => null;

        const written = ci.taken.slice(before);
        const receipt = must(readReceipt(bench.store, receiptId));
        for (const step of receipt.steps) {
          const place = `acme/${step.targetName}`;
          const times = written.filter((one) => one.place === place && one.name === step.secretName).length;
          expect([step.outcome, times]).toEqual(
            times === 1 ? [expect.stringMatching(/^(?:created|replaced)$/), 1] : ['failed', 0],
          );
        }
        // What failed is pushed by a new preview, and then everything is there, once.
        const rest = await bench.plan(wanted);
        if (rest.steps.some(({ action }) => action !== 'same')) await bench.push(rest);
        for (const [index] of keys.entries()) {
          for (const place of ['acme/web', 'acme/api']) {
            expect(ci.valueOf(place, `KEY_${index}`)).toBe(`second-value-${index}`);
          }
        }
        expect(ci.taken.length - before).toBe(10);
        expect((await bench.plan(wanted)).steps.every(({ action }) => action === 'same')).toBe(true);
        for (const place of ['acme/web', 'acme/api']) expect(ci.valueOf(place, 'UNRELATED')).toBe(`of ${place}`);
        expect(verifyActivity(bench.store).intact).toBe(true);
      } finally {
        await bench.dispose();
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);
