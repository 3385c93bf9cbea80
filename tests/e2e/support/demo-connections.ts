import { must } from '../../fixtures/test-vault.ts';
import type { Filling } from './seed.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const DEMO_CONNECTION = 'Norrix, storefront';

type Row = {
  readonly name: string;
  /** The first twelve characters, which Norrix keeps showing. */
  readonly prefix: string;
  readonly scopes: string;
  readonly usedDaysAgo: number | null;
  readonly endsInDays: number | null;
  readonly by: string;
  readonly status?: string;
};

/** Beside the keys of `demoVault`: what the provider says of five of them, and of one that nobody here knows. */
const ROWS: readonly Row[] = [
  { name: 'storefront dev', prefix: 'nrx_Ks7dF2xW', scopes: 'build', usedDaysAgo: 1, endsInDays: 83, by: 'Dana Brook' },
  {
    name: 'storefront staging',
    prefix: 'nrx_p0QmZ81a',
    scopes: 'build submit',
    usedDaysAgo: 0,
    endsInDays: 9,
    by: 'Dana Brook',
  },
  { name: 'storefront', prefix: 'nrx_77abCDef', scopes: 'build', usedDaysAgo: 3, endsInDays: 61, by: 'Sam Field' },
  { name: 'OTA staging', prefix: 'nrx_Lm20xxTq', scopes: 'submit', usedDaysAgo: 12, endsInDays: null, by: 'Sam Field' },
  {
    name: 'OTA production',
    prefix: 'nrx_9zRt41Bc',
    scopes: 'submit update',
    usedDaysAgo: 0,
    endsInDays: null,
    by: 'Dana Brook',
  },
  {
    name: 'laptop of Mia',
    prefix: 'nrx_Zk81TqWe',
    scopes: 'build submit update',
    usedDaysAgo: 40,
    endsInDays: null,
    by: 'Mia Hill',
  },
];

/** Connections in several states; Norrix was captured a month ago, and two hours ago with a key revoked since. */
export async function addDemoConnections(filling: Filling, now: number, dashboardUrl: string): Promise<void> {
  const { engine, platform, setClock } = filling;
  const { projects } = must(await engine.projects.list({}));
  const project = projects.find(({ name }) => name === 'storefront');
  if (project === undefined) throw new Error('The demo has a storefront.');
  setClock(now - 31 * DAY_MS);
  const { connectionId } = must(
    await engine.connections.add({
      provider: 'norrix',
      name: DEMO_CONNECTION,
      dashboardUrl,
      projectId: project.id,
      environments: [],
    }),
  );
  must(await engine.connections.add({ provider: 'bkend', name: 'bkend, storefront', projectId: project.id }));
  must(
    await engine.connections.add({
      provider: 'gitlab',
      name: 'GitLab of the team',
      baseUrl: 'https://git.example.test',
    }),
  );
  const capture = async (at: number, rows: readonly Row[]): Promise<void> => {
    setClock(at);
    platform.dashboards.show(connectionId, { html: pageOf(rows, at, now) });
    must(await engine.connections.openDashboard({ connectionId }));
    const { previewId } = must(await engine.captures.fromDashboard({ connectionId }));
    must(await engine.captures.apply({ previewId }));
    must(await engine.connections.closeDashboard({ connectionId }));
  };
  await capture(now - 30 * DAY_MS, ROWS.slice(0, -1));
  const since = ROWS.map((row) => (row.name === 'storefront' ? { ...row, status: 'revoked' } : row));
  await capture(now - 2 * HOUR_MS, since);
  setClock(now);
}

/** Norrix's list as it looked at some time; when a key ends is counted from `now`. */
function pageOf(rows: readonly Row[], at: number, now: number): string {
  const day = (from: number, days: number | null): string =>
    days === null ? 'Never' : new Date(from + days * DAY_MS).toISOString().slice(0, 10);
  const titles = ['Name', 'Key prefix', 'Scopes', 'Last used', 'Expiration', 'Created by', 'Status'];
  const cells = ({ name, prefix, scopes, usedDaysAgo, endsInDays, by, status = 'active' }: Row): readonly string[] => [
    name,
    `<code>${prefix}...</code>`,
    scopes
      .split(' ')
      .map((scope) => `<span>${scope}</span>`)
      .join(' '),
    day(at, usedDaysAgo === null ? null : -usedDaysAgo),
    day(now, endsInDays),
    by,
    status,
  ];
  const row = (texts: readonly string[], tag: 'td' | 'th'): string =>
    `<tr>${texts.map((text) => `<${tag}>${text}</${tag}>`).join('')}</tr>`;
  return `<!doctype html><title>API Keys</title><h1>API Keys</h1><table><thead>${row(titles, 'th')}</thead>
<tbody>${rows.map((each) => row(cells(each), 'td')).join('')}</tbody></table>`;
}
