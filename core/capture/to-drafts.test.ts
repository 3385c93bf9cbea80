import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remoteKeyDraft } from '#shared/domain/remote-key.ts';
import { type Captured, captureKeys } from './capture-keys.ts';
import { fieldOfTitle } from './column-titles.ts';
import { BKEND, CARDS, DESCRIPTIONS, NATIVEBRIDGE, NATIVEMESSAGE, NORRIX, SDKKEY, SIGN_IN } from './fixtures/pages.ts';
import { mergeDrafts } from './merge-drafts.ts';
import { readFile } from './read-file.ts';
import { readMasked } from './read-masked.ts';
import { readStatus } from './read-status.ts';
import { recogniseColumns } from './recognise-columns.ts';
import type { CaptureHints } from './to-drafts.ts';

const NOW = Date.UTC(2026, 8, 15, 12);
const at = (iso: string): number => Date.parse(iso);
const endOf = (day: string): number => Date.parse(`${day}T23:59:59.999Z`);

function capture(text: string, hints: CaptureHints = {}): Captured {
  const read = readFile(text);
  if (!read.ok) throw new Error(read.error.code);
  const captured = captureKeys(read.value, hints, NOW);
  for (const draft of captured.drafts) expect(remoteKeyDraft.safeParse(draft).success).toBe(true);
  return captured;
}

describe('the pages of the five providers', () => {
  it('NativeBridge: name, created, last used; its list is of active keys', () => {
    const { outcome, drafts } = capture(NATIVEBRIDGE, { listedStatus: 'active' });
    expect(outcome).toBe('read');
    expect(drafts).toMatchObject([
      {
        name: 'GitHub Actions',
        status: 'active',
        created: { at: endOf('2026-09-01'), precision: 'day' },
        lastUsed: { at: at('2026-09-15T10:00:00Z'), precision: 'relative' },
        expires: null,
        scopes: null,
      },
      { name: 'Development', lastUsed: 'never' },
    ]);
    expect(capture(NATIVEBRIDGE).drafts[0]?.status).toBe('unknown');
  });

  it('Norrix: prefix, scopes, last used, expiration, created by, and keys that ended', () => {
    const { drafts } = capture(NORRIX);
    expect(drafts).toMatchObject([
      {
        name: 'GitHub Actions',
        prefix: 'nrx_Ks7dF2xW',
        suffix: '',
        scopes: ['build', 'submit', 'update'],
        status: 'active',
        expires: 'never',
        createdBy: 'ada@example.com',
        lastUsed: { at: at('2026-09-15T10:00:00Z'), precision: 'instant', text: '2 hours ago' },
      },
      {
        name: 'Jenkins',
        status: 'expired',
        statusText: 'expired',
        lastUsed: 'never',
        expires: { at: endOf('2026-09-01') },
        scopes: ['build'],
      },
      { name: 'Old laptop', status: 'revoked', expires: null },
    ]);
  });

  it('NativeMessage: a masked key', () => {
    expect(capture(NATIVEMESSAGE).drafts).toMatchObject([
      { name: 'Backend', prefix: 'nmk_live_12', suffix: 'cdef' },
      { name: 'Worker', prefix: 'nmk_live_99', suffix: '00aa' },
    ]);
  });

  it('SDK&Key: the member and the time in one cell, and no cards of SDKs', () => {
    const { outcome, drafts } = capture(SDKKEY, { statuses: [{ text: 'Deactivated', status: 'deactivated' }] });
    expect(outcome).toBe('read');
    expect(drafts).toMatchObject([
      {
        name: '6666_default_193444',
        status: 'active',
        createdBy: 'system',
        created: { at: endOf('2026-08-01'), precision: 'day' },
        prefix: '',
        suffix: '',
      },
      {
        name: 'server_prod',
        suffix: '3f2a',
        description: 'Go server in production',
        createdBy: 'Ada Lovelace',
        created: { at: at('2026-09-01T10:00:00Z'), precision: 'instant' },
      },
      { name: 'ios_prod', status: 'deactivated', createdBy: 'Bob', created: { at: at('2026-07-01T00:00:00Z') } },
    ]);
  });

  it('bkend: two lists, whose headings tell the kind, and never a whole value', () => {
    const kinds = [
      { start: 'pk_', kind: 'publishable' },
      { start: 'sk_', kind: 'secret' },
    ] as const;
    const captured = capture(BKEND, { kinds });
    expect(captured.outcome).toBe('several-lists');
    expect(captured.drafts).toMatchObject([
      { name: 'my-app-key', prefix: 'pk_Ab12', suffix: 'Kl12', kind: 'publishable' },
      { name: 'server-key', prefix: 'sk_', suffix: '9xYz', kind: 'secret' },
    ]);
    expect(JSON.stringify(captured)).not.toContain('Ab12Cd34Ef56');
  });
});

describe('columns', () => {
  it('are recognised in eleven languages', () => {
    const rows: Record<string, readonly string[]> = {
      name: ['Name', 'Bezeichnung', 'Nom', 'Nombre', 'Nome', 'Naam', 'Nazwa', '名前', '名称', '이름'],
      created: [
        'Created at',
        'Erstellt am',
        'Créé le',
        'Fecha de creación',
        'Criado em',
        'Data di creazione',
        'Aangemaakt op',
        'Utworzono',
        '作成日',
        '创建时间',
        '생성일',
      ],
      createdBy: [
        'Created by',
        'Erstellt von',
        'Créé par',
        'Creado por',
        'Criado por',
        'Creato da',
        'Gemaakt door',
        'Utworzone przez',
        '作成者',
        '创建者',
        '생성자',
      ],
      lastUsed: [
        'Last used',
        'Zuletzt verwendet',
        'Dernière utilisation',
        'Último uso',
        'Última utilização',
        'Ultimo utilizzo',
        'Laatst gebruikt',
        'Ostatnie użycie',
        '最終使用日',
        '最后使用',
        '마지막 사용',
      ],
      expires: [
        'Expires',
        'Läuft ab',
        "Date d'expiration",
        'Caducidad',
        'Validade',
        'Scadenza',
        'Vervaldatum',
        'Data wygaśnięcia',
        '有効期限',
        '过期时间',
        '만료일',
      ],
      scopes: [
        'Scopes',
        'Berechtigungen',
        'Autorisations',
        'Permisos',
        'Permissões',
        'Autorizzazioni',
        'Rechten',
        'Uprawnienia',
        '権限',
        '权限',
        '권한',
      ],
    };
    for (const [field, titles] of Object.entries(rows)) {
      for (const title of titles) expect([title, fieldOfTitle(title)?.field]).toEqual([title, field]);
    }
    expect([fieldOfTitle('lastUsedAt')?.field, fieldOfTitle('created_by ▲')?.field, fieldOfTitle('Nonsense')]).toEqual([
      'lastUsed',
      'createdBy',
      null,
    ]);
  });

  it('give the same keys in any order', () => {
    const titles = ['Name', 'Key prefix', 'Status', 'Created', 'Expires', 'Scopes'];
    const rows = [
      ['a', 'sk_a…', 'active', '2026-09-01', 'Never', 'read, write'],
      ['b', 'sk_b…', 'revoked', '2026-09-02', '2027-01-01', 'read'],
    ];
    const text = (order: readonly number[]): string =>
      [titles, ...rows].map((row) => order.map((index) => `"${row[index]}"`).join(',')).join('\n');
    const expected = capture(text([0, 1, 2, 3, 4, 5])).drafts;
    expect(expected).toHaveLength(2);
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), (order) => {
        expect(capture(text(order)).drafts).toEqual(expected);
      }),
    );
  });

  it('are recognised by what they hold where titles are missing', () => {
    expect(capture(CARDS).drafts).toMatchObject([
      { name: 'my key', prefix: 'sk_', suffix: '1234', lastUsed: 'never' },
      { name: 'other', suffix: '5678' },
    ]);
    expect(capture(DESCRIPTIONS).drafts).toMatchObject([
      { name: 'a', expires: { at: endOf('2027-09-01') } },
      { name: 'b', expires: 'never' },
    ]);
  });

  it('are as a person corrected them', () => {
    const table = { columns: ['Alias', 'Name'], rows: [['a', 'b']] };
    const { columns } = recogniseColumns(table, { remembered: { Alias: 'name', Name: 'description' } });
    expect(columns.map(({ field, reason }) => [field, reason])).toEqual([
      ['name', 'remembered'],
      ['description', 'remembered'],
    ]);
    expect(recogniseColumns(table, { remembered: { Gone: 'name' } }).problems).toMatchObject([
      { code: 'remembered-column-missing' },
      { code: 'not-understood', columns: ['“Alias”'] },
    ]);
  });

  it('that rival, lie or lack a name are named', () => {
    const codes = (columns: string[], rows: string[][]): string[] =>
      recogniseColumns({ columns, rows }).problems.map(({ code }) => code);
    expect(codes(['Name', 'Created', 'Created at'], [['a', '2026-01-01', '2026-01-02']])).toEqual([
      'two-columns-for-field',
    ]);
    expect(
      codes(
        ['Name', 'Key'],
        [
          ['2026-01-01', 'sk_••1'],
          ['2026-01-02', 'sk_••2'],
        ],
      ),
    ).toEqual(['content-contradicts-title', 'no-name']);
    expect(codes(['Key'], [['sk_••••1234']])).toEqual(['no-name']);
    expect(codes([], [])).toEqual(['no-columns']);
  });

  it('called Key over plain words hold the name', () => {
    expect(
      recogniseColumns({
        columns: ['Key', 'Token'],
        rows: [
          ['my key', 'sk_••••1'],
          ['other', 'sk_••••2'],
        ],
      }).columns.map(({ field }) => field),
    ).toEqual(['name', 'key']);
  });
});

describe('captureKeys', () => {
  it('names what it did not find', () => {
    expect(capture(SIGN_IN).outcome).toBe('sign-in');
    expect(capture('<p>Not found</p>').outcome).toBe('no-list');
    expect(capture('<table><tr><th>Name<th>Key</table>').outcome).toBe('empty-list');
    expect(capture('<table><tr><th>Plan<th>Price<tr><td>Free<td>0</table>').outcome).toBe('no-key-list');
  });

  it('keeps what it cannot read as text, and says in which row', () => {
    const { lists, drafts } = capture(
      'Name,Key,Created,Status\na,sk_…1,03/04/2026,odd\n,,,\n,sk_…2,2026-01-01,active\n',
    );
    expect(drafts).toMatchObject([
      { name: 'a', created: { at: null, text: '03/04/2026' }, status: 'unknown', statusText: 'odd' },
      { name: '', suffix: '2' },
    ]);
    expect(lists[0]?.keys.problems.map(({ code, row }) => [code, row])).toEqual([
      ['date-not-read', 1],
      ['status-not-known', 1],
      ['no-name', 2],
    ]);
  });

  it('never throws and always gives what the schema allows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 4, maxLength: 4 }), {
          minLength: 1,
          maxLength: 8,
        }),
        (rows) => {
          const quoted = [['Name', 'Key', 'Created', 'Status'], ...rows].map((row) =>
            row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','),
          );
          capture(quoted.join('\n'));
        },
      ),
    );
  });
});

describe('mergeDrafts', () => {
  const page = (text: string) => capture(`Name,Key,Created\n${text}`).drafts;
  it('counts what is on two pages once, and what one page has twice twice', () => {
    const one = page('a,sk_…1,2026-01-01\nsame,sk_…2,2026-01-01\nsame,sk_…2,2026-01-01');
    const two = page('same,sk_…2,2026-01-01\nb,sk_…3,2026-01-01');
    expect(mergeDrafts([one, two]).map(({ name }) => name)).toEqual(['a', 'same', 'same', 'b']);
    expect(mergeDrafts([one, one, one])).toEqual(one);
  });
});

describe('readFile', () => {
  const rows = [
    {
      name: 'a',
      keyPrefix: 'sk_…',
      lastUsedAt: null,
      expiresAt: '2027-01-01T00:00:00Z',
      scopes: ['read', 'write'],
      createdBy: { email: 'ada@example.com' },
    },
  ];
  it.each([
    ['a list', JSON.stringify(rows)],
    ['data', JSON.stringify({ data: rows, page: { next: null } })],
    ['keys', JSON.stringify({ total: 1, keys: rows })],
  ])('reads JSON under %s', (_, text) => {
    expect(capture(text).drafts).toMatchObject([
      {
        name: 'a',
        prefix: 'sk_',
        lastUsed: null,
        scopes: ['read', 'write'],
        createdBy: 'ada@example.com',
        expires: { at: at('2027-01-01T00:00:00Z'), precision: 'instant' },
      },
    ]);
  });

  it.each([
    ['commas', '\ufeffName,Key,Expires\r\n"a, ""b""",sk_…1,Never\r\n'],
    ['semicolons', 'Name;Key;Expires\n"a, ""b""";sk_…1;Never'],
    ['tabs, as tables are copied', 'Name\tKey\tExpires\n"a, ""b"""\tsk_…1\tNever'],
    [
      'HTML, as tables are copied',
      '<meta charset="utf-8"><table><tr><td>Name</td><td>Key</td><td>Expires</td></tr><tr><td>a, "b"</td><td>sk_…1</td><td>Never</td></tr></table>',
    ],
  ])('reads %s', (_, text) => {
    expect(capture(text).drafts).toMatchObject([{ name: 'a, "b"', suffix: '1', prefix: 'sk_', expires: 'never' }]);
  });

  it.each([
    ['', 'file-empty'],
    ['  \n ', 'file-empty'],
    ['PK\u0000\u0003', 'file-binary'],
    ['{"a":', 'file-invalid-json'],
    ['{"error":"not found"}', 'file-no-list'],
    ['just words', 'file-no-list'],
    ['x'.repeat(21_000_000), 'file-too-large'],
  ])('names what is wrong', (text, code) => {
    expect(readFile(text)).toMatchObject({ ok: false, error: { code } });
  });

  it('does not run a script, and ends with a quote that never does', () => {
    expect(capture('<script>throw 1</script><table><tr><th>Name<th>Key<tr><td>a<td>sk_…1</table>').drafts).toHaveLength(
      1,
    );
    expect(readFile(`Name,Key\n"${'a,"'.repeat(10_000)}`).ok).toBe(true);
  });
});

describe('readMasked', () => {
  it.each([
    ['nrx_Ks7dF2xW…', 'nrx_Ks7dF2xW', ''],
    ['nrx_Ks7dF2xW', 'nrx_Ks7dF2xW', ''],
    ['sk_••••9xYz', 'sk_', '9xYz'],
    ['sk_ •••• •••• 9xYz', 'sk_', '9xYz'],
    ['nmk_live_12****cdef', 'nmk_live_12', 'cdef'],
    ['…1234', '', '1234'],
    ['...1234', '', '1234'],
    ['xxxx-xxxx-1234', '', '1234'],
    ['••••••••', '', ''],
    ['Ends in 9xYz', '', '9xYz'],
    ['', '', ''],
  ])('reads %j', (text, prefix, suffix) => expect(readMasked(text)).toEqual({ prefix, suffix }));
});

describe('readStatus', () => {
  it.each([
    ['Active', 'active'],
    ['Aktiv', 'active'],
    ['Révoquée', 'revoked'],
    ['期限切れ', 'expired'],
    ['已停用', 'deactivated'],
    ['Wygasły', 'expired'],
    ['odd', 'unknown'],
    ['', 'unknown'],
  ])('reads %j as %s', (text, status) => expect(readStatus(text)).toEqual({ status, statusText: text }));
  it('takes the provider’s own word first', () => {
    expect(readStatus('Paused', [{ text: 'paused', status: 'revoked' }]).status).toBe('revoked');
  });
});
