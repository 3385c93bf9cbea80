import { type Clock, MINUTE_MS, SECOND_MS } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { WindowLimiter } from '../frame/rate-limiter.ts';
import { json } from '../frame/reply.ts';
import { bearer } from '../frame/request.ts';
import { Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';

export const HUGGING_FACE_ROLES = ['read', 'write', 'contributor', 'admin', 'fineGrained'] as const;

export interface HuggingFaceToken {
  readonly displayName: string;
  readonly role: (typeof HUGGING_FACE_ROLES)[number];
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly value: string;
  revoked: boolean;
}

const LIMIT = 500;
const WINDOW_MS = 5 * MINUTE_MS;

/** One account at Hugging Face; each token can be asked about itself only. */
export class HuggingFace {
  readonly limiter: WindowLimiter;
  readonly tokens: HuggingFaceToken[] = [];
  readonly #madeUp = new MadeUp('hugging-face');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.limiter = new WindowLimiter(LIMIT, WINDOW_MS, now);
  }

  add(displayName: string, options: Partial<Omit<HuggingFaceToken, 'displayName' | 'value'>> = {}): HuggingFaceToken {
    const token = {
      displayName,
      role: 'read' as const,
      createdAtMs: this.#now(),
      expiresAtMs: null,
      value: `hf_${this.#madeUp.base62(34)}`,
      revoked: false,
      ...options,
    };
    this.tokens.push(token);
    return token;
  }

  find(value: string | null): HuggingFaceToken | null {
    const token = this.tokens.find((candidate) => candidate.value === value) ?? null;
    const ended = token === null || token.revoked || (token.expiresAtMs !== null && token.expiresAtMs <= this.#now());
    return ended ? null : token;
  }
}

/** Hugging Face's whoami-v2, which describes the token that asks. */
export function startHuggingFace(options: SimulatorOptions = {}): Promise<Simulator<HuggingFace>> {
  const now = options.now ?? Date.now;
  const state = new HuggingFace(now);
  const router = new Router(() => json({ error: 'Not found' }, { status: 404 }));
  router.on('GET', '/api/whoami-v2', (request) => {
    const token = state.find(bearer(request));
    if (token === null || request.sessionExpired) {
      return json({ error: 'Invalid username or password.' }, { status: 401 });
    }
    const { allowed, remaining, resetsAtMs } = state.limiter.count(token.value);
    const headers = {
      ratelimit: `"api";r=${remaining};t=${Math.ceil((resetsAtMs - now()) / SECOND_MS)}`,
      'ratelimit-policy': `"fixed window";"api";q=${LIMIT};w=${WINDOW_MS / SECOND_MS}`,
    };
    if (!allowed) return json({ error: 'Too many requests' }, { status: 429, headers });
    return json(described(token), { headers });
  });
  return startServer(router, state, options);
}

function described(token: HuggingFaceToken): unknown {
  return {
    type: 'user',
    id: '64f0aa11bb22cc33dd44ee55',
    name: 'acme-ml',
    fullname: 'Acme ML',
    email: 'ml@example.test',
    emailVerified: true,
    canPay: true,
    billingMode: 'postpaid',
    periodEnd: 1_788_220_800,
    isPro: false,
    avatarUrl: '/avatars/0a1b.svg',
    orgs: [],
    auth: {
      type: 'access_token',
      accessToken: {
        displayName: token.displayName,
        role: token.role,
        createdAt: new Date(token.createdAtMs).toISOString(),
        ...(token.expiresAtMs === null ? {} : { expiration: new Date(token.expiresAtMs).toISOString() }),
        ...(token.role === 'fineGrained'
          ? {
              fineGrained: {
                global: ['discussion.write'],
                scoped: [{ entity: { _id: '65aa', type: 'org', name: 'acme' }, permissions: ['repo.content.read'] }],
              },
            }
          : {}),
      },
    },
  };
}
