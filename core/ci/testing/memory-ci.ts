import type { CiPlace, RemoteSecret } from '#shared/domain/ci.ts';
import type { Clock } from '../../http/clock.ts';
import { ProviderError } from '../../http/provider-error.ts';
import type { CiSession, CiSystem, RuleProblem } from '../ci-system.ts';
import type { SystemLoader } from '../open-target.ts';

export type Held = { value: string; createdAt: number; updatedAt: number };

/** One request, before it has an effect. */
export type MemoryRequest = { readonly what: 'list' | 'find' | 'put'; readonly place: string; readonly name: string };

/**
 * What a test makes of a request. `lost-answer`: it is taken and nobody hears of it; `lost-request`: it never arrives.
 * `dies-before`, `dies-after`: the process that made it is not there any more, and gets no answer.
 */
export type Fault =
  | { readonly kind: 'limited'; readonly retryAfterMs: number }
  | { readonly kind: 'refused' | 'vanished' | 'rejected' | 'offline' }
  | { readonly kind: 'lost-answer' | 'lost-request' | 'dies-before' | 'dies-after' };

const ERRORS = {
  refused: ['provider-refused', 'ci.example does not let this credential do that.'],
  vanished: ['provider-listing-missing', 'ci.example says that there is nothing at that address.'],
  rejected: ['provider-answer-invalid', 'ci.example did not take the request (422).'],
  offline: ['provider-unreachable', 'ci.example cannot be reached.'],
} as const;

/** A CI system in memory: several places, each with secrets. It keeps GitHub's rules of names, and what it was asked. */
export class MemoryCi {
  readonly places = new Map<string, Map<string, Held>>();
  /** Every write that was taken, in order. */
  readonly taken: { place: string; name: string; value: string }[] = [];
  readonly requests: MemoryRequest[] = [];
  /** Asked before each request. */
  fault: (request: MemoryRequest) => Fault | null = () => null;
  /** Waited for before a request has its effect. */
  hold: (request: MemoryRequest) => Promise<unknown> = () => Promise.resolve();
  tellsTimes = true;
  tellsTail = false;
  pace: CiSystem['pace'] = { atOnce: 3, writesAMinute: null };
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly load: SystemLoader = async () => this.system;

  /** Somebody else writes a secret. */
  set(place: string, name: string, value: string): void {
    const secrets = this.#place(place);
    const now = this.#now();
    secrets.set(name, { value, createdAt: secrets.get(name)?.createdAt ?? now, updatedAt: now });
  }

  valueOf(place: string, name: string): string | undefined {
    return this.places.get(place)?.get(name)?.value;
  }

  writesOf(place: string, name: string): number {
    return this.taken.filter((one) => one.place === place && one.name === name).length;
  }

  get system(): CiSystem {
    return {
      id: 'github',
      name: 'Memory',
      baseUrl: 'https://ci.example',
      token: [{ field: 'token', label: 'Access token', secret: true }],
      tokenNeeds: 'a token',
      placeText: (place) => nameOf(place),
      settingsPage: (place) => ({ url: `https://ci.example/${nameOf(place)}/settings`, path: ['Settings', 'Secrets'] }),
      tellsChanges: this.tellsTimes || this.tellsTail,
      pace: this.pace,
      sameName: (a, b) => a.toUpperCase() === b.toUpperCase(),
      checkName: (name): RuleProblem | null =>
        /^(?!GITHUB_)[A-Za-z_][A-Za-z0-9_]*$/.test(name)
          ? null
          : {
              code: 'name-reserved',
              message: 'That name is not allowed.',
              mend: `Call it X_${name} there.`,
              suggestedName: `X_${name}`,
            },
      checkValue: ({ bytes }): RuleProblem | null =>
        bytes.length <= 48_000 ? null : { code: 'value-too-large', message: 'At most 48000 bytes.', mend: 'Split it.' },
      open: async ({ place }) => this.#session(nameOf(place)),
    };
  }

  #session(place: string): CiSession {
    return {
      test: async () => ({
        result: 'works',
        message: 'It works.',
        mayRead: true,
        mayWrite: true,
        tokenExpiresAt: null,
      }),
      list: () => this.#list(place),
      find: async (name) => {
        await this.#request({ what: 'find', place, name }, () => undefined);
        return this.#shown(place, name);
      },
      put: async (name, { bytes }, known) => {
        // Copied at once: the caller wipes it.
        const value = Buffer.from(bytes).toString('utf8');
        await this.#request({ what: 'put', place, name }, () => {
          this.set(place, name, value);
          this.taken.push({ place, name, value });
        });
        return { what: known === null ? 'created' : 'replaced', updatedAt: null };
      },
    };
  }

  async *#list(place: string): AsyncGenerator<readonly RemoteSecret[]> {
    await this.#request({ what: 'list', place, name: '' }, () => undefined);
    const names = [...this.#place(place).keys()];
    for (let start = 0; start < names.length; start += 2) {
      yield names.slice(start, start + 2).flatMap((name) => this.#shown(place, name) ?? []);
    }
  }

  async #request(request: MemoryRequest, effect: () => void): Promise<void> {
    this.requests.push(request);
    const fault = this.fault(request);
    await new Promise((resolve) => setImmediate(resolve));
    await this.hold(request);
    if (fault === null) {
      effect();
      return;
    }
    switch (fault.kind) {
      case 'limited':
        throw new ProviderError('provider-limited', 'ci.example takes no more requests for now.', {
          retryAfterMs: fault.retryAfterMs,
        });
      case 'dies-after':
        effect();
        return new Promise(() => undefined);
      case 'dies-before':
        return new Promise(() => undefined);
      case 'lost-answer':
        effect();
        throw lost();
      case 'lost-request':
        throw lost();
      default: {
        const [code, message] = ERRORS[fault.kind];
        throw new ProviderError(code, message);
      }
    }
  }

  #shown(place: string, name: string): RemoteSecret | null {
    const held = [...this.#place(place)].find(([known]) => known.toUpperCase() === name.toUpperCase());
    if (held === undefined) return null;
    const [known, { value, createdAt, updatedAt }] = held;
    return {
      name: known,
      createdAt: this.tellsTimes ? createdAt : null,
      updatedAt: this.tellsTimes ? updatedAt : null,
      tail: this.tellsTail ? value.slice(-4) : null,
      remoteId: null,
      detail: '',
    };
  }

  #place(name: string): Map<string, Held> {
    const known = this.places.get(name) ?? new Map<string, Held>();
    this.places.set(name, known);
    return known;
  }
}

/** A clock that goes on a second at each look, and sleeps in no time. */
export function steppingClock(at: { at: number }): Clock {
  return {
    now: () => {
      at.at += 1000;
      return at.at;
    },
    sleep: async (ms) => {
      at.at += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function lost(): ProviderError {
  return new ProviderError('provider-unreachable', 'The connection to ci.example was cut off.', { sent: true });
}

function nameOf(place: CiPlace): string {
  if (place.system !== 'github') throw new TypeError('Memory has places of one form');
  return `${place.owner}/${place.repository ?? ''}`;
}
