import { type Clock, DAY_MS, HOUR_MS } from '../frame/clock.ts';
import { type Account, confirmation, Dashboard, type Session } from '../frame/dashboard.ts';
import { DEMO_ACCOUNTS } from '../frame/demo-accounts.ts';
import { html, type Markup } from '../frame/html.ts';
import { type Language, longDate, shortDateTime, type Words } from '../frame/language.ts';
import { type Listing, varied } from '../frame/listing.ts';
import { tableOf } from '../frame/listing-markup.ts';
import { MadeUp } from '../frame/made-up.ts';
import { mask } from '../frame/masking.ts';
import { json, seeOther, text } from '../frame/reply.ts';
import { bearer, form, param, queryNumber } from '../frame/request.ts';
import { Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';

export const NORRIX_SCOPES = ['build', 'submit', 'update'] as const;
export type NorrixScope = (typeof NORRIX_SCOPES)[number];
export type NorrixStatus = 'active' | 'revoked' | 'expired';

export interface NorrixKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly NorrixScope[];
  readonly createdBy: string;
  readonly expiresAtMs: number | null;
  lastUsedAtMs: number | null;
  revoked: boolean;
  /** `nrx_` and base64; the dashboard keeps showing the first 12 characters. */
  readonly value: string;
}

const ROWS_PER_PAGE = 10;
const PREFIX_CHARS = 12;
const HOME = '/dashboard/settings/api-keys';

const WORDS: Words<
  | 'title'
  | 'name'
  | 'prefix'
  | 'scopes'
  | 'lastUsed'
  | 'expiration'
  | 'createdBy'
  | 'status'
  | 'actions'
  | 'never'
  | 'create'
  | 'submit'
  | 'revoke'
  | 'empty'
  | 'sure'
  | 'new'
  | 'days'
  | 'next'
  | 'previous'
  | 'membersCannot'
  | NorrixStatus
> = {
  en: {
    title: 'API Keys',
    name: 'Name',
    prefix: 'Key prefix',
    scopes: 'Scopes',
    lastUsed: 'Last used',
    expiration: 'Expiration',
    createdBy: 'Created by',
    status: 'Status',
    actions: '',
    never: 'Never',
    create: 'Create API Key',
    submit: 'Create',
    revoke: 'Revoke',
    empty: 'No API keys.',
    sure: 'The key is invalid at once, and requests that are under way fail. Revoke it?',
    new: 'Copy the key immediately',
    days: 'Expiration (days)',
    next: 'Next',
    previous: 'Previous',
    membersCannot: 'Members can’t manage API keys.',
    active: 'active',
    revoked: 'revoked',
    expired: 'expired',
  },
  de: {
    title: 'API-Schlüssel',
    name: 'Name',
    prefix: 'Präfix',
    scopes: 'Berechtigungen',
    lastUsed: 'Zuletzt verwendet',
    expiration: 'Läuft ab',
    createdBy: 'Erstellt von',
    status: 'Status',
    actions: '',
    never: 'Nie',
    create: 'API-Schlüssel erstellen',
    submit: 'Erstellen',
    revoke: 'Widerrufen',
    empty: 'Keine API-Schlüssel.',
    sure: 'Der Schlüssel ist sofort ungültig, laufende Anfragen schlagen fehl. Widerrufen?',
    new: 'Schlüssel jetzt kopieren',
    days: 'Ablauf (Tage)',
    next: 'Weiter',
    previous: 'Zurück',
    membersCannot: 'Mitglieder können keine API-Schlüssel verwalten.',
    active: 'aktiv',
    revoked: 'widerrufen',
    expired: 'abgelaufen',
  },
};

export interface NorrixKeyOptions {
  /** All, unless fewer are picked. */
  readonly scopes?: readonly NorrixScope[];
  /** User name. */
  readonly createdBy?: string;
  readonly expiresInDays?: number | null;
  readonly lastUsedAtMs?: number | null;
}

/** One organisation at Norrix. */
export class Norrix {
  readonly dashboard: Dashboard;
  readonly #keys: NorrixKey[] = [];
  readonly #madeUp = new MadeUp('norrix');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.dashboard = new Dashboard({
      brand: 'Norrix',
      home: HOME,
      nav: [{ path: HOME, title: 'Settings' }],
      accounts: DEMO_ACCOUNTS,
      now,
    });
  }

  /** All keys, newest first; revoked and expired ones stay. */
  get keys(): readonly NorrixKey[] {
    return this.#keys;
  }

  create(name: string, options: NorrixKeyOptions = {}): NorrixKey {
    const days = options.expiresInDays ?? null;
    const key: NorrixKey = {
      id: this.#madeUp.hex(24),
      name,
      scopes: options.scopes ?? NORRIX_SCOPES,
      createdBy: options.createdBy ?? 'dana',
      expiresAtMs: days === null ? null : this.#now() + days * DAY_MS,
      lastUsedAtMs: options.lastUsedAtMs ?? null,
      revoked: false,
      value: `nrx_${this.#madeUp.bytes(32).toString('base64')}`,
    };
    this.#keys.unshift(key);
    return key;
  }

  statusOf(key: NorrixKey): NorrixStatus {
    if (key.revoked) return 'revoked';
    return key.expiresAtMs !== null && key.expiresAtMs <= this.#now() ? 'expired' : 'active';
  }

  /** Owners any, admins their own, members none. */
  mayRevoke(account: Account, key: NorrixKey): boolean {
    if (this.statusOf(key) !== 'active') return false;
    return account.role === 'owner' || (account.role === 'admin' && key.createdBy === account.userName);
  }

  revoke(id: string): boolean {
    const key = this.find(id);
    if (key === null) return false;
    key.revoked = true;
    return true;
  }

  find(id: string): NorrixKey | null {
    return this.#keys.find((key) => key.id === id) ?? null;
  }

  /** The active key with that value, now used. */
  use(value: string | null): NorrixKey | null {
    const key = this.#keys.find((candidate) => candidate.value === value) ?? null;
    if (key === null || this.statusOf(key) !== 'active') return null;
    key.lastUsedAtMs = this.#now();
    return key;
  }

  fill(count: number): void {
    for (let index = 0; index < count; index += 1) this.create(`pipeline-${index + 1}`);
  }

  removeAll(): void {
    this.#keys.length = 0;
  }
}

/** Norrix: the dashboard's list as a plain table in pages of ten. */
export function startNorrix(options: SimulatorOptions = {}): Promise<Simulator<Norrix>> {
  const now = options.now ?? Date.now;
  const state = new Norrix(now);
  state.create('Old laptop', { createdBy: 'sam', expiresInDays: -10, lastUsedAtMs: now() - 30 * DAY_MS });
  state.revoke(state.create('Jenkins', { lastUsedAtMs: now() - 90 * DAY_MS }).id);
  state.create('OTA deploys', { scopes: ['update'], createdBy: 'sam', expiresInDays: 30 });
  state.create('GitHub Actions', { scopes: ['build'], expiresInDays: 90, lastUsedAtMs: now() - 2 * HOUR_MS });
  const router = new Router(() => text('Not found', { status: 404 }));
  state.dashboard.addTo(router);
  addPages(router, state);
  // The document gives the key to a command-line tool and names no address: /api/<scope> stands for the tool's requests.
  router.on('GET', '/api/:scope', (request) => {
    const key = state.use(bearer(request));
    if (key === null) return json({ error: 'Unauthorized' }, { status: 401 });
    const allowed = key.scopes.some((scope) => scope === request.params['scope']);
    return allowed ? json({ ok: true }) : json({ error: 'Missing scope' }, { status: 403 });
  });
  return startServer(router, state, options);
}

function addPages(router: Router, state: Norrix): void {
  const { dashboard } = state;
  /** Members are told that they cannot manage keys. */
  function forManagers(handler: Parameters<Dashboard['signedIn']>[0]): ReturnType<Dashboard['signedIn']> {
    return dashboard.signedIn((request, session) => {
      if (session.account.role !== 'member') return handler(request, session);
      const words = WORDS[dashboard.languageOf(request)];
      return dashboard.show(request, session, words.title, html`<p role="alert">${words.membersCannot}</p>`, 403);
    });
  }
  router
    .on(
      'GET',
      HOME,
      forManagers((request, session) => {
        const language = dashboard.languageOf(request);
        const words = WORDS[language];
        const pages = Math.max(Math.ceil(state.keys.length / ROWS_PER_PAGE), 1);
        const page = queryNumber(request, 'page', 1, 1, request.endlessPages ? Number.MAX_SAFE_INTEGER : pages);
        const lists = varied(
          listing(state, session, language, request.endlessPages ? 1 : page),
          dashboard.page.variant,
        );
        return dashboard.show(
          request,
          session,
          words.title,
          html`<div class="bar"><span></span><a role="button" href="${HOME}/new">${words.create}</a></div>${lists.map(tableOf)}
<nav aria-label="Pagination" class="bar">${page > 1 ? html`<a rel="prev" href="?page=${page - 1}">${words.previous}</a>` : html`<span></span>`}
<span>${page} / ${request.endlessPages ? page + 1 : pages}</span>
${page < pages || request.endlessPages ? html`<a rel="next" href="?page=${page + 1}">${words.next}</a>` : html`<span></span>`}</nav>`,
        );
      }),
    )
    .on(
      'GET',
      `${HOME}/new`,
      forManagers((request, session) => {
        const words = WORDS[dashboard.languageOf(request)];
        return dashboard.show(
          request,
          session,
          words.create,
          confirmation(words.create, HOME, words.submit, createFields(words)),
        );
      }),
    )
    .on(
      'POST',
      HOME,
      forManagers((request, session) => {
        const fields = form(request);
        const name = fields.get('name')?.trim() ?? '';
        const scopes = NORRIX_SCOPES.filter((scope) => fields.getAll('scopes').includes(scope));
        const days = fields.get('days') ?? '';
        if (name === '' || scopes.length === 0 || !/^\d*$/.test(days)) return text('Not accepted', { status: 422 });
        const key = state.create(name, {
          scopes,
          createdBy: session.account.userName,
          expiresInDays: days === '' ? null : Number(days),
        });
        session.notice = { title: WORDS[dashboard.languageOf(request)].new, value: key.value };
        return seeOther(HOME);
      }),
    )
    .on(
      'GET',
      `${HOME}/:id/revoke`,
      forManagers((request, session) => {
        const words = WORDS[dashboard.languageOf(request)];
        return dashboard.show(
          request,
          session,
          words.revoke,
          confirmation(words.sure, request.url.pathname, words.revoke),
        );
      }),
    )
    .on(
      'POST',
      `${HOME}/:id/revoke`,
      forManagers((request, session) => {
        const key = state.find(param(request, 'id'));
        if (key === null) return text('No such key', { status: 404 });
        if (!state.mayRevoke(session.account, key)) return text('Not allowed', { status: 403 });
        state.revoke(key.id);
        return seeOther(HOME);
      }),
    );
}

function createFields(words: (typeof WORDS)[Language]): Markup {
  return html`<label>${words.name} <input name="name" required></label>
<fieldset><legend>${words.scopes}</legend>${NORRIX_SCOPES.map(
    (scope) => html`<label><input type="checkbox" name="scopes" value="${scope}" checked> ${scope}</label>`,
  )}</fieldset>
<label>${words.days} <input name="days" inputmode="numeric"></label>`;
}

function listing(state: Norrix, session: Session, language: Language, page: number): Listing {
  const words = WORDS[language];
  const { masking } = state.dashboard.page;
  return {
    label: words.title,
    columns: (['name', 'prefix', 'scopes', 'lastUsed', 'expiration', 'createdBy', 'status', 'actions'] as const).map(
      (id) => ({
        id,
        title: words[id],
      }),
    ),
    rows: state.keys.slice((page - 1) * ROWS_PER_PAGE, page * ROWS_PER_PAGE).map((key) => ({
      id: key.id,
      cells: {
        name: key.name,
        // The documented page shows the first characters and an ellipsis, whatever the switch says, unless it was moved.
        prefix: html`<code>${masking === 'bullets' ? `${key.value.slice(0, PREFIX_CHARS)}...` : mask(key.value, masking, PREFIX_CHARS, 0)}</code>`,
        scopes: html`${key.scopes.map((scope) => html`<span class="badge">${scope}</span> `)}`,
        lastUsed: key.lastUsedAtMs === null ? words.never : shortDateTime(key.lastUsedAtMs, language),
        expiration: key.expiresAtMs === null ? words.never : longDate(key.expiresAtMs, language),
        createdBy:
          state.dashboard.accounts.find(({ userName }) => userName === key.createdBy)?.displayName ?? key.createdBy,
        status: words[state.statusOf(key)],
        actions: state.mayRevoke(session.account, key)
          ? html`<a role="button" href="${HOME}/${key.id}/revoke">${words.revoke}</a>`
          : '',
      },
    })),
    emptyText: words.empty,
  };
}
