import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';
import { HOUR_MS } from './clock.ts';
import { type Fragment, html, type Markup } from './html.ts';
import { isLanguage, type Language } from './language.ts';
import type { PageVariant } from './listing.ts';
import type { Masking } from './masking.ts';
import { htmlPage, type Reply, seeOther } from './reply.ts';
import { cookie, form, type SimulatorRequest } from './request.ts';
import type { Handler, Router } from './router.ts';

/** Somebody who may sign in. The password is made up and only ever compared. */
export interface Account {
  readonly userName: string;
  readonly password: string;
  readonly displayName: string;
  readonly role: 'owner' | 'admin' | 'member';
}

/** What is shown once after something was created, and never again. */
export interface Notice {
  readonly title: string;
  readonly value: string;
}

export interface Session {
  readonly account: Account;
  notice: Notice | null;
  endsAtMs: number;
}

/** Switches of every dashboard; tests set them, no visitor can. */
export interface PageSwitches {
  language: Language;
  variant: PageVariant;
  masking: Masking;
}

export type SignedInHandler = (request: SimulatorRequest, session: Session) => Reply | Promise<Reply>;

const COOKIE = 'session';
const LANGUAGE_COOKIE = 'language';
const SESSION_MS = 8 * HOUR_MS;
const SHOWN_ONCE = {
  en: 'Copy it now. It will not be shown again.',
  de: 'Jetzt kopieren. Er wird nicht mehr angezeigt.',
};

const WORDS = {
  en: {
    signIn: 'Sign in',
    userName: 'User name',
    password: 'Password',
    wrong: 'Wrong user name or password.',
    out: 'Sign out',
  },
  de: {
    signIn: 'Anmelden',
    userName: 'Benutzername',
    password: 'Passwort',
    wrong: 'Benutzername oder Passwort ist falsch.',
    out: 'Abmelden',
  },
} as const;

/** Sign-in, sessions, languages and the frame around every page of one provider's dashboard. */
export class Dashboard {
  readonly accounts: Account[];
  readonly page: PageSwitches = { language: 'en', variant: 'documented', masking: 'bullets' };
  /** How long a session lasts without being renewed; changes hold for new ones. */
  sessionMs = SESSION_MS;
  readonly #brand: string;
  readonly #home: string;
  readonly #nav: readonly { readonly path: string; readonly title: string }[];
  readonly #now: Clock;
  readonly #sessions = new Map<string, Session>();

  constructor(options: {
    readonly brand: string;
    /** Where signing in leads without another wish: the page with the keys. */
    readonly home: string;
    readonly nav: readonly { readonly path: string; readonly title: string }[];
    readonly accounts: readonly Account[];
    readonly now: Clock;
  }) {
    this.#brand = options.brand;
    this.#home = options.home;
    this.#nav = options.nav;
    this.accounts = [...options.accounts];
    this.#now = options.now;
  }

  /** Ends everybody's session, from the provider's side. */
  endSessions(): void {
    this.#sessions.clear();
  }

  /** Adds the pages for signing in and out and for the language. */
  addTo(router: Router): void {
    router
      .on('GET', '/', () => seeOther(this.#home))
      .on('GET', '/sign-in', (request) => this.#signInPage(request, null))
      .on('POST', '/sign-in', (request) => this.#signIn(request))
      .on('POST', '/sign-out', (request) => {
        this.#sessions.delete(cookie(request, COOKIE) ?? '');
        return seeOther('/sign-in', { 'set-cookie': `${COOKIE}=; Path=/; Max-Age=0` });
      })
      .on('GET', '/language/:language', (request) => {
        const language = request.params['language'] ?? '';
        return seeOther(
          this.#home,
          isLanguage(language) ? { 'set-cookie': `${LANGUAGE_COOKIE}=${language}; Path=/` } : {},
        );
      });
  }

  /** Only for those who are signed in; everybody else is sent to the sign-in page and comes back afterwards. */
  signedIn(handler: SignedInHandler): Handler {
    return (request) => {
      const id = cookie(request, COOKIE) ?? '';
      const session = this.#sessions.get(id);
      if (session === undefined || session.endsAtMs <= this.#now() || request.sessionExpired) {
        this.#sessions.delete(id);
        const next = request.method === 'GET' ? `${request.url.pathname}${request.url.search}` : this.#home;
        return seeOther(`/sign-in?next=${encodeURIComponent(next)}`);
      }
      return handler(request, session);
    };
  }

  languageOf(request: SimulatorRequest): Language {
    const chosen = cookie(request, LANGUAGE_COOKIE);
    return isLanguage(chosen) ? chosen : this.page.language;
  }

  /** A page in the dashboard's frame, with what is shown once at its top. */
  show(request: SimulatorRequest, session: Session, title: string, content: Fragment, status = 200): Reply {
    const language = this.languageOf(request);
    const notice = session.notice;
    session.notice = null;
    return htmlPage(
      layout(
        language,
        `${title} · ${this.#brand}`,
        html`<header><strong>${this.#brand}</strong>
<nav>${this.#nav.map((item) => html`<a href="${item.path}">${item.title}</a>`)}</nav>
<form method="post" action="/sign-out"><span>${session.account.displayName}</span> <button>${WORDS[language].out}</button></form></header>
<main><h1>${title}</h1>
${
  notice === null
    ? null
    : html`<section class="once" role="status"><h2>${notice.title}</h2><code id="new-value">${notice.value}</code>
<p>${SHOWN_ONCE[language]}</p></section>`
}
${content}</main>`,
      ),
      { status, headers: { 'cache-control': 'no-store' } },
    );
  }

  #signInPage(request: SimulatorRequest, error: string | null): Reply {
    const words = WORDS[this.languageOf(request)];
    const next = request.url.searchParams.get('next') ?? '';
    return htmlPage(
      layout(
        this.languageOf(request),
        `${words.signIn} · ${this.#brand}`,
        html`<main class="narrow"><h1>${this.#brand}</h1>
<form method="post" action="/sign-in?next=${encodeURIComponent(next)}">
<label>${words.userName} <input name="username" autocomplete="username" required></label>
<label>${words.password} <input name="password" type="password" autocomplete="current-password" required></label>
${error === null ? null : html`<p role="alert">${error}</p>`}
<button>${words.signIn}</button></form></main>`,
      ),
      { status: error === null ? 200 : 401 },
    );
  }

  #signIn(request: SimulatorRequest): Reply {
    const account = this.accountOf(form(request).get('username'), form(request).get('password'));
    if (account === null) return this.#signInPage(request, WORDS[this.languageOf(request)].wrong);
    const id = randomBytes(24).toString('base64url');
    this.#sessions.set(id, { account, notice: null, endsAtMs: this.#now() + this.sessionMs });
    const next = request.url.searchParams.get('next') ?? '';
    return seeOther(/^\/(?!\/)/.test(next) ? next : this.#home, {
      'set-cookie': `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`,
    });
  }

  accountOf(userName: unknown, password: unknown): Account | null {
    return this.accounts.find((account) => account.userName === userName && account.password === password) ?? null;
  }
}

/** A page that asks before something happens; `extra` are more fields of its form. */
export function confirmation(question: string, action: string, button: string, extra: Markup | null = null): Markup {
  return html`<section role="dialog" aria-label="${question}"><p>${question}</p>
<form method="post" action="${action}">${extra}<button class="danger">${button}</button></form></section>`;
}

function layout(language: Language, title: string, body: Markup): Markup {
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fafafa; }
header { display: flex; gap: 2rem; align-items: center; padding: .6rem 1.5rem; background: #fff; border-bottom: 1px solid #ddd; }
header nav { display: flex; gap: 1rem; flex: 1; }
main { padding: 1rem 1.5rem; max-width: 70rem; }
main.narrow { max-width: 20rem; margin: 10vh auto; }
label { display: block; margin: .6rem 0; }
table { border-collapse: collapse; width: 100%; background: #fff; }
th, td, .grid-row > * { padding: .5rem .7rem; text-align: left; border-bottom: 1px solid #e5e5e5; }
.grid-row { display: grid; grid-auto-columns: minmax(0, 1fr); grid-auto-flow: column; background: #fff; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: 1rem; padding: 0; list-style: none; }
.card { padding: .8rem 1rem; background: #fff; border: 1px solid #ddd; border-radius: 8px; overflow-wrap: anywhere; }
.card dt { flex: none; color: #555; }
.card h3 { margin: 0; } .card dl { margin: .4rem 0 0; } .card dl div { display: flex; gap: .5rem; } .card dd { margin: 0; }
.once { padding: .6rem 1rem; background: #fff7d6; border: 1px solid #e0c95a; }
.bar { display: flex; justify-content: space-between; align-items: center; margin: .8rem 0; }
td form, dd form, [role=gridcell] form { display: inline; }
</style></head><body>${body}</body></html>`;
}
