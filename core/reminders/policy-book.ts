import type { OwnPolicy, Policy } from '#shared/domain/policy.ts';
import { defaultPolicy, environmentTier } from '#shared/domain/policy-defaults.ts';
import { type Duration, parseDuration } from '#shared/time/duration.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import { EARLIEST_SHIFT_MS } from './telling-times.ts';

/** A duration with the shortest time that it can take, in milliseconds, by which most keys are ruled out without a calendar. */
export type Interval = { readonly duration: Duration; readonly atLeastMs: number };

/** A policy in force, with what is worked out of it once. */
export type Rules = Policy & {
  readonly interval: Interval | null;
  /** The furthest that anything of it is told before its date, in milliseconds. */
  readonly aheadMs: number;
  /** Warnings that are listed before they are told: the furthest lead, in milliseconds. */
  readonly listedAheadMs: number;
};

/** What is said of its own, by whom. */
export type SaidPolicies = {
  readonly everything: OwnPolicy;
  readonly environments: ReadonlyMap<string, OwnPolicy>;
  readonly providers: ReadonlyMap<string, OwnPolicy>;
  readonly keys: ReadonlyMap<string, OwnPolicy>;
};

const SHORTEST_DAYS = { day: 1, week: 7, month: 28, year: 365 } as const;

/** A policy with what is said over it; a field without a value says nothing. */
export function overridden(policy: Policy, ...said: readonly OwnPolicy[]): Policy {
  const over: Policy = { ...policy };
  for (const own of said) Object.assign(over, saidFields(own));
  return over;
}

/** The fields that have a value. */
export function saidFields(own: OwnPolicy): OwnPolicy {
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)) as OwnPolicy;
}

/** Which policy holds for a key. Few policies hold for many keys, so each is put together once. */
export class PolicyBook {
  readonly #said: SaidPolicies;
  readonly #environmentName: (environmentId: string) => string;
  readonly #known = new Map<string, Map<string | null, Rules>>();
  readonly #intervals = new Map<string, Interval | null>();

  constructor(said: SaidPolicies, environmentName: (environmentId: string) => string) {
    this.#said = said;
    this.#environmentName = environmentName;
  }

  /** Of an environment and a provider; null for what belongs to none. */
  of(environmentId: string | null, provider: string | null): Rules {
    let byProvider = this.#known.get(environmentId ?? '');
    if (byProvider === undefined) {
      byProvider = new Map();
      this.#known.set(environmentId ?? '', byProvider);
    }
    let rules = byProvider.get(provider);
    if (rules === undefined) {
      const name = environmentId === null ? '' : this.#environmentName(environmentId);
      const { everything, environments, providers } = this.#said;
      const ofEnvironment = environmentId === null ? undefined : environments.get(environmentId);
      const ofProvider = provider === null ? undefined : providers.get(provider);
      rules = this.#rules(
        overridden(defaultPolicy(environmentTier(name)), everything, ofEnvironment ?? {}, ofProvider ?? {}),
      );
      byProvider.set(provider, rules);
    }
    return rules;
  }

  ofKey(key: { readonly id: string; readonly environmentId: string; readonly provider: string | null }): Rules {
    const rules = this.of(key.environmentId, key.provider);
    if (this.#said.keys.size === 0) return rules;
    const own = this.#said.keys.get(key.id);
    return own === undefined ? rules : this.#rules(overridden(rules, own));
  }

  /** Null for a text that is no duration, as an older version may have written. */
  interval(iso: string): Interval | null {
    let interval = this.#intervals.get(iso);
    if (interval === undefined) {
      const parsed = parseDuration(iso);
      interval = parsed.ok
        ? { duration: parsed.value, atLeastMs: parsed.value.count * SHORTEST_DAYS[parsed.value.unit] * MS_PER_DAY }
        : null;
      this.#intervals.set(iso, interval);
    }
    return interval;
  }

  #rules(policy: Policy): Rules {
    const listedAheadMs = (policy.warnAheadDays[0] ?? 0) * MS_PER_DAY;
    return {
      ...policy,
      interval: policy.rotateEvery === null ? null : this.interval(policy.rotateEvery),
      listedAheadMs,
      aheadMs: listedAheadMs + EARLIEST_SHIFT_MS,
    };
  }
}
