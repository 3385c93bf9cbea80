import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_PAGES, BKEND, CARDS, DESCRIPTIONS, HIDDEN, LIST, SDKKEY, SIGN_IN, SPANS } from './fixtures/pages.ts';
import { cellText, type PageReading, type ReadLimits } from './page-table.ts';
import { readPage } from './read-page.ts';
import { documentOf, parsePage } from './saved-document.ts';

function read(html: string, limits: Partial<ReadLimits> = {}): PageReading {
  const parsed = parsePage(html);
  if (!parsed.ok) throw new Error(parsed.error.code);
  return readPage(parsed.value, limits);
}

const table = (rows: string): string => `<table><tr><th>Name</th><th>Key</th></tr>${rows}</table>`;

describe('readPage', () => {
  it('reads cards, with their labels as titles and what can be done with them', () => {
    const { tables } = read(CARDS);
    expect(tables).toMatchObject([
      {
        kind: 'cards',
        heading: 'Keys',
        columns: ['', '', 'Created', 'Last used'],
        rows: [
          ['my key', 'sk_••••1234', 'Sep 1, 2026', 'Never'],
          ['other', 'sk_••••5678', 'Sep 2, 2026', 'yesterday'],
        ],
        actions: [['Revoke'], ['Revoke']],
        more: 'load-more',
      },
    ]);
  });

  it('reads lists and knows of the next page', () => {
    expect(read(LIST).tables).toMatchObject([
      {
        kind: 'list',
        columns: ['', '', 'Created'],
        rows: [
          ['ci', 'tok_••••1234', 'Sep 1, 2026'],
          ['cd', 'tok_••••9999', 'Sep 3, 2026'],
        ],
        more: 'next-page',
      },
    ]);
  });

  it('reads description lists', () => {
    expect(read(DESCRIPTIONS).tables).toMatchObject([
      {
        columns: ['Name', 'Schlüssel', 'Läuft ab'],
        rows: [
          ['a', 'sk_••••aaaa', '01.09.2027'],
          ['b', 'sk_••••bbbb', 'nie'],
        ],
      },
    ]);
  });

  it('spreads cells over the rows and columns that they span', () => {
    expect(read(SPANS).tables).toMatchObject([
      {
        caption: 'Keys',
        columns: ['Name', 'Used First', 'Used Last'],
        rows: [
          ['a', '1', '2'],
          ['a', '3', '4'],
        ],
      },
    ]);
  });

  it('keeps lists apart, with their headings', () => {
    const { tables, outcomes } = read(BKEND);
    expect(tables.map(({ heading }) => heading)).toEqual(['Publishable Keys', 'Secret Keys']);
    expect(outcomes).toContain('several-lists');
  });

  it('keeps what a disabled button does out of the actions', () => {
    const keys = read(SDKKEY).tables.at(-1);
    expect(keys?.actions).toEqual([[], ['Deactivate'], []]);
  });

  it('never reads what is hidden or typed', () => {
    const { tables } = read(HIDDEN);
    expect(JSON.stringify(tables)).not.toContain('UNSEEN');
    expect(tables[0]?.rows).toEqual([
      ['shown', 'sk_••••1111'],
      ['form', 'sk_••••5555'],
    ]);
    expect(JSON.stringify(read(SIGN_IN))).not.toMatch(/hunter2|ada@/);
  });

  it('names a page that asks to sign in, one without a list and an empty list', () => {
    expect(read(SIGN_IN).outcomes).toEqual(['sign-in']);
    expect(read('<h1>Not found</h1><p>Nothing here</p>').outcomes).toEqual(['no-list']);
    expect(read('').outcomes).toEqual(['no-list']);
    expect(read(table('')).outcomes).toEqual(['empty-list']);
    expect(read('<table><tr><th>Name<th>Key<tr><td colspan=2>No API keys yet</table>').outcomes).toEqual([
      'empty-list',
    ]);
  });

  it('reads a table without titles, and one inside a table that only lays out', () => {
    expect(read('<table><tr><td>a<td>b</table>').tables).toMatchObject([{ columns: ['', ''], rows: [['a', 'b']] }]);
    const inner = read(`<table><tr><td>menu</td><td>${table('<tr><td>a<td>sk_••••1')}</td></tr></table>`);
    expect(inner.tables).toMatchObject([{ columns: ['Name', 'Key'], rows: [['a', 'sk_••••1']] }]);
  });

  it('knows that an endless grid holds more', () => {
    const grid =
      '<div role="grid" aria-rowcount="501"><div role="row"><span role="columnheader">Name</span></div><div role="row"><span role="gridcell">a</span></div></div>';
    expect(read(grid).tables).toMatchObject([{ kind: 'grid', rows: [['a']], more: 'infinite', total: 500 }]);
  });

  it('keeps times with what they mean', () => {
    const { tables } = read(
      table('<tr><td>a<td><time datetime="2026-09-01T10:00:00Z" title="1 Sep 2026">2 hours ago</time>'),
    );
    expect(tables[0]?.rows[0]?.[1]).toEqual({
      text: '2 hours ago',
      datetime: '2026-09-01T10:00:00Z',
      title: '1 Sep 2026',
    });
  });

  it('holds parts of one value together, and other neighbours apart', () => {
    const { tables } = read(
      table('<tr><td><b>Ada</b><i>Sep 1</i><td><span>sk_</span><span>••••</span><span>9xYz</span>'),
    );
    expect(tables[0]?.rows).toEqual([['Ada\nSep 1', 'sk_••••9xYz']]);
  });
});

describe('the limits of readPage', () => {
  it('stops at the rows it may read, however many there are', () => {
    const html = `<table><tr><th>Name</th></tr>${'<tr><td>x</td></tr>'.repeat(100_000)}</table>`;
    const standard = read(html);
    expect([standard.tables[0]?.rows.length, standard.truncated, standard.outcomes]).toEqual([
      2_000,
      true,
      ['rows-cut'],
    ]);
    expect(standard.visited).toBeLessThan(10_000);
    expect(read(html, { rows: 1_000_000 }).tables[0]?.rows.length).toBe(50_000);
  });

  it('cuts cells of a megabyte, columns, tables and depth, and says so', () => {
    const big = read(table(`<tr><td>${'word '.repeat(200_000)}<td>b`));
    expect(cellText(big.tables[0]?.rows[0]?.[0]).length).toBe(1_000);
    expect(big.outcomes).toContain('cells-cut');
    expect(read(`<table><tr>${'<th>x'.repeat(90)}<tr>${'<td>y'.repeat(90)}</table>`).outcomes).toContain('columns-cut');
    const many = read(table('<tr><td>a<td>b').repeat(30));
    expect([many.tables.length, many.outcomes.includes('tables-cut')]).toEqual([20, true]);
    expect(read(`${'<div>'.repeat(600)}${table('<tr><td>a<td>b')}`).outcomes).toContain('depth-cut');
    expect(read(table('<tr><td>a<td>b'), { nodes: 5 }).outcomes).toContain('nodes-cut');
  });

  it.each(['rowspan="999999999" colspan="999999999"', 'rowspan="-1" colspan="x"', 'colspan="0"'])(
    'survives %s',
    (spans) => {
      expect(read(table(`<tr><td ${spans}>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>`)).tables).toHaveLength(1);
    },
  );

  it('refuses what would only keep the parser busy', () => {
    expect(parsePage('<div>'.repeat(500_000))).toMatchObject({ ok: false, error: { code: 'page-too-complex' } });
    expect(parsePage('x'.repeat(21_000_000))).toMatchObject({ ok: false, error: { code: 'page-too-large' } });
  });

  it('never throws over what a page may be', () => {
    const tag = fc.constantFrom(
      'table',
      'tr',
      'td',
      'th',
      'thead',
      'ul',
      'li',
      'dl',
      'dt',
      'dd',
      'div',
      'span',
      'button',
      'time',
      'h2',
      'p',
      'input',
    );
    const attribute = fc.constantFrom(
      '',
      ' role="row"',
      ' role="grid"',
      ' role="cell"',
      ' hidden',
      ' colspan="3"',
      ' rowspan="2"',
      ' class="a b"',
      ' datetime="x"',
      ' title="1"',
    );
    const piece = fc.oneof(
      fc.tuple(tag, attribute).map(([name, more]) => `<${name}${more}>`),
      tag.map((name) => `</${name}>`),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => {
        const { tables } = read(pieces.join(''));
        for (const { columns, rows, actions } of tables) {
          expect(actions).toHaveLength(rows.length);
          for (const row of rows) expect(row).toHaveLength(columns.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never shows a hidden row', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('', 'hidden', 'aria-hidden="true"', 'style="display:none"')), {
          maxLength: 30,
        }),
        (rows) => {
          const html = table(
            rows.map(([hidden]) => `<tr ${hidden}><td>${hidden === '' ? 'seen' : 'UNSEEN'}<td>k</tr>`).join(''),
          );
          const { tables } = read(html);
          expect(JSON.stringify(tables)).not.toContain('UNSEEN');
          expect(tables[0]?.rows).toHaveLength(rows.filter(([hidden]) => hidden === '').length);
        },
      ),
    );
  });
});

/** What a provider could show in full; all are made up. */
const WHOLE = [
  'nrx_Ks7dF2xW9bT3mN8vYp4cZ1sLk0Jh',
  'nmk_live_1234567890abcdef',
  'sk_live_51Ab3dEf6hIj9kLm2nOp5qRs8t',
  'ghp_1a2B3c4D5e6F7g8H9i0J1k2L3m4N5o6P7q8R',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N',
  '8f14e45fceea167a5a36dedd4bea2543',
  '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
];
const NAMES = [
  '6666_default_193444',
  'server_production_batch_eu',
  'GitHubActionsDeployKeyProd',
  'ada.lovelace@example.com',
  'api-message.nativehub.live',
  '2026-09-01T10:00:00.000Z',
  'https://example.com/settings/api-keys',
  'release-2026-09-15',
];

describe('whole secrets', () => {
  it.each(WHOLE)('never leave the page: %s', (secret) => {
    const places = [
      table(`<tr><td>a<td>${secret}`),
      table(`<tr><td>a<td><button>${secret}</button>`),
      table(`<tr><td>a<td><time datetime="${secret}" title="${secret}">x</time>`),
      table(`<tr><td>a<td>b</td><td><button aria-label="Copy ${secret}">Copy</button>`),
      `<h2>${secret}</h2><table aria-label="${secret}"><caption>${secret}</caption><tr><th>${secret}<th>Key<tr><td>a<td>b</table>`,
      `<ul><li><b>name</b><code>${secret}</code><button>Delete</button></li><li><b>other</b><code>x</code><button>Delete</button></li></ul>`,
      `<dl><dt>Name</dt><dd>a</dd><dt>Key</dt><dd>${secret}</dd></dl>`,
    ];
    for (const html of places) expect(JSON.stringify(read(html))).not.toContain(secret.slice(0, 20));
    expect(
      JSON.stringify(
        readPage(
          documentOf(
            [
              ['Name', 'Key'],
              ['a', secret],
            ],
            true,
          ),
        ),
      ),
    ).not.toContain(secret.slice(0, 20));
  });

  it('keep their visible start, and publishable ones their end too', () => {
    const key = (text: string): string => cellText(read(table(`<tr><td>a<td>${text}`)).tables[0]?.rows[0]?.[1]);
    expect(key('nrx_Ks7dF2xW9bT3mN8vYp4cZ1sLk0Jh')).toBe('nrx_Ks7d…');
    expect(key('pk_Ab12Cd34Ef56Gh78Ij90Kl12')).toBe('pk_Ab12…Kl12');
  });

  it.each(NAMES)('are not seen in %s', (name) => {
    const reading = read(table(`<tr><td>${name}<td>b`));
    expect([cellText(reading.tables[0]?.rows[0]?.[0]), reading.outcomes]).toEqual([name, []]);
  });

  it('are cut wherever random characters stand', () => {
    const random = fc.string({
      unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'),
      minLength: 40,
      maxLength: 64,
    });
    fc.assert(
      fc.property(random, fc.constantFrom('sk_', 'tok-', ''), (value, start) => {
        expect(JSON.stringify(read(table(`<tr><td>a<td>${start}${value}`)))).not.toContain(value);
      }),
    );
  });

  it('are not ids: a column of ids keeps them', () => {
    const html = '<table><tr><th>ID<th>Name<tr><td>3f2504e0-4f89-11d3-9a0c-0305e82c3301<td>a</table>';
    expect(read(html).tables[0]?.rows[0]?.[0]).toBe('3f2504e0-4f89-11d3-9a0c-0305e82c3301');
  });

  it('and nothing else makes a reading differ from itself', () => {
    for (const html of Object.values(ALL_PAGES)) expect(read(html)).toEqual(read(html));
  });
});
