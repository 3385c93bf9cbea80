import { describe, expect, it } from 'vitest';
import type { CapturedPages } from './captured-pages.ts';
import { readFile } from './read-file.ts';
import { captureTexts, dayOf, listing } from './testing/capture-text.ts';

const capture = (...names: string[]): CapturedPages => captureTexts(names.map(listing));
const codes = ({ problems }: CapturedPages): string[] => problems.map(({ code }) => code);

/** Inputs of the kinds that went wrong, each with its right answer. */
describe('identifiers', () => {
  it('are whole: as many keys as rows', () => {
    const ids = ['AKIAQYLPMN5HHHFPZAM2', 'AKIAR7QH2BVXK5CWEJDT', 'AKIAT5QH2BVXK5CWEJAA'];
    expect(capture('aws-joined.json').drafts).toMatchObject(
      ids.map((id, index) => ({ remoteId: id, prefix: id, createdBy: ['alice', 'bob', 'carol'][index] })),
    );
    expect(capture('aws-keys.csv').drafts.map(({ remoteId }) => remoteId)).toEqual(ids.slice(0, 2));
    expect(capture('ids.json').drafts.map(({ remoteId }) => remoteId)).toEqual([
      'apikey_01Rj2N8SVvo6BePZj99NhmiT',
      'apikey_01RkQx4LmWb7CdQZp11TzwAe',
    ]);
    expect(capture('anthropic-keys.json').drafts).toMatchObject([
      {
        ...{ remoteId: 'apikey_01Rj2N8SVvo6BePZj99NhmiT', prefix: 'sk-ant-api03-R2D', suffix: 'igAA' },
        ...{ createdBy: 'user_01WCz1FkmYMm4gnmykNKUu3Q', environment: 'wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ' },
      },
      { remoteId: 'apikey_01Rj2N8SVvo6BePZj99NhmiU', status: 'deactivated', statusText: 'archived', expires: null },
    ]);
  });

  it('stay apart where pages are given together', () => {
    expect(capture('aws-joined.json', 'aws-keys.csv').drafts).toHaveLength(3);
    const page = (id: string) => JSON.stringify({ keys: [{ id, name: 'ci', status: 'active' }] });
    expect(
      captureTexts([page('apikey_01Rj2N8SVvo6BePZj99NhmiT'), page('apikey_01RkQx4LmWb7CdQZp11TzwAe')]).drafts,
    ).toHaveLength(2);
    // Without an id and with nothing of the value to see: what else is told of them tells them apart.
    const row = (by: string) => `Name,Key,Created,Created by\nci,••••••••,2026-01-01,${by}@example.test\n`;
    expect(captureTexts([row('ada'), row('bob'), row('bob')]).drafts).toHaveLength(2);
  });

  it.each([
    [
      'in a table',
      'Name,Key ID,Created\nci,3f9a1c7e55d84b02a6e1c0ffee123456,2026-01-01\n',
      '3f9a1c7e55d84b02a6e1c0ffee123456',
    ],
    [
      'in a card',
      '<div class="c"><h3>ci</h3><p>Key ID: kid_9fA3bC7dE1f2G3h4</p><p>Created: 2026-01-01</p></div><div class="c"><h3>cd</h3><p>Key ID: kid_8fA3bC7dE1f2G3h4</p><p>Created: 2026-01-01</p></div>',
      'kid_9fA3bC7dE1f2G3h4',
    ],
    [
      'of Twilio',
      '{"keys":[{"sid":"SK2a0747eba6abf96b7e3c3ff0b4530f6e","friendly_name":"ci","date_created":"Mon, 13 Jun 2016 22:50:08 +0000"}],"page":0,"page_size":50,"next_page_uri":null}',
      'SK2a0747eba6abf96b7e3c3ff0b4530f6e',
    ],
    [
      'of OpenAI',
      '{"object":"list","data":[{"object":"organization.admin_api_key","id":"key_abc9Zx8Yw7Vu6Ts5","name":"admin","redacted_value":"sk-admin...def","created_at":1711471533}],"has_more":false}',
      'key_abc9Zx8Yw7Vu6Ts5',
    ],
    [
      'of Azure',
      '{"continuationToken":"","patTokens":[{"displayName":"ci","validTo":"2026-12-08T23:46:23.32Z","scope":"app_token","validFrom":"2025-12-08T23:46:23.32Z","authorizationId":"4ab5405f-4701-4cf8-ab2f-00a7b8e5d5c1"}]}',
      '4ab5405f-4701-4cf8-ab2f-00a7b8e5d5c1',
    ],
  ])('are whole %s', (_, text, id) => {
    expect(captureTexts([text]).drafts[0]?.remoteId).toBe(id);
  });

  it.each([
    [
      'under a title of ids',
      'Name,Key ID,Created\nci,sk_live_51H8xKcQz7Lm2Np9Rt4Vw6Yb,2026-01-01\n',
      '51H8xKcQz7Lm2Np9',
    ],
    ['as the key', '{"keys":[{"id":"7","name":"ci","key":"9fA3bC7dE1f2G3h4J5k6L7m8N9p0"}]}', 'bC7dE1f2G3h4J5k6'],
    ['as a secret id', 'Name,Secret ID,Created\nci,9fA3bC7dE1f2G3h4J5k6L7m8N9p0,2026-01-01\n', 'bC7dE1f2G3h4J5k6'],
  ])('are not secrets, which are cut %s', (_, text, secret) => {
    expect(JSON.stringify(captureTexts([text]))).not.toContain(secret);
  });

  it('are no starts of a key, and starts no ids', () => {
    expect(capture('cf-min.json').drafts).toMatchObject([
      { remoteId: 'ed17574386854bf78a67040be0a770b0', name: 'dns edit', prefix: '', suffix: '', status: 'active' },
    ]);
    const npm = capture('npm-token-list.json');
    expect(npm.drafts).toMatchObject([
      { prefix: '8f21ab', name: '', remoteId: expect.stringMatching(/^5a1c1f0e[\da-f]+f90$/) },
      { prefix: 'c03d19', name: '', remoteId: expect.stringMatching(/^9e0d7c6b[\da-f]+6d7$/) },
    ]);
    // What was not understood is said.
    expect(npm.problems).toContainEqual(
      expect.objectContaining({ code: 'column-not-understood', column: '“readonly”' }),
    );
    expect(capture('npm-new.json').drafts).toMatchObject([
      {
        remoteId: '5b0c1d2e-3f40-4a5b-8c6d-7e8f90a1b2c3',
        name: 'ci publish',
        prefix: 'npm_aBcD',
        suffix: 'wXyZ',
        scopes: ['package:write'],
      },
      { remoteId: '6b0c1d2e-3f40-4a5b-8c6d-7e8f90a1b2c3', name: 'old', status: 'revoked' },
    ]);
  });
});

describe('states', () => {
  const states = (captured: CapturedPages) => captured.drafts.map(({ name, status }) => [name, status]);

  it('are read from yes and no', () => {
    expect(capture('gitlab-pats.json').drafts).toMatchObject([
      { remoteId: '42', status: 'active', scopes: ['api', 'read_registry'], description: 'used by shop' },
      { remoteId: '43', status: 'revoked' },
      { remoteId: '44', status: 'expired', statusText: 'inactive' },
    ]);
    expect(states(capture('bool.json'))).toEqual([
      ['a', 'active'],
      ['b', 'deactivated'],
    ]);
  });

  it.each([
    ['isActive', 'false', 'deactivated'],
    ['is_enabled', 'true', 'active'],
    ['disabled', 'true', 'deactivated'],
    ['disabled', 'false', 'active'],
    ['is_revoked', 'true', 'revoked'],
    ['expired', 'true', 'expired'],
    ['Enabled', 'Yes', 'active'],
    ['Enabled', '✗', 'deactivated'],
    ['archived', 'true', 'deactivated'],
    ['revoked_at', '2026-04-04T10:00:00Z', 'revoked'],
    ['deactivatedAt', '2026-04-04', 'deactivated'],
    ['Active', 'Expires soon', 'unknown'],
  ])('%s: %s is %s', (title, value, status) => {
    const text = `Name,Key,Created,${title}\na,nrx_Ks7d••••9xYz,2026-01-01,${value}\n`;
    expect(captureTexts([text]).drafts).toMatchObject([{ name: 'a', status }]);
  });

  it('are read from among other words', () => {
    expect(states(capture('struck2.html'))).toEqual([
      ['a', 'active'],
      ['z', 'revoked'],
      ['y', 'revoked'],
      ['x', 'expired'],
      ['w', 'active'],
      ['v', 'active'],
      ['u', 'deactivated'],
    ]);
  });

  it('are taken out of the cell of the name', () => {
    const rows = [
      'ci deploy <span class="Badge-sc-1">Revoked</span>',
      'laptop <span class="chip">Expired</span>',
      'prod',
    ];
    const page = `<table><tr><th>Name<th>Key<th>Created</tr>${rows.map((name, index) => `<tr><td>${name}<td>nrx_K${index}7d••••9x${index}z<td>2026-01-01</tr>`).join('')}</table>`;
    expect(states(captureTexts([page]))).toEqual([
      ['ci deploy', 'revoked'],
      ['laptop', 'expired'],
      ['prod', 'unknown'],
    ]);
  });
});

describe('forms of listings', () => {
  it('one level down, of a page saved as one file, with a line for spreadsheets', () => {
    expect(capture('datadog-jsonapi.json').drafts).toMatchObject([
      { remoteId: '5d0a1b2c-1111-4a4a-8888-0a1b2c3d4e5f', name: 'agents eu', suffix: 'a1b2' },
      { remoteId: '6d0a1b2c-1111-4a4a-8888-0a1b2c3d4e5f', name: 'lambda us', suffix: 'c3d4' },
    ]);
    expect(capture('mini.mhtml').drafts).toMatchObject([
      { name: 'deploy-production-key', prefix: 'nrx_Ks7d', suffix: '9xYz' },
      { name: 'laptop', prefix: 'nrx_Ab1c', suffix: '2dEf' },
    ]);
    expect(capture('excel-sep-min.csv').drafts.map(({ name, suffix }) => [name, suffix])).toEqual([
      ['ci deploy', '9xYz'],
      ['laptop', '2dEf'],
    ]);
  });

  it('a page saved as one file in base64, with a frame that holds the list', () => {
    const part = (html: string) =>
      `Content-Type: text/html; charset="windows-1252"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(html, 'latin1').toString('base64').replace(/.{60}/g, '$&\r\n')}\r\n`;
    const table = '<table><tr><th>Name<th>Key<th>Created<tr><td>Schl\xfcssel<td>nrx_Ks7d****9xYz<td>2026-04-03</table>';
    const text = `From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="--x"\r\n\r\n----x\r\n${part('<h1>Keys</h1>')}----x\r\n${part(table)}----x--\r\n`;
    expect(captureTexts([text]).drafts).toMatchObject([{ name: 'Schlüssel', suffix: '9xYz' }]);
  });

  it('GitHub’s tokens with scopes, last use and end', () => {
    expect(
      capture('github-tokens2.html').drafts.map((one) => [
        one.name,
        one.scopes,
        dayOf(one.lastUsed),
        dayOf(one.expires),
        one.status,
      ]),
    ).toEqual([
      ['ci deploy', ['repo', 'workflow'], '2026-11-22', '2027-02-07', 'unknown'],
      ['laptop', ['gist'], 'never', 'never', 'unknown'],
      ['old', ['repo'], '2026-05-29', '2026-01-09', 'expired'],
    ]);
  });

  it('rows that are only drawn as a table, and a table with cards for narrow screens', () => {
    expect(
      capture('divgrid.html').drafts.map((one) => [one.name, one.suffix, dayOf(one.created), dayOf(one.lastUsed)]),
    ).toEqual([
      ['prod', '9xYz', '2026-04-03', '2026-05-03'],
      ['dev', '2dEf', '2026-03-12', 'never'],
      ['dev', '7gHi', '2026-02-12', 'never'],
    ]);
    const responsive = capture('responsive.html');
    expect(responsive.drafts.map(({ name, suffix }) => [name, suffix])).toEqual([
      ['a', '9xYz'],
      ['b', '2dEf'],
    ]);
    expect(responsive.problems).toEqual([]);
  });

  it('Arabic words and digits', () => {
    expect(capture('rtl.html').drafts.map((one) => [one.name, dayOf(one.created), dayOf(one.lastUsed)])).toEqual([
      ['النشر', '2026-04-03', '2026-11-26'],
      ['حاسوب', '2026-04-04', 'never'],
    ]);
  });

  it('one order of dates a page, and what contradicts it said', () => {
    const gb = capture('gb.html');
    expect(
      gb.drafts.map((one) => [one.name, one.status, dayOf(one.created), dayOf(one.lastUsed), dayOf(one.expires)]),
    ).toEqual([
      ['a', 'active', '2026-04-03', '2026-04-03', '2027-02-15'],
      ['b', 'active', '2025-12-11', '2026-11-29', '2027-02-28'],
      ['c', 'revoked', '2026-04-03', '2026-09-29', 'never'],
      ['d', 'expired', '? Apr 3', '2026-11-22', null],
      ['e', 'active', '2026-04-03', '2025-11-29', '2026-02-07'],
    ]);
    expect(codes(gb)).toEqual(['dates-disagree', 'date-not-read']);
    expect(gb.completeness.kind).toBe('unknown');
  });

  it('AWS’s credential report is refused, with what to export instead', () => {
    expect(readFile(listing('aws-credential-report.csv'))).toMatchObject({
      ok: false,
      error: { code: 'file-other-export', message: expect.stringContaining('aws iam list-access-keys') },
    });
  });

  // As the providers' API references show them; values made up.
  it.each([
    [
      'DigitalOcean',
      '{"tokens":[{"id":42,"name":"ci","scopes":["read","write"],"expiry_seconds":2592000,"created_at":"2026-01-05T10:00:00Z","last_used_at":"2026-03-07T10:00:00Z"}],"links":{},"meta":{"total":1}}',
      { name: 'ci', remoteId: '42', scopes: ['read', 'write'] },
      'complete',
    ],
    [
      'SendGrid',
      '{"result":[{"name":"ci","api_key_id":"some-apikey-id-Q1w2E3r4T5"}]}',
      { name: 'ci', remoteId: 'some-apikey-id-Q1w2E3r4T5' },
      'unknown',
    ],
    [
      'Mailgun',
      '{"items":[{"id":"c2V-a1b2c3d4e5f6-7890","description":"ci","kind":"domain","role":"sending","created_at":"2026-01-05T10:00:00","expires_at":"2027-01-05T10:00:00","is_disabled":true,"domain_name":"example.test","requestor":"ada"}],"total_count":1}',
      { remoteId: 'c2V-a1b2c3d4e5f6-7890', status: 'deactivated' },
      'unknown',
    ],
    [
      'Vercel',
      '{"tokens":[{"id":"5d9f2ebd38ddca62e5d51e9c1704c72530bdc8bfdd41e782a6687c48399e8391","name":"ci","type":"oauth2-token","origin":"github","createdAt":1632816536002,"activeAt":1632816536002}],"pagination":{"count":20,"next":1540095775951,"prev":1540095775951}}',
      { name: 'ci', remoteId: '5d9f2ebd38ddca62e5d51e9c1704c72530bdc8bfdd41e782a6687c48399e8391' },
      'partial',
    ],
    [
      'Supabase',
      '[{"name":"anon","api_key":"eyJhbGciOiJIUzI1NiIsInR5cCI6.eyJpc3MiOiJzdXBhYmFz","id":"11111111-aaaa-4bbb-8ccc-222222222222","type":"legacy","prefix":"eyJhb"}]',
      { name: 'anon', remoteId: '11111111-aaaa-4bbb-8ccc-222222222222' },
      'unknown',
    ],
    [
      'Fastly',
      '[{"id":"5Yo3XXnrQpjc20u0ybrf2g","name":"ci","user_id":"4y5K5trZocEAQYkesWlk7M","scope":"global","created_at":"2026-01-05T10:00:00Z","last_used_at":"2026-02-05T10:00:00Z","expires_at":null,"ip":"127.0.0.1"}]',
      { name: 'ci', remoteId: '5Yo3XXnrQpjc20u0ybrf2g', scopes: ['global'] },
      'unknown',
    ],
    [
      'Linear',
      '{"data":{"apiKeys":{"nodes":[{"id":"2f1e7d3a-1111-4000-8000-000000000001","label":"ci","createdAt":"2026-01-05T10:00:00.000Z"}],"pageInfo":{"hasNextPage":true,"endCursor":"abc"}}}}',
      { name: 'ci', remoteId: '2f1e7d3a-1111-4000-8000-000000000001' },
      'partial',
    ],
    [
      'AWS',
      '{"AccessKeyMetadata":[{"UserName":"ci","AccessKeyId":"AKIAIOSFODNN7EXAMPLE","Status":"Active","CreateDate":"2026-01-05T10:00:00Z"}],"IsTruncated":true,"Marker":"AAAA"}',
      { remoteId: 'AKIAIOSFODNN7EXAMPLE', createdBy: 'ci', status: 'active' },
      'partial',
    ],
    [
      'Cloudflare',
      '{"result":[{"id":"ed17574386854bf78a67040be0a770b0","name":"dns","status":"disabled","policies":[{"id":"f267e341f3dd4697bd3b9f71dd96247f","permission_groups":[{"id":"c8fed203ed3043cba015a93ad1616f1f","name":"Zone Read"},{"id":"82e64a83756745bbbb1c9c2701bf816b","name":"DNS Write"}]}]}],"result_info":{"page":1,"per_page":20,"count":1,"total_count":1,"total_pages":1}}',
      { scopes: ['Zone Read', 'DNS Write'], status: 'deactivated' },
      'complete',
    ],
  ] as const)('%s', (_, text, draft, kind) => {
    const captured = captureTexts([text]);
    expect(captured.drafts).toMatchObject([draft]);
    expect([captured.completeness.kind, captured.completeness.evidence]).toEqual([kind, expect.any(Array)]);
  });
});

describe('two lists on a page', () => {
  const page = (keys: string, masked: string, more = '') =>
    `<h1>API Keys</h1><h2>Publishable Keys</h2><table><tr><th>Name<th>Key<th>Actions</tr>${keys}</table>
    <h2>Secret Keys</h2><table><tr><th>Name<th>Key<th>Actions</tr>${masked}</table>${more}`;
  const row = (name: string, key: string) =>
    `<tr><td>${name}<td><button>${key}</button><td><button>Delete</button></tr>`;

  it.each(['pk_Ab12Cd34Ef56', 'pk_live_Ab12Cd34', 'pk_abcdefghijkl', 'pk_Ab12Cd34Ef56Gh78Ij90Kl12'])(
    'with the same titles are both of keys, the public ones whole and short (%s)',
    (key) => {
      const { drafts, lists, problems } = captureTexts([page(row('web', key), row('server', 'sk_••••••9xYz'))]);
      expect(lists.map(({ included }) => included)).toEqual([true, true]);
      expect(drafts.map(({ name }) => name)).toEqual(['web', 'server']);
      expect(drafts[0]?.prefix).toMatch(/^pk_/);
      expect(problems).toEqual([]);
    },
  );

  it('of which one is no list of keys: it is named, and nothing is complete then', () => {
    const invoices = '<h2>Invoices</h2><table><tr><th>Number<th>Amount<tr><td>7<td>49.00</table><p>1–2 of 2</p>';
    const captured = captureTexts([page(row('web', 'pk_Ab12Cd34Ef56'), row('server', 'sk_••••••9xYz'), invoices)]);
    expect(captured.drafts).toHaveLength(2);
    expect(captured.problems).toMatchObject([
      { code: 'list-left-out', row: 0, message: expect.stringContaining('Invoices') },
    ]);
    expect(captured.completeness.kind).toBe('unknown');
    expect(captured.completeness.evidence.join()).toContain('Invoices');
  });
});
