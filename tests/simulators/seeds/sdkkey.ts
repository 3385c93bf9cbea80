import { type Clock, DAY_MS } from '../frame/clock.ts';
import { confirmation, Dashboard } from '../frame/dashboard.ts';
import { DEMO_ACCOUNTS } from '../frame/demo-accounts.ts';
import { html, type Markup } from '../frame/html.ts';
import { isoMinute, type Language, type Words } from '../frame/language.ts';
import { type Listing, varied } from '../frame/listing.ts';
import { tableOf } from '../frame/listing-markup.ts';
import { MadeUp } from '../frame/made-up.ts';
import { mask } from '../frame/masking.ts';
import { json, seeOther, text } from '../frame/reply.ts';
import { bearer, form, header, param } from '../frame/request.ts';
import { Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';

export interface SdkKey {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly isDefault: boolean;
  active: boolean;
  /** Masked by default; the page can show it at any time. */
  readonly token: string;
}

const WORDS: Words<
  | 'title'
  | 'setup'
  | 'name'
  | 'status'
  | 'token'
  | 'description'
  | 'createdBy'
  | 'actions'
  | 'new'
  | 'create'
  | 'deactivate'
  | 'active'
  | 'deactivated'
  | 'reveal'
  | 'empty'
  | 'sure'
  | 'badName'
> = {
  en: {
    title: 'API keys',
    setup: 'SDK setup',
    name: 'Name',
    status: 'Status',
    token: 'Token',
    description: 'Description',
    createdBy: 'Created by',
    actions: '',
    new: '+ New API Key',
    create: 'Create',
    deactivate: 'Deactivate',
    active: 'Active',
    deactivated: 'Deactivated',
    reveal: 'Show',
    empty: 'No keys.',
    sure: 'Every request that still uses this token is rejected immediately. Deactivate it?',
    badName: 'Letters, numbers and underscores only.',
  },
  de: {
    title: 'API-Schlüssel',
    setup: 'SDK-Einrichtung',
    name: 'Name',
    status: 'Status',
    token: 'Token',
    description: 'Beschreibung',
    createdBy: 'Erstellt von',
    actions: '',
    new: '+ Neuer API-Schlüssel',
    create: 'Erstellen',
    deactivate: 'Deaktivieren',
    active: 'Aktiv',
    deactivated: 'Deaktiviert',
    reveal: 'Anzeigen',
    empty: 'Keine Schlüssel.',
    sure: 'Jede Anfrage mit diesem Token wird sofort abgelehnt. Deaktivieren?',
    badName: 'Nur Buchstaben, Ziffern und Unterstriche.',
  },
};

/** Projects of the platform whose page is called SDK&Key; keys belong to one of them. */
export class SdkKeyPlatform {
  readonly dashboard: Dashboard;
  readonly #projects = new Map<string, SdkKey[]>();
  readonly #madeUp = new MadeUp('sdkkey');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.dashboard = new Dashboard({
      brand: 'Experiments',
      home: pageOf('6666'),
      nav: [
        { path: pageOf('6666'), title: 'Project 6666' },
        { path: pageOf('7777'), title: 'Project 7777' },
      ],
      accounts: DEMO_ACCOUNTS,
      now,
    });
  }

  /** A new project, with its default key. */
  addProject(projectId: string): SdkKey {
    this.#projects.set(projectId, []);
    return this.#add(projectId, `${projectId}_default_${this.#madeUp.digits(6)}`, { isDefault: true });
  }

  keysOf(projectId: string): readonly SdkKey[] | null {
    return this.#projects.get(projectId) ?? null;
  }

  /** Null where the name is not of letters, numbers and underscores. */
  create(
    projectId: string,
    name: string,
    options: Partial<Pick<SdkKey, 'description' | 'createdBy' | 'createdAtMs'>> = {},
  ): SdkKey | null {
    return /^[A-Za-z0-9_]+$/.test(name) ? this.#add(projectId, name, options) : null;
  }

  /** False for default keys, which cannot be deactivated. */
  deactivate(projectId: string, id: string): boolean {
    const key = this.find(projectId, id);
    if (key === null || key.isDefault) return false;
    key.active = false;
    return true;
  }

  find(projectId: string, id: string): SdkKey | null {
    return this.#projects.get(projectId)?.find((key) => key.id === id) ?? null;
  }

  isAccepted(token: string | null): boolean {
    return [...this.#projects.values()].flat().some((key) => key.token === token && key.active);
  }

  fill(projectId: string, count: number): void {
    for (let index = 0; index < count; index += 1) this.create(projectId, `consumer_${index + 1}`);
  }

  /** Even the default key, which no visitor could bring about. */
  removeAll(projectId: string): void {
    this.#projects.set(projectId, []);
  }

  #add(projectId: string, name: string, options: Partial<SdkKey>): SdkKey {
    const keys = this.#projects.get(projectId);
    if (keys === undefined) throw new Error(`There is no project ${projectId}.`);
    const key = {
      id: this.#madeUp.digits(8),
      name,
      description: '',
      createdBy: 'dana',
      createdAtMs: this.#now(),
      isDefault: false,
      active: true,
      // The document shows no token: length and letters are the simulator's own.
      token: this.#madeUp.hex(32),
      ...options,
    };
    keys.push(key);
    return key;
  }
}

/** SDK&Key: a table of masked tokens below cards that only inform. */
export function startSdkKey(options: SimulatorOptions = {}): Promise<Simulator<SdkKeyPlatform>> {
  const now = options.now ?? Date.now;
  const state = new SdkKeyPlatform(now);
  state.addProject('6666');
  state.addProject('7777');
  state.create('6666', 'server_prod', { description: 'Go server in production', createdAtMs: now() - 60 * DAY_MS });
  state.create('6666', 'server_staging', { description: 'the same servers in staging', createdBy: 'sam' });
  const old = state.create('6666', 'http_batch', {
    description: 'CI jobs, scripts',
    createdAtMs: now() - 400 * DAY_MS,
  });
  if (old !== null) state.deactivate('6666', old.id);
  const router = new Router(() => text('Not found', { status: 404 }));
  state.dashboard.addTo(router);
  addPages(router, state);
  // The document says that a key authenticates every request, not in which header: either is taken.
  router.on('GET', '/api/*', (request) =>
    state.isAccepted(bearer(request) ?? header(request, 'x-api-key'))
      ? json({ ok: true })
      : json({ error: 'Unauthorized' }, { status: 401 }),
  );
  return startServer(router, state, options);
}

function pageOf(projectId: string): string {
  return `/projects/${projectId}/settings/sdk-key`;
}

function addPages(router: Router, state: SdkKeyPlatform): void {
  const { dashboard } = state;
  const path = pageOf(':project');
  router
    .on(
      'GET',
      path,
      dashboard.signedIn((request, session) => {
        const projectId = param(request, 'project');
        const keys = state.keysOf(projectId);
        if (keys === null) return text('No such project', { status: 404 });
        const language = dashboard.languageOf(request);
        const words = WORDS[language];
        const revealed = request.url.searchParams.get('reveal');
        const lists = varied(listing(state, projectId, keys, language, revealed), dashboard.page.variant);
        return dashboard.show(
          request,
          session,
          'SDK&Key',
          html`<section><h2>${words.setup}</h2>${setupCards()}</section>
<section><div class="bar"><h2>${words.title}</h2><a role="button" href="${pageOf(projectId)}/new">${words.new}</a></div>
${lists.map(tableOf)}</section>`,
        );
      }),
    )
    .on(
      'GET',
      `${path}/new`,
      dashboard.signedIn((request, session) => {
        const words = WORDS[dashboard.languageOf(request)];
        const fields = html`<label>${words.name} <input name="name" required></label>
<label>${words.description} <input name="description"></label>`;
        const action = pageOf(param(request, 'project'));
        return dashboard.show(request, session, words.new, confirmation(words.new, action, words.create, fields));
      }),
    )
    .on(
      'POST',
      path,
      dashboard.signedIn((request, session) => {
        const projectId = param(request, 'project');
        if (state.keysOf(projectId) === null) return text('No such project', { status: 404 });
        const fields = form(request);
        const words = WORDS[dashboard.languageOf(request)];
        const key = state.create(projectId, fields.get('name') ?? '', {
          description: fields.get('description') ?? '',
          createdBy: session.account.userName,
        });
        if (key === null)
          return dashboard.show(request, session, words.new, html`<p role="alert">${words.badName}</p>`, 422);
        return seeOther(pageOf(projectId));
      }),
    )
    .on(
      'GET',
      `${path}/:id/deactivate`,
      dashboard.signedIn((request, session) => {
        const words = WORDS[dashboard.languageOf(request)];
        return dashboard.show(
          request,
          session,
          words.deactivate,
          confirmation(words.sure, request.url.pathname, words.deactivate),
        );
      }),
    )
    .on(
      'POST',
      `${path}/:id/deactivate`,
      dashboard.signedIn((request) => {
        const projectId = param(request, 'project');
        const key = state.find(projectId, param(request, 'id'));
        if (key === null) return text('No such key', { status: 404 });
        return state.deactivate(projectId, key.id)
          ? seeOther(pageOf(projectId))
          : text('The default key cannot be deactivated', { status: 403 });
      }),
    );
}

/** Cards above the list that are no keys. */
function setupCards(): Markup {
  const sdks = [
    ['go', 'Ready'],
    ['http', 'Ready'],
    ['Android', 'Coming soon'],
    ['iOS', 'Coming soon'],
    ['JavaScript', 'Coming soon'],
    ['C++', 'Coming soon'],
  ] as const;
  return html`<div class="cards">${sdks.map(([name, tag]) => html`<div class="card"><h3>${name}</h3><span>${tag}</span></div>`)}</div>`;
}

function listing(
  state: SdkKeyPlatform,
  projectId: string,
  keys: readonly SdkKey[],
  language: Language,
  revealed: string | null,
): Listing {
  const words = WORDS[language];
  return {
    label: words.title,
    columns: (['name', 'status', 'token', 'description', 'createdBy', 'actions'] as const).map((id) => ({
      id,
      title: words[id],
    })),
    rows: keys.map((key) => ({
      id: key.id,
      cells: {
        name: key.name,
        status: html`<span class="badge">${key.active ? words.active : words.deactivated}</span>`,
        token:
          key.id === revealed
            ? html`<code>${key.token}</code>`
            : html`<code>${mask(key.token, state.dashboard.page.masking, 4, 4)}</code> <a href="?reveal=${key.id}">${words.reveal}</a>`,
        description: key.description,
        createdBy: html`<div>${state.dashboard.accounts.find(({ userName }) => userName === key.createdBy)?.displayName ?? key.createdBy}</div>
<small>${isoMinute(key.createdAtMs)}</small>`,
        actions: deactivateButton(projectId, key, words.deactivate),
      },
    })),
    emptyText: words.empty,
  };
}

function deactivateButton(projectId: string, key: SdkKey, title: string): Markup | string {
  if (!key.active) return '';
  if (key.isDefault) return html`<button type="button" disabled>${title}</button>`;
  return html`<a role="button" href="${pageOf(projectId)}/${key.id}/deactivate">${title}</a>`;
}
