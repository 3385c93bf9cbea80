import { confirmation } from '../frame/dashboard.ts';
import { html, type Markup } from '../frame/html.ts';
import { isoDay, type Language, longDate, type Words } from '../frame/language.ts';
import { type Listing, varied } from '../frame/listing.ts';
import { tableOf, tableRow } from '../frame/listing-markup.ts';
import { mask } from '../frame/masking.ts';
import { htmlPage, seeOther, text } from '../frame/reply.ts';
import { form, param, queryNumber } from '../frame/request.ts';
import type { Router } from '../frame/router.ts';
import type { NativeMessage } from './nativemessage.ts';

const HOME = '/settings/api-keys';
const ROWS_AT_ONCE = 20;
const VISIBLE_CHARS = 13;

const WORDS: Words<
  | 'title'
  | 'name'
  | 'key'
  | 'createdBy'
  | 'created'
  | 'actions'
  | 'generate'
  | 'revoke'
  | 'empty'
  | 'sure'
  | 'new'
  | 'more'
> = {
  en: {
    title: 'API Keys',
    name: 'Name',
    key: 'Key',
    createdBy: 'Created by',
    created: 'Created',
    actions: 'Actions',
    generate: 'Generate New Key',
    revoke: 'Revoke',
    empty: 'You have no API keys.',
    sure: 'This key stops working at once. Revoke it?',
    new: 'Copy and securely store the key',
    more: 'Load more',
  },
  de: {
    title: 'API-Schlüssel',
    name: 'Bezeichnung',
    key: 'Schlüssel',
    createdBy: 'Erstellt von',
    created: 'Erstellt am',
    actions: 'Aktionen',
    generate: 'Neuen Schlüssel erzeugen',
    revoke: 'Widerrufen',
    empty: 'Sie haben keine API-Schlüssel.',
    sure: 'Dieser Schlüssel funktioniert dann nicht mehr. Widerrufen?',
    new: 'Schlüssel kopieren und sicher ablegen',
    more: 'Mehr laden',
  },
};

/**
 * The keys of NativeMessage's dashboard: a table to which scrolling, or a button, adds rows. The document names the page,
 * the button and that a key is shown once, and no columns: these are the simulator's.
 */
export function addNativeMessagePages(router: Router, state: NativeMessage): void {
  const { dashboard } = state;
  router
    .on(
      'GET',
      HOME,
      dashboard.signedIn((request, session) => {
        const language = dashboard.languageOf(request);
        const words = WORDS[language];
        const lists = varied(listing(state, language, 0), dashboard.page.variant);
        const more = state.keys.length > ROWS_AT_ONCE || request.endlessPages;
        return dashboard.show(
          request,
          session,
          words.title,
          html`<div class="bar"><span></span><a role="button" href="${HOME}/new">${words.generate}</a></div>
${lists.map(tableOf)}${more ? loadMore(words.more) : null}`,
        );
      }),
    )
    .on(
      'GET',
      `${HOME}/rows`,
      dashboard.signedIn((request) => {
        const from = queryNumber(request, 'from', 0, 0, Number.MAX_SAFE_INTEGER);
        const { columns, rows } = listing(state, dashboard.languageOf(request), request.endlessPages ? 0 : from);
        const more = request.endlessPages || from + ROWS_AT_ONCE < state.keys.length;
        return htmlPage(html`${rows.map((row) => tableRow(columns, row))}`, { headers: { 'x-more': String(more) } });
      }),
    )
    .on(
      'GET',
      `${HOME}/new`,
      dashboard.signedIn((request, session) => {
        const words = WORDS[dashboard.languageOf(request)];
        const field = html`<label>${words.name} <input name="name" required></label>`;
        return dashboard.show(request, session, words.title, confirmation(words.generate, HOME, words.generate, field));
      }),
    )
    .on(
      'POST',
      HOME,
      dashboard.signedIn((request, session) => {
        const name = form(request).get('name')?.trim() ?? '';
        if (name === '') return text('A name is needed', { status: 422 });
        const key = state.create(name, session.account.userName);
        session.notice = { title: WORDS[dashboard.languageOf(request)].new, value: key.value };
        return seeOther(HOME);
      }),
    )
    .on(
      'GET',
      `${HOME}/:id/revoke`,
      dashboard.signedIn((request, session) => {
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
      dashboard.signedIn((request) =>
        state.revoke(param(request, 'id')) ? seeOther(HOME) : text('No such key', { status: 404 }),
      ),
    );
}

/** A button that also presses itself when it is scrolled into view. */
function loadMore(title: string): Markup {
  return html`<button id="more" type="button">${title}</button>
<script>
const button = document.getElementById('more');
let loading = false;
async function load() {
  if (loading) return;
  loading = true;
  const body = document.querySelector('table:last-of-type tbody');
  const reply = await fetch('${HOME}/rows?from=' + body.rows.length);
  if (!reply.ok || reply.redirected) { location.reload(); return; }
  body.insertAdjacentHTML('beforeend', await reply.text());
  if (reply.headers.get('x-more') !== 'true') button.remove();
  loading = false;
}
button.addEventListener('click', load);
new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) load(); }).observe(button);
</script>`;
}

function listing(state: NativeMessage, language: Language, from: number): Listing {
  const words = WORDS[language];
  return {
    label: words.title,
    columns: (['name', 'key', 'createdBy', 'created', 'actions'] as const).map((id) => ({ id, title: words[id] })),
    rows: state.keys.slice(from, from + ROWS_AT_ONCE).map((key) => ({
      id: key.id,
      cells: {
        name: key.name,
        key: html`<code>${mask(key.value, state.dashboard.page.masking, VISIBLE_CHARS, 0)}</code>`,
        createdBy:
          state.dashboard.accounts.find(({ userName }) => userName === key.createdBy)?.displayName ?? key.createdBy,
        created: html`<time datetime="${isoDay(key.createdAtMs)}">${longDate(key.createdAtMs, language)}</time>`,
        actions: html`<a role="button" href="${HOME}/${key.id}/revoke">${words.revoke}</a>`,
      },
    })),
    emptyText: words.empty,
  };
}
