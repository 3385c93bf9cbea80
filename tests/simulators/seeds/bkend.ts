import type { Clock } from '../frame/clock.ts';
import { confirmation, Dashboard } from '../frame/dashboard.ts';
import { DEMO_ACCOUNTS } from '../frame/demo-accounts.ts';
import { html, type Markup } from '../frame/html.ts';
import type { Language, Words } from '../frame/language.ts';
import { type Listing, varied } from '../frame/listing.ts';
import { cardsOf } from '../frame/listing-markup.ts';
import { MadeUp } from '../frame/made-up.ts';
import { mask } from '../frame/masking.ts';
import { json, seeOther, text } from '../frame/reply.ts';
import { bearer, form, header, param, type SimulatorRequest } from '../frame/request.ts';
import { Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';

export type BkendKind = 'publishable' | 'secret';

export interface BkendKey {
  readonly id: string;
  readonly environment: string;
  readonly kind: BkendKind;
  readonly name: string;
  /** `pk_…` is always visible in the list, `sk_…` once. */
  readonly value: string;
}

const PREFIXES: Readonly<Record<BkendKind, string>> = { publishable: 'pk_', secret: 'sk_' };
const KINDS = ['publishable', 'secret'] as const;
const HOME = '/project/api-keys';

const WORDS: Words<
  | 'title'
  | 'environment'
  | BkendKind
  | 'publishableHint'
  | 'secretHint'
  | 'name'
  | 'key'
  | 'actions'
  | 'add'
  | 'create'
  | 'delete'
  | 'confirmDelete'
  | 'typeName'
  | 'wrongName'
  | 'empty'
  | 'new'
> = {
  en: {
    title: 'API Keys',
    environment: 'Environment',
    publishable: 'Publishable Keys',
    secret: 'Secret Keys',
    publishableHint: 'Client-side (browser, mobile app) — limited permissions',
    secretHint: 'Server-side only — full permissions',
    name: 'Name',
    key: 'Key',
    actions: 'Actions',
    add: 'Add Key',
    create: 'Create',
    delete: 'Delete',
    confirmDelete: 'Confirm Delete',
    typeName: 'Enter the key name',
    wrongName: 'That is not the name of the key.',
    empty: 'No keys in this environment.',
    new: 'Your secret key',
  },
  de: {
    title: 'API-Schlüssel',
    environment: 'Umgebung',
    publishable: 'Öffentliche Schlüssel',
    secret: 'Geheime Schlüssel',
    publishableHint: 'Für Browser und Apps — eingeschränkte Rechte',
    secretHint: 'Nur für Server — volle Rechte',
    name: 'Name',
    key: 'Schlüssel',
    actions: 'Aktionen',
    add: 'Schlüssel hinzufügen',
    create: 'Erstellen',
    delete: 'Löschen',
    confirmDelete: 'Löschen bestätigen',
    typeName: 'Name des Schlüssels eingeben',
    wrongName: 'So heißt der Schlüssel nicht.',
    empty: 'Keine Schlüssel in dieser Umgebung.',
    new: 'Ihr geheimer Schlüssel',
  },
};

/** One project at bkend; every environment has keys of its own. */
export class Bkend {
  readonly dashboard: Dashboard;
  readonly environments = ['dev', 'staging', 'prod'];
  /** A made-up signed-in user of an app, for the Authorization header. */
  readonly appUserToken: string;
  readonly #keys: BkendKey[] = [];
  readonly #madeUp = new MadeUp('bkend');

  constructor(now: Clock) {
    this.appUserToken = this.#madeUp.base62(48);
    this.dashboard = new Dashboard({
      brand: 'bkend',
      home: HOME,
      nav: [{ path: HOME, title: 'API Keys' }],
      accounts: DEMO_ACCOUNTS,
      now,
    });
  }

  keysOf(environment: string, kind: BkendKind): readonly BkendKey[] {
    return this.#keys.filter((key) => key.environment === environment && key.kind === kind);
  }

  create(environment: string, kind: BkendKind, name: string): BkendKey {
    const value = `${PREFIXES[kind]}${this.#madeUp.hex(40)}`;
    const key = { id: this.#madeUp.hex(24), environment, kind, name, value };
    this.#keys.push(key);
    return key;
  }

  /** Cannot be undone; false where the typed name is another. */
  delete(id: string, typedName: string): boolean {
    const key = this.find(id);
    if (key === null || key.name !== typedName) return false;
    this.#keys.splice(this.#keys.indexOf(key), 1);
    return true;
  }

  find(id: string): BkendKey | null {
    return this.#keys.find((key) => key.id === id) ?? null;
  }

  findByValue(value: string | null): BkendKey | null {
    return this.#keys.find((key) => key.value === value) ?? null;
  }

  fill(environment: string, kind: BkendKind, count: number): void {
    for (let index = 0; index < count; index += 1) this.create(environment, kind, `app-${index + 1}`);
  }

  removeAll(): void {
    this.#keys.length = 0;
  }
}

/** bkend: two sections of cards for the environment that is picked. */
export function startBkend(options: SimulatorOptions = {}): Promise<Simulator<Bkend>> {
  const state = new Bkend(options.now ?? Date.now);
  state.create('dev', 'publishable', 'my-app-key');
  state.create('dev', 'secret', 'server-key');
  state.create('prod', 'publishable', 'web');
  state.create('prod', 'publishable', 'ios');
  state.create('prod', 'secret', 'server-key');
  const router = new Router(() => text('Not found', { status: 404 }));
  state.dashboard.addTo(router);
  addPages(router, state);
  // The document names the headers and no path: /api/public stands for calls of an app, /api/me for those of its user.
  router
    .on('GET', '/api/public', (request) => {
      const key = state.findByValue(header(request, 'x-api-key'));
      if (key === null) return json({ error: 'Unauthorized' }, { status: 401 });
      return json({ environment: key.environment, permissions: key.kind === 'secret' ? 'full' : 'limited' });
    })
    .on('GET', '/api/me', (request) => {
      const key = state.findByValue(header(request, 'x-api-key'));
      const signedIn = bearer(request) === state.appUserToken;
      return key !== null && signedIn ? json({ user: 'demo' }) : json({ error: 'Unauthorized' }, { status: 401 });
    });
  return startServer(router, state, options);
}

function addPages(router: Router, state: Bkend): void {
  const { dashboard } = state;
  router
    .on(
      'GET',
      HOME,
      dashboard.signedIn((request, session) => {
        const language = dashboard.languageOf(request);
        const environment = environmentOf(state, request);
        return dashboard.show(
          request,
          session,
          WORDS[language].title,
          html`${environmentSwitch(state, environment, WORDS[language].environment)}
${KINDS.map((kind) => section(state, environment, kind, language))}`,
        );
      }),
    )
    .on(
      'GET',
      `${HOME}/new`,
      dashboard.signedIn((request, session) => {
        const words = WORDS[dashboard.languageOf(request)];
        const kind = request.url.searchParams.get('kind') === 'secret' ? 'secret' : 'publishable';
        const action = `${HOME}?environment=${environmentOf(state, request)}&kind=${kind}`;
        const field = html`<label>${words.name} <input name="name" required></label>`;
        return dashboard.show(request, session, words[kind], confirmation(words.add, action, words.create, field));
      }),
    )
    .on(
      'POST',
      HOME,
      dashboard.signedIn((request, session) => {
        const name = form(request).get('name')?.trim() ?? '';
        if (name === '') return text('A name is needed', { status: 422 });
        const environment = environmentOf(state, request);
        const kind = request.url.searchParams.get('kind') === 'secret' ? 'secret' : 'publishable';
        const key = state.create(environment, kind, name);
        if (kind === 'secret') session.notice = { title: WORDS[dashboard.languageOf(request)].new, value: key.value };
        return seeOther(`${HOME}?environment=${environment}`);
      }),
    )
    .on(
      'GET',
      `${HOME}/:id/delete`,
      dashboard.signedIn((request, session) =>
        dashboard.show(request, session, WORDS[dashboard.languageOf(request)].delete, deletion(state, request, false)),
      ),
    )
    .on(
      'POST',
      `${HOME}/:id/delete`,
      dashboard.signedIn((request, session) => {
        const key = state.find(param(request, 'id'));
        if (key === null) return text('No such key', { status: 404 });
        if (state.delete(key.id, form(request).get('name') ?? ''))
          return seeOther(`${HOME}?environment=${key.environment}`);
        return dashboard.show(
          request,
          session,
          WORDS[dashboard.languageOf(request)].delete,
          deletion(state, request, true),
          422,
        );
      }),
    );
}

function deletion(state: Bkend, request: SimulatorRequest, wrongName: boolean): Markup {
  const words = WORDS[state.dashboard.languageOf(request)];
  const field = html`<label>${words.typeName} <input name="name" required autocomplete="off"></label>
${wrongName ? html`<p role="alert">${words.wrongName}</p>` : null}`;
  return confirmation(
    `${words.delete}: ${state.find(param(request, 'id'))?.name ?? ''}`,
    request.url.pathname,
    words.confirmDelete,
    field,
  );
}

function environmentOf(state: Bkend, request: SimulatorRequest): string {
  const wanted = request.url.searchParams.get('environment') ?? '';
  return state.environments.includes(wanted) ? wanted : (state.environments[0] ?? '');
}

function environmentSwitch(state: Bkend, current: string, title: string): Markup {
  return html`<form method="get" action="${HOME}" class="bar"><label>${title} <select name="environment" onchange="this.form.submit()">${state.environments.map(
    (environment) => html`<option${environment === current ? html` selected` : null}>${environment}</option>`,
  )}</select></label><noscript><button>OK</button></noscript></form>`;
}

function section(state: Bkend, environment: string, kind: BkendKind, language: Language): Markup {
  const words = WORDS[language];
  const lists = varied(listing(state, environment, kind, language), state.dashboard.page.variant);
  return html`<section aria-label="${words[kind]}"><div class="bar"><div><h2>${words[kind]}</h2>
<p><code>${PREFIXES[kind]}</code> ${kind === 'secret' ? words.secretHint : words.publishableHint}</p></div>
<a role="button" href="${HOME}/new?environment=${environment}&kind=${kind}">${words.add}</a></div>${lists.map(cardsOf)}</section>`;
}

function listing(state: Bkend, environment: string, kind: BkendKind, language: Language): Listing {
  const words = WORDS[language];
  return {
    label: words[kind],
    columns: (['name', 'key', 'actions'] as const).map((id) => ({ id, title: words[id] })),
    rows: state.keysOf(environment, kind).map((key) => ({
      id: key.id,
      cells: {
        name: key.name,
        key: html`<code>${kind === 'publishable' ? key.value : mask(key.value, state.dashboard.page.masking, 7, 4)}</code>`,
        actions: html`<a role="button" href="${HOME}/${key.id}/delete">${words.delete}</a>`,
      },
    })),
    emptyText: words.empty,
  };
}
