import { describe, expect, it } from 'vitest';
import type { CapturedPages } from './captured-pages.ts';
import { capturePages } from './captured-pages.ts';
import { readFile } from './read-file.ts';
import { readStatus } from './read-status.ts';
import { captureTexts, dayOf, listing, NOW } from './testing/capture-text.ts';

/** Written by somebody who did not write the readers, after pages, pagers and answers of real providers and libraries. */

const row = (n: number) => `<tr><td>p${n}</td><td>nrx_K${n}7d••••9x${n}z</td><td>2026-04-0${n}</td></tr>`;
const table = (count: number, from = 1, attributes = '') =>
  `<table${attributes}><thead><tr><th>Name</th><th>Key</th><th>Created</th></tr></thead><tbody>${Array.from({ length: count }, (_, index) => row(index + from)).join('')}</tbody></table>`;
const page = (count: number, around: { over?: string; under?: string; from?: number; attributes?: string }) =>
  `<!doctype html><html><body><h1>API keys</h1>${around.over ?? ''}${table(count, around.from, around.attributes)}${around.under ?? ''}</body></html>`;
const json = (rest: object, count = 2) =>
  JSON.stringify({
    ...rest,
    data: Array.from({ length: count }, (_, n) => ({ id: `key_${n}`, name: `k${n}`, created_at: 1_735_689_601 })),
  });
const kindOf = (...texts: string[]) => captureTexts(texts).completeness.kind;

describe('a page that shows less than it counts is never whole', () => {
  it.each([
    ['DataTables', 'Showing 1 to 3 of 3 entries (filtered from 57 total entries)'],
    ['DataTables in German', '1 bis 3 von 3 Einträgen (gefiltert von 57 Einträgen)'],
    ['DataTables in French', 'Affichage de 1 à 3 sur 3 entrées (filtrées depuis un total de 57 entrées)'],
    ['DataTables in Spanish', 'Mostrando 1 a 3 de 3 registros (filtrado de un total de 57 registros)'],
    ['DataTables in Italian', 'Vista da 1 a 3 di 3 elementi (filtrati da 57 elementi totali)'],
    ['DataTables in Dutch', '1 tot 3 van 3 resultaten (gefilterd uit 57 resultaten)'],
    ['DataTables in Chinese', '显示第 1 至 3 项结果，共 3 项 (由 57 项结果过滤)'],
    ['Rails', 'Displaying tokens 1 - 3 of 57 in total'],
    ['Rails in German', 'Zeige Tokens 1 - 3 von insgesamt 57'],
    ['Rails in Japanese', '1-3/57件中'],
    ['Ant Design in Chinese', '第 1-3 条/总共 57 条'],
    ['pages in Chinese', '第 1 页 共 3 页'],
    ['pages in Chinese with a slash', '第1页/共3页'],
    ['Korean', '1-3 / 총 57개'],
    ['a pager on one line', 'Rows per page: 10 1–3 of 57'],
    ['German', '1-3 von 57'],
    ['at least one more', '1–3 of 3+'],
  ])('%s: %s', (_, text) => {
    expect(kindOf(page(3, { under: `<div class="info"><span>${text}</span></div>` }))).toBe('partial');
  });

  it.each([
    ['a search that is named', "<p>3 results for 'prod'</p>"],
    ['a search field', '<input type="search" placeholder="Search" value="prod">'],
    ['a field to filter by', '<input type="text" placeholder="Filter keys" value="prod">'],
    ['a field to filter by in German', '<input aria-label="Schlüssel suchen" value="prod">'],
    ['a button that clears filters', '<button>Clear filters</button>'],
    [
      'a filter that can be taken off',
      '<span>Status <button aria-label="Remove filter Status: Active">×</button></span>',
    ],
    ['how many filters are set', '<button>Filters (2)</button>'],
    ['a tab', '<div role="tablist"><div role="tab" aria-selected="true">Active</div><div role="tab">All</div></div>'],
    ['a tab with a number', '<div role="tablist"><button role="tab" aria-selected="true">Active (3)</button></div>'],
    ['tabs of Bootstrap', '<ul class="nav"><li class="active"><a>Production</a></li><li><a>Staging</a></li></ul>'],
    ['a switch', '<button aria-pressed="true">Test mode</button>'],
    ['a choice', '<select><option>All</option><option selected>Active</option></select>'],
    ['whose keys', '<nav><a class="tab active">My keys</a><a class="tab">All keys</a></nav>'],
    ['what can be shown', '<button>Show 2 revoked keys</button>'],
    ['what can be shown elsewhere', '<a href="/keys">View all</a>'],
  ])('%s', (_, over) => {
    const whole = { under: '<p>1–3 of 3</p>' };
    expect(kindOf(page(3, whole))).toBe('complete');
    expect(kindOf(page(3, { ...whole, over }))).toBe('unknown');
  });

  it.each([
    ['an empty search field', '<input type="search" placeholder="Search" value="">'],
    ['a button to filter by', '<button>Filter</button><button>Search</button>'],
    ['a tab of everything', '<div role="tablist"><button role="tab" aria-selected="true">All (3)</button></div>'],
    ['a tab of another thing', '<ul><li class="active"><a>API keys</a></li><li><a>Billing</a></li></ul>'],
    ['a form', '<form><label>Name <input type="text" name="name" value="prod"></label></form>'],
    ['a choice of how many', '<select><option selected>25</option><option>50</option></select>'],
  ])('but %s narrows nothing', (_, over) => {
    expect(kindOf(page(3, { over, under: '<p>1–3 of 3</p>' }))).toBe('complete');
  });

  it('nor is one that still loads', () => {
    const empties = '<tr><td></td><td></td><td></td></tr>'.repeat(3);
    expect(kindOf(page(2, { under: '<p>5 keys</p>' }).replace('</tbody>', `${empties}</tbody>`))).toBe('partial');
    expect(kindOf(page(3, { under: '<p>3 keys</p>', attributes: ' aria-busy="true"' }))).toBe('unknown');
    for (const none of ['0–0 of 0', 'Showing 0 to 0 of 0 entries', '0 results', '0 keys'])
      expect(kindOf(page(0, { under: `<p>${none}</p>` }))).toBe('unknown');
  });

  it('nor are rows of another page, or the same page twice', () => {
    const renamed = page(2, { under: '<p>1–2 of 4</p>' }).replace(/p([12])</g, 'q$1<');
    expect(kindOf(page(2, { under: '<p>1–2 of 4</p>' }), renamed)).toBe('partial');
    expect(kindOf(page(2, { under: '<p>3–4 of 4</p>', from: 3 }), page(2, { under: '<p>3–4 of 4</p>' }))).toBe(
      'partial',
    );
    const two = (under: string) =>
      `<h2>Publishable keys</h2>${table(2)}<p>${under}</p><h2>Secret keys</h2>${table(2, 5)}<p>${under}</p>`;
    expect(kindOf(two('1–2 of 4'), two('1–2 of 4'))).toBe('partial');
    expect(kindOf(two('1–2 of 2'))).toBe('complete');
    expect(kindOf(two('1–2 of 2').replace('1–2 of 2', ''))).not.toBe('complete');
  });

  it('nor does what is said under another heading count, or of another list', () => {
    expect(kindOf(page(3, { under: '<h2>Team</h2><p>3 results</p>' }))).toBe('unknown');
    expect(kindOf(`<h2>Invoices</h2><p>3 items</p>${page(3, {})}`)).toBe('unknown');
    const beside = `<h2>Live keys</h2>${table(2)}<h2>Test keys</h2><p>2 keys</p>${table(2, 5)}<p>2 keys</p>`;
    expect(kindOf(beside)).not.toBe('complete');
  });

  it('nor is one of which a person left out a list of keys', () => {
    const text = `<h2>Live keys</h2>${table(2)}<p>1–2 of 2</p><h2>Test keys</h2>${table(2, 5)}<p>1–2 of 2</p>`;
    const read = readFile(text);
    if (!read.ok) throw new Error(read.error.message);
    const pages = [{ reading: read.value, readAt: NOW }];
    const [, second] = capturePages(pages, {}).lists;
    const without = capturePages(pages, {}, new Map([[second?.mark ?? '', { included: false }]]));
    expect([without.drafts.length, without.completeness.kind]).toEqual([2, 'unknown']);
  });

  it.each([
    ['Bootstrap', '<ul><li class="page-item active"><a>1</a></li><li class="page-item disabled"><a>Next</a></li></ul>'],
    ['DataTables 1', '<a class="paginate_button current">1</a><a class="paginate_button next disabled">Next</a>'],
    [
      'Ant Design',
      '<ul><li class="ant-pagination-item-active"><a>1</a></li><li title="Next Page" aria-disabled="true"><button disabled></button></li></ul>',
    ],
    ['Rails with one page', ''],
  ])('but a pager of %s at its end leads nowhere', (_, pager) => {
    const said = pager === '' ? 'Displaying <b>all 3</b> tokens' : '1–3 of 3';
    expect(kindOf(page(3, { under: `<p>${said}</p>${pager}` }))).toBe('complete');
  });
});

describe('an answer that holds less than it counts is never whole', () => {
  it.each([
    ['HAL', { _links: { next: { href: 'https://api.example.test/keys?page=2' } }, page: { totalElements: 2 } }],
    ['HubSpot', { total: 2, paging: { next: { after: 'MTA' } } }],
    ['Intercom', { total_count: 2, pages: { next: { page: 2, starting_after: 'x' } } }],
    ['Spring', { last: false, totalElements: 2 }],
    ['Atlassian', { isLast: false, total: 2, startAt: 0 }],
    ['the second page by its offset', { offset: 2, limit: 2, total: 2 }],
    ['SCIM', { startIndex: 3, itemsPerPage: 2, totalResults: 4 }],
    ['another list beside it', { total: 2, invitations: { has_more: true } }],
  ])('%s', (_, rest) => {
    expect(kindOf(json(rest))).toBe('partial');
  });

  it.each([
    ['Vercel’s last page', { pagination: { count: 2, next: null, prev: 1_540_095_775_951 } }],
    ['a count of this page', { count: 2 }],
    ['how many members a project has', { project: { members: { total: 2 } } }],
    ['how much is used', { usage: { total: 2 }, limits: { total: 2 } }],
    ['a filter', { total: 2, filter: { status: 'active' } }],
    ['a query', { total: 2, meta: { query: 'prod' } }],
    ['an end without a beginning', { next: null, previous: 'https://api.example.test/keys?page=1' }],
  ])('%s', (_, rest) => {
    expect(kindOf(json(rest))).toBe('unknown');
  });

  it.each([
    ['neither before nor after', { count: 2, next: null, previous: null }],
    ['an empty filter', { total: 2, filter: {}, query: '' }],
    ['SCIM', { startIndex: 1, itemsPerPage: 2, totalResults: 2 }],
    ['GraphQL', { pageInfo: { hasNextPage: false, hasPreviousPage: false } }],
  ])('but with %s it is', (_, rest) => {
    expect(kindOf(json(rest))).toBe('complete');
  });

  it('pages by their offsets are the list where they leave nothing out', () => {
    const part = (offset: number, ids: number[]) =>
      JSON.stringify({
        offset,
        total: 4,
        data: ids.map((id) => ({ id: `key_${id}`, name: `k${id}`, status: 'active' })),
      });
    expect(kindOf(part(0, [1, 2]), part(2, [3, 4]))).toBe('complete');
    expect(kindOf(part(0, [1, 2]), part(0, [1, 2]))).toBe('partial');
    // One key twice is one key.
    expect(kindOf(JSON.stringify({ total: 2, data: [1, 1].map((id) => ({ id, name: 'a', status: 'active' })) }))).toBe(
      'partial',
    );
  });
});

describe('identifiers', () => {
  const ids = ({ drafts }: CapturedPages) => drafts.map(({ remoteId, name }) => remoteId ?? name);

  it('of AWS are whole in its text without titles', () => {
    const text =
      'ACCESSKEYMETADATA\tAKIAQYLPMN5HHHFPZAM2\t2026-01-05T10:00:00+00:00\tActive\talice\nACCESSKEYMETADATA\tAKIAR7QH2BVXK5CWEJDT\t2026-01-06T10:00:00+00:00\tInactive\tbob\n';
    expect(captureTexts([text]).drafts).toMatchObject([
      { remoteId: 'AKIAQYLPMN5HHHFPZAM2', status: 'active' },
      { remoteId: 'AKIAR7QH2BVXK5CWEJDT', status: 'deactivated' },
    ]);
  });

  it('of Google are whole in the names of its keys', () => {
    const name = (id: string) => `projects/shop/serviceAccounts/ci@shop.iam.gserviceaccount.com/keys/${id}`;
    const hex = ['3f9a1c7e55d84b02a6e1c0ffee1234563f9a1c7e', '3f9a9c7e55d84b02a6e1c0ffee1234563f9a1c7e'];
    const keys = hex.map((id) => ({ name: name(id), keyType: 'USER_MANAGED', validAfterTime: '2026-01-05T10:00:00Z' }));
    expect(ids(captureTexts([JSON.stringify(keys)]))).toEqual(hex.map(name));
  });

  it('that are names stay apart, on one page and over two', () => {
    const text = (...names: string[]) =>
      `Name,Key,Created\n${names.map((name) => `${name},••••,2026-01-01\n`).join('')}`;
    expect(ids(captureTexts([text('TerraformCloud2Production'), text('TerraformCloud3Production')]))).toEqual([
      'TerraformCloud2Production',
      'TerraformCloud3Production',
    ]);
    const made = ['vercel-marketplace-7f3a9c2b1d4e5f60', 'vercel-marketplace-9b1c9c2b1d4e5f60'];
    expect(new Set(ids(captureTexts(made.map((name) => text(name)))))).toEqual(
      new Set(['vercel-marketplace-7f3…', 'vercel-marketplace-9b1…']),
    );
  });
});

describe('a whole secret that a page shows once', () => {
  const SECRET = ['nrx', 'live', '9fA3bC7dE1f2G3h4J5k6L7m8N9p0'].join('_');
  const cell = (content: string) =>
    `<table><tr><th>Name<th>Key<th>Created<tr><td>a<td>${content}<td>2026-01-01</table>`;
  const chunks = (size: number) => SECRET.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];

  it.each([
    ['in a row', cell(`<code>${SECRET}</code>`)],
    [
      'in pieces',
      cell(
        chunks(14)
          .map((part) => `<span>${part}</span>`)
          .join(''),
      ),
    ],
    ['over several lines', cell(chunks(12).join('<br>'))],
    ['in groups', cell(chunks(6).join(' '))],
    ['with places to break', cell(chunks(8).join('<wbr>'))],
    ['with soft hyphens', cell(chunks(8).join('\u00ad'))],
    ['in a title', cell(`<span title="Key: ${SECRET}">nrx_••••N9p0</span>`)],
    ['in a label', cell(`nrx_••••N9p0 <button aria-label="Copy ${SECRET}">x</button>`)],
    ['in a heading', `<h2>Your new key: ${SECRET}</h2>${cell('nrx_••••N9p0')}`],
    ['beside the list', `<p>1 key ${SECRET}</p>${cell('nrx_••••N9p0')}`],
    ['in a chosen tab', `<a class="active">${SECRET}</a>${cell('nrx_••••N9p0')}`],
    ['in a search field', `<input type="search" placeholder="Search" value="${SECRET}">${cell('nrx_••••N9p0')}`],
    ['in a choice', `<select><option selected>${SECRET}</select>${cell('nrx_••••N9p0')}`],
    ['as an id', `<table><tr><th>Name<th>ID<th>Created<tr><td>a<td>${SECRET}<td>2026-01-01</table>`],
    [
      'as the id and the key',
      JSON.stringify([{ id: SECRET.slice(9), token: SECRET.slice(9), name: 'x', created_at: 1 }]),
    ],
    [
      'as a list’s name',
      JSON.stringify({ [SECRET]: [{ id: 1, name: 'a', created_at: 1 }], b: [{ id: 2, name: 'b' }] }),
    ],
    ['as where more is', json({ next: SECRET, next_page_token: SECRET })],
    ['as a filter', json({ filter: SECRET, query: { [SECRET]: SECRET } })],
    ['in what is no JSON', `{"key": "${SECRET}"`],
  ])('is read nowhere: %s', (_, text) => {
    const read = readFile(text);
    const captured = read.ok ? capturePages([{ reading: read.value, readAt: NOW }], {}) : null;
    const all = JSON.stringify([read, captured]).replace(/\\n|[ \u00ad]/g, '');
    for (const part of ['9fA3bC7dE1f2', 'E1f2G3h4J5k6', 'J5k6L7m8N9p0']) expect(all).not.toContain(part);
  });
});

describe('odd states and dates', () => {
  it.each([
    ['revoked_at', '0001-01-01T00:00:00Z', 'active'],
    ['revoked_at', '0000-00-00 00:00:00', 'active'],
    ['revoked_at', '1970-01-01T00:00:00Z', 'active'],
    ['revoked_at', '2027-03-01T00:00:00Z', 'active'],
    ['revoked_at', '1767225600', 'revoked'],
    ['deleted_at', 'null', 'active'],
    ['Revoked', 'Never', 'active'],
    ['Revoked', '—', 'active'],
    ['Active', 'N/A', 'unknown'],
  ])('%s: %s is %s', (title, value, status) => {
    const text = `Name,Key,Created,${title}\na,nrx_Ks7d••••9xYz,2026-01-01,${value}\n`;
    expect(captureTexts([text]).drafts).toMatchObject([{ name: 'a', status }]);
  });

  it.each([
    ['Revoked: no', 'unknown'],
    ['Disabled – no', 'unknown'],
    ['Inactive for 90 days', 'unknown'],
    ['Will be revoked on 2027-01-01', 'unknown'],
    ['Not revoked', 'unknown'],
    ['Revoke', 'unknown'],
    ['Inactive since revocation', 'deactivated'],
    ['Revoked: by Ada', 'revoked'],
  ])('“%s” is %s', (text, status) => {
    expect(readStatus(text).status).toBe(status);
  });

  it('that no calendar has stay text', () => {
    const text = 'Name,Key,Created\na,nrx_a…1234,2026-02-30\nb,nrx_b…2345,0000-00-00\nc,nrx_c…3456,13/13/2026\n';
    expect(captureTexts([text]).drafts.map(({ created }) => dayOf(created))).toEqual([
      '? 2026-02-30',
      '? 0000-00-00',
      '? 13/13/2026',
    ]);
  });
});

describe('huge and deep input ends', () => {
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

  it.each([
    ['an answer with something deep in it', `{"data":[{"id":1,"name":"a"}],"next":${deep(200_000)}}`],
    ['a deep answer', deep(200_000)],
    [
      'a saved page of blanks',
      `MIME-Version: 1.0\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n${' \t'.repeat(1_000_000)}x`,
    ],
    ['a page of open scripts', `<html>${'<script>'.repeat(100_000)}`],
    ['a cell of groups', `Name,Key\n${'ab1c '.repeat(200_000)},x\n`],
    ['a cell of words', `Name,Key\n${'Abc'.repeat(300_000)},x\n`],
    ['pagers without an end', `${'<p>1 - 2 - 3 of 1 111 111 1</p>'.repeat(5_000)}${page(2, {})}`],
  ])('%s', (_, text) => {
    // A quadratic reader would take hours for these.
    expect(readFile(text)).toHaveProperty('ok');
  });
});

describe('pages as they were saved', () => {
  it('Windows-1252 without a declaration, in German', () => {
    expect(captureTexts([listing('windows-1252.csv')]).drafts).toMatchObject([
      { name: 'Schlüssel für Öffnung', suffix: '9xYz', status: 'active' },
      { name: 'Büro', suffix: '2dEf', status: 'deactivated' },
    ]);
  });

  it('a pager from right to left', () => {
    const rtl = `<html dir="rtl" lang="ar"><body>${page(3, { under: '<div dir="rtl">عرض ١ إلى ٣ من ٥٧ عنصر</div>' })}`;
    expect(kindOf(rtl)).toBe('partial');
    const hebrew = page(3, { under: '<div>1-3 מתוך 57</div>' });
    expect(kindOf(hebrew)).toBe('partial');
  });
});
