import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Completeness } from '#shared/domain/completeness.ts';
import { readExtent } from './read-extent.ts';
import { captureTexts, listing } from './testing/capture-text.ts';

const kindOf = (...texts: string[]): Completeness['kind'] => captureTexts(texts).completeness.kind;

const row = (number: number) =>
  `<tr><td>p${number}</td><td>nrx_K${number}7d••••9x${number}z</td><td>2026-04-0${number}</td></tr>`;
/** A page with the first rows of a list, and what stands under it. */
const page = (rows: number, under: string, from = 1) =>
  `<!doctype html><html><body><h1>API keys</h1><table><thead><tr><th>Name</th><th>Key</th><th>Created</th></tr></thead><tbody>${Array.from({ length: rows }, (_, index) => row(index + from)).join('')}</tbody></table>${under}</body></html>`;

describe('what is said of a list', () => {
  it('of the cases: a part is a part, and nothing is known where nothing tells', () => {
    expect(kindOf(listing('oa-p1.json'))).toBe('partial');
    expect(kindOf(listing('cf-p1.json'))).toBe('partial');
    expect(kindOf(listing('pg-p1.html'))).toBe('partial');
    expect(kindOf(listing('pg-p1b.html'))).toBe('partial');
    expect(kindOf(listing('anthropic-keys.json'))).toBe('partial');
    expect(kindOf(listing('pg-full.html'))).toBe('complete');
    // That none follow does not say that none come before.
    expect(kindOf(listing('oa-full.json'))).toBe('unknown');
    expect(kindOf(listing('gitlab-pats.json'))).toBe('unknown');
    expect(captureTexts([listing('pg-p1.html')]).completeness.evidence).toEqual(['It says “1–2 of 5”; 2 were read.']);
  });

  it.each([
    ['1–2 of 5', 5],
    ['1 - 2 / 5', 5],
    ['Showing 1 to 2 of 5 entries', 5],
    ['Showing <b>1</b> to <b>2</b> of <b>5</b> results', 5],
    ['Showing 2 of 5 keys', 5],
    ['Displaying items 1-2 of 1,005', 1005],
    ['5 results', 5],
    ['Total: 5', 5],
    ['Total 5 items', 5],
    ['1–2 von 5', 5],
    ['Zeige 1 bis 2 von 5 Einträgen', 5],
    ['Affichage de 1 à 2 sur 5 éléments', 5],
    ['Mostrando 1 a 2 de 5 registros', 5],
    ['Mostrando 1 até 2 de 5 registros', 5],
    ['Visualizzati 1 - 2 di 5 elementi', 5],
    ['1 tot 2 van 5 resultaten', 5],
    ['Wyświetlanie 1 do 2 z 5 wpisów', 5],
    ['全 5 件中 1～2 件', 5],
    ['5件中1～2件を表示', 5],
    ['共 5 条', 5],
    ['总共 5 条 1-2', 5],
    ['총 5개', 5],
    ['١–٢ من ٥', 5],
  ])('“%s” says that there are %i', (text, total) => {
    expect(readExtent(text.replace(/<\/?b>/g, ''))?.total).toBe(total);
    if (total !== 5) return;
    expect(kindOf(page(2, `<div class="foot"><span>${text}</span></div>`))).toBe('partial');
  });

  it.each([
    'Page 1 of 3',
    'Seite 1 von 3',
    'Página 1 de 3',
    'Pagina 1 di 3',
    'Strona 1 z 3',
    'Page 1/3',
    'صفحة ١ من ٣',
  ])('“%s” says that there are three pages', (text) => {
    expect(readExtent(text)).toMatchObject({ page: 1, pages: 3 });
    expect(kindOf(page(2, `<p>${text}</p>`))).toBe('partial');
  });

  it.each([
    '0 of 2 row(s) selected.',
    '2 of 5 keys used',
    'You have used 2 of 10 tokens',
    'Plan limit: 5 keys',
    '10 per page',
    '3 of 4 steps',
    '4.5 of 5',
    '2026-04-01',
    '50 %',
  ])('“%s” counts something else', (text) => {
    expect(readExtent(text)).toBeNull();
    expect(kindOf(page(2, `<p>${text}</p>`))).toBe('unknown');
  });

  it.each([
    ['numbers', '<nav><a href="?1" aria-current="page">1</a><a href="?2">2</a><a href="?3">3</a></nav>'],
    [
      'numbers of which the first is no link',
      '<ul class="pages"><li>1</li><li><a href="?2">2</a></li><li><a href="?3">3</a></li></ul>',
    ],
    ['numbers with a gap', '<div><button>1</button><button>2</button><span>…</span><button>9</button></div>'],
    ['a next page', '<a rel="next" href="?2">›</a>'],
    ['a button for more', '<button>Load more</button>'],
    ['a button for more in German', '<button>Mehr anzeigen</button>'],
    ['a button for more in Japanese', '<button>もっと見る</button>'],
  ])('%s lead on', (_, under) => {
    expect(kindOf(page(2, under))).toBe('partial');
  });

  it.each([
    ['how many rows a page has', '<div><button>10</button><button>25</button><button>50</button></div>'],
    ['no next page', '<nav><button>Previous</button><button disabled>Next</button></nav>'],
    ['a single page', '<nav><a href="?1">1</a></nav>'],
  ])('%s do not', (_, under) => {
    expect(kindOf(page(2, under))).toBe('unknown');
  });

  it('counts over all pages that are given', () => {
    const pages = [page(2, '<p>1–2 of 5</p>'), page(2, '<p>3–4 of 5</p>', 3), page(1, '<p>5–5 of 5</p>', 5)] as const;
    expect(kindOf(...pages)).toBe('complete');
    expect(kindOf(pages[0], pages[2])).toBe('partial');
    expect(kindOf(pages[0], pages[0], pages[0])).toBe('partial');
    const numbered = [1, 2, 3].map((number) => page(1, `<p>Page ${number} of 3</p>`, number));
    expect(kindOf(...numbered)).toBe('unknown');
    expect(kindOf(...numbered.slice(0, 2))).toBe('partial');
  });

  it.each([
    ['{"has_more":true}', 'partial'],
    ['{"hasNextPage":true}', 'partial'],
    ['{"next_page_token":"abc"}', 'partial'],
    ['{"nextPageToken":""}', 'unknown'],
    ['{"links":{"next":"https://api.example.test/keys?page=2"}}', 'partial'],
    ['{"links":{"next":null}}', 'unknown'],
    ['{"meta":{"pagination":{"total":5,"total_pages":3}}}', 'partial'],
    ['{"total_pages":1,"page":1}', 'unknown'],
    ['{"total_pages":2,"page":2}', 'partial'],
    ['{"total_count":2}', 'complete'],
    ['{"totalItems":3}', 'partial'],
    ['{"count":2,"next":null,"previous":null}', 'complete'],
    ['{"count":9,"next":"https://api.example.test/keys?page=2","previous":null}', 'partial'],
    ['{"@odata.nextLink":"https://graph.example.test/keys?$skip=2"}', 'partial'],
    ['{"IsTruncated":false}', 'unknown'],
    ['{}', 'unknown'],
  ])('of an answer with %s', (around, kind) => {
    const data = [1, 2].map((number) => ({ id: `key_${number}`, name: `k${number}`, created_at: 1_735_689_601 }));
    expect(kindOf(JSON.stringify({ ...(JSON.parse(around) as object), data }))).toBe(kind);
  });

  it('of the head of an answer', () => {
    const body = '[{"id":1,"name":"a","created_at":"2026-01-01T00:00:00Z"}]';
    const head = (lines: string) => `HTTP/2 200\r\ncontent-type: application/json\r\n${lines}\r\n\r\n${body}`;
    expect(kindOf(head('link: <https://gitlab.example.test/api/v4/x?page=2>; rel="next"'))).toBe('partial');
    expect(kindOf(head('x-page: 1\r\nx-next-page: 2\r\nx-total-pages: 2'))).toBe('partial');
    expect(kindOf(head('x-page: 1\r\nx-next-page: \r\nx-total-pages: 1\r\nx-total: 1'))).toBe('complete');
    expect(kindOf(head('x-page: 1\r\nx-next-page: \r\nx-total-pages: 1'))).toBe('unknown');
    expect(kindOf(head('server: nginx'))).toBe('unknown');
  });

  it('of a table in which the last row ends early, or a quote never does', () => {
    expect(kindOf('Name,Key,Created\na,nrx_Ks7d…9xYz,2026-01-01\nb,nrx_Ab')).toBe('partial');
    expect(kindOf('Name,Key,Created\na,nrx_Ks7d…9xYz,"2026-01')).toBe('partial');
  });
});

/** Whole listings of each form that say how many keys there are. */
const WHOLE: Readonly<Record<string, { text: string; rows: readonly string[] }>> = {
  ...Object.fromEntries(
    [
      ['under a page', page(5, '<div>1–5 of 5</div>')],
      ['over a page', page(5, '').replace('<table>', '<p>5 results</p><table>')],
      ['in the heading', page(5, '').replace('API keys', 'API keys (5)')],
      ['by pages and rows', page(5, '<p>Page 1 of 1</p><p>Total: 5</p>')],
      ['in the table', page(5, '').replace('<table>', '<table aria-rowcount="6">')],
    ].map(([name = '', text = '']) => [name, { text, rows: [1, 2, 3, 4, 5].map(row) }]),
  ),
  ...Object.fromEntries(
    [
      ['result_info', { result_info: { page: 1, total_count: 5, total_pages: 1 } }],
      ['total', { meta: { total: 5 } }],
      ['has_more', { has_more: false }],
    ].map(([name, around]) => {
      const items = [1, 2, 3, 4, 5].map((number) =>
        JSON.stringify({ id: `key_${number}`, name: `k${number}`, status: 'active' }),
      );
      const text = JSON.stringify({ ...(around as object), data: '@' }).replace('"@"', `[${items.join(',')}]`);
      return [name as string, { text, rows: items }];
    }),
  ),
  csv: {
    text: `Name,Key,Created\n${[1, 2, 3, 4, 5].map((n) => `p${n},nrx_K${n}7d…9x${n}z,2026-04-0${n}\n`).join('')}`,
    rows: [1, 2, 3, 4, 5].map((n) => `p${n},nrx_K${n}7d…9x${n}z,2026-04-0${n}\n`),
  },
};

describe('a listing that was cut', () => {
  const namesOf = (text: string): Set<string> => new Set(captureTexts([text]).drafts.map(({ name }) => name));
  /** Null where the text cannot be read at all. */
  const seen = (text: string) => {
    try {
      return captureTexts([text]);
    } catch {
      return null;
    }
  };
  const isWholeOrNotComplete = (whole: string, cut: string): void => {
    const captured = seen(cut);
    if (captured?.completeness.kind !== 'complete') return;
    const names = new Set(captured.drafts.map(({ name }) => name));
    expect([...namesOf(whole)].filter((name) => !names.has(name))).toEqual([]);
  };

  it('by rows is never complete', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(WHOLE)),
        fc.subarray([0, 1, 2, 3, 4], { minLength: 1, maxLength: 5 }),
        (name, gone) => {
          const { text, rows } = WHOLE[name] ?? { text: '', rows: [] };
          let cut = text;
          for (const index of gone) {
            const one = rows[index] ?? '';
            cut = cut.includes(`${one},`) ? cut.replace(`${one},`, '') : cut.replace(`,${one}`, '').replace(one, '');
          }
          expect(cut).not.toBe(text);
          const captured = seen(cut);
          if (captured !== null) expect(captured.completeness.kind).not.toBe('complete');
        },
      ),
      { numRuns: 150 },
    );
  });

  it('anywhere is complete only with every key in it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(WHOLE)), fc.nat(), (name, at) => {
        const { text } = WHOLE[name] ?? { text: '' };
        isWholeOrNotComplete(text, text.slice(0, at % text.length));
      }),
      { numRuns: 300 },
    );
  });
});
