import { type Clock, DAY_MS, HOUR_MS } from '../frame/clock.ts';
import { confirmation, Dashboard } from '../frame/dashboard.ts';
import { DEMO_ACCOUNTS } from '../frame/demo-accounts.ts';
import { html } from '../frame/html.ts';
import { type Language, longDate, relativeTime, type Words } from '../frame/language.ts';
import { type Listing, varied } from '../frame/listing.ts';
import { gridOf } from '../frame/listing-markup.ts';
import { MadeUp } from '../frame/made-up.ts';
import { ConcurrencyLimiter, WindowLimiter } from '../frame/rate-limiter.ts';
import { json, seeOther, text } from '../frame/reply.ts';
import { bearer, form, param } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';

/** Calls an hour and requests at once, by plan, as NativeBridge documents them. */
export const NATIVEBRIDGE_PLANS = {
  free: { perHour: 60, concurrent: 1 },
  starter: { perHour: 300, concurrent: 3 },
  growth: { perHour: 1000, concurrent: 10 },
  custom: { perHour: Number.POSITIVE_INFINITY, concurrent: Number.POSITIVE_INFINITY },
} as const;
export type NativeBridgePlan = keyof typeof NATIVEBRIDGE_PLANS;

export interface NativeBridgeKey {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  lastUsedAtMs: number | null;
  /** The whole value, which the dashboard shows only once. */
  readonly value: string;
}

const WORDS: Words<
  | 'title'
  | 'name'
  | 'created'
  | 'lastUsed'
  | 'actions'
  | 'never'
  | 'generate'
  | 'revoke'
  | 'regenerate'
  | 'empty'
  | 'sure'
  | 'new'
> = {
  en: {
    title: 'API Keys',
    name: 'Name',
    created: 'Created',
    lastUsed: 'Last Used',
    actions: 'Actions',
    never: 'Never',
    generate: 'Generate New API Key',
    revoke: 'Revoke',
    regenerate: 'Regenerate',
    empty: 'No API keys yet.',
    sure: 'Every service that uses this key stops working. Go on?',
    new: 'Your new API key',
  },
  de: {
    title: 'API-Schlüssel',
    name: 'Name',
    created: 'Erstellt',
    lastUsed: 'Zuletzt verwendet',
    actions: 'Aktionen',
    never: 'Nie',
    generate: 'Neuen API-Schlüssel erzeugen',
    revoke: 'Widerrufen',
    regenerate: 'Neu erzeugen',
    empty: 'Noch keine API-Schlüssel.',
    sure: 'Alle Dienste mit diesem Schlüssel funktionieren dann nicht mehr. Fortfahren?',
    new: 'Ihr neuer API-Schlüssel',
  },
};

/** One organisation at NativeBridge. */
export class NativeBridge {
  readonly dashboard: Dashboard;
  readonly #keys: NativeBridgeKey[] = [];
  readonly #madeUp = new MadeUp('nativebridge');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.dashboard = new Dashboard({
      brand: 'NativeBridge',
      home: '/dashboard/api-keys',
      nav: [{ path: '/dashboard/api-keys', title: 'API Keys' }],
      accounts: DEMO_ACCOUNTS,
      now,
    });
  }

  /** The active keys: revoked ones are not listed. */
  get keys(): readonly NativeBridgeKey[] {
    return this.#keys;
  }

  create(name: string, { createdAtMs = this.#now(), lastUsedAtMs = null as number | null } = {}): NativeBridgeKey {
    // The document shows no value: length and letters are the simulator's own.
    const key = { id: this.#madeUp.uuid(), name, createdAtMs, lastUsedAtMs, value: this.#madeUp.base62(40) };
    this.#keys.push(key);
    return key;
  }

  revoke(id: string): NativeBridgeKey | null {
    const index = this.#keys.findIndex((key) => key.id === id);
    return index < 0 ? null : (this.#keys.splice(index, 1)[0] ?? null);
  }

  /** Revokes the key and generates a new one with the same name. */
  regenerate(id: string): NativeBridgeKey | null {
    const old = this.revoke(id);
    return old === null ? null : this.create(old.name);
  }

  /** The active key with that value, now used. */
  use(value: string | null): NativeBridgeKey | null {
    const key = this.#keys.find((candidate) => candidate.value === value) ?? null;
    if (key !== null) key.lastUsedAtMs = this.#now();
    return key;
  }

  fill(count: number): void {
    for (let index = 0; index < count; index += 1) {
      this.create(`service ${index + 1}`, { createdAtMs: this.#now() - index * HOUR_MS });
    }
  }

  removeAll(): void {
    this.#keys.length = 0;
  }
}

/** NativeBridge: the dashboard's list as an ARIA grid, and an API with the limits of a plan. */
export function startNativeBridge(
  options: SimulatorOptions & { readonly plan?: NativeBridgePlan } = {},
): Promise<Simulator<NativeBridge>> {
  const now = options.now ?? Date.now;
  const state = new NativeBridge(now);
  state.create('GitHub Actions', { createdAtMs: now() - 40 * DAY_MS, lastUsedAtMs: now() - 3 * HOUR_MS });
  state.create('Development', { createdAtMs: now() - 200 * DAY_MS, lastUsedAtMs: now() - 12 * DAY_MS });
  state.create('Production', { createdAtMs: now() - 9 * DAY_MS });
  const router = new Router(() => text('Not found', { status: 404 }));
  state.dashboard.addTo(router);
  addPages(router, state, now);
  // The document names no endpoint: every path under /api/ stands for one.
  for (const method of ['GET', 'POST']) router.on(method, '/api/*', api(state, options.plan ?? 'free', now));
  return startServer(router, state, options);
}

function addPages(router: Router, state: NativeBridge, now: Clock): void {
  const { dashboard } = state;
  const home = '/dashboard/api-keys';
  router
    .on(
      'GET',
      home,
      dashboard.signedIn((request, session) => {
        const language = dashboard.languageOf(request);
        const words = WORDS[language];
        const lists = varied(listing(state, language, now()), dashboard.page.variant);
        return dashboard.show(
          request,
          session,
          words.title,
          html`<div class="bar"><span></span><a role="button" href="${home}/new">${words.generate}</a></div>${lists.map(gridOf)}`,
        );
      }),
    )
    .on(
      'GET',
      `${home}/new`,
      dashboard.signedIn((request, session) => {
        const words = WORDS[dashboard.languageOf(request)];
        const field = html`<label>${words.name} <input name="name" required></label>`;
        return dashboard.show(request, session, words.title, confirmation(words.generate, home, words.generate, field));
      }),
    )
    .on(
      'POST',
      home,
      dashboard.signedIn((request, session) => {
        const name = form(request).get('name')?.trim() ?? '';
        if (name === '') return text('A name is needed', { status: 422 });
        session.notice = { title: WORDS[dashboard.languageOf(request)].new, value: state.create(name).value };
        return seeOther(home);
      }),
    );
  for (const action of ['revoke', 'regenerate'] as const) {
    router
      .on(
        'GET',
        `${home}/:id/${action}`,
        dashboard.signedIn((request, session) => {
          const words = WORDS[dashboard.languageOf(request)];
          return dashboard.show(
            request,
            session,
            words[action],
            confirmation(words.sure, request.url.pathname, words[action]),
          );
        }),
      )
      .on(
        'POST',
        `${home}/:id/${action}`,
        dashboard.signedIn((request, session) => {
          const key = state[action](param(request, 'id'));
          if (key === null) return text('No such key', { status: 404 });
          if (action === 'regenerate') {
            session.notice = { title: WORDS[dashboard.languageOf(request)].new, value: key.value };
          }
          return seeOther(home);
        }),
      );
  }
}

function listing(state: NativeBridge, language: Language, nowMs: number): Listing {
  const words = WORDS[language];
  return {
    label: words.title,
    columns: [
      { id: 'name', title: words.name },
      { id: 'created', title: words.created },
      { id: 'lastUsed', title: words.lastUsed },
      { id: 'actions', title: words.actions },
    ],
    rows: state.keys.map((key) => ({
      id: key.id,
      cells: {
        name: key.name,
        created: longDate(key.createdAtMs, language),
        lastUsed: key.lastUsedAtMs === null ? words.never : relativeTime(key.lastUsedAtMs, nowMs, language),
        actions: html`<a role="button" href="/dashboard/api-keys/${key.id}/revoke">${words.revoke}</a>
<a role="button" href="/dashboard/api-keys/${key.id}/regenerate">${words.regenerate}</a>`,
      },
    })),
    emptyText: words.empty,
  };
}

function api(state: NativeBridge, plan: NativeBridgePlan, now: Clock): Handler {
  const { perHour, concurrent } = NATIVEBRIDGE_PLANS[plan];
  const hourly = new WindowLimiter(perHour, HOUR_MS, now);
  const atOnce = new ConcurrencyLimiter(concurrent);
  return (request) => {
    const key = state.use(bearer(request));
    if (key === null) return json({ error: 'Unauthorized' }, { status: 401 });
    // The document says that limits exist, and neither the status nor headers: 429 alone is the least a client may meet.
    if (!atOnce.enter()) return json({ error: 'Too many concurrent requests' }, { status: 429 });
    request.whenDone(() => atOnce.leave());
    if (!hourly.count('organisation').allowed) return json({ error: 'Rate limit exceeded' }, { status: 429 });
    return json({ ok: true });
  };
}
