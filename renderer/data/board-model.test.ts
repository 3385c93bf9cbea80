import { expect, test } from 'vitest';
import type { KeySummary } from '#shared/domain/key.ts';
import { demoVault } from '../../tests/renderer/demo-data.ts';
import { createFakeEngine } from '../../tests/renderer/fake-engine.ts';
import { type BoardRow, buildBoard } from './board-model.ts';

async function storefront(): Promise<readonly KeySummary[]> {
  const engine = createFakeEngine({ vault: demoVault(Date.UTC(2026, 10, 21)) });
  const projects = await engine.projects.list({});
  const project = projects.ok ? projects.value.projects.find(({ name }) => name === 'storefront') : undefined;
  if (project === undefined) throw new Error('The demo has a storefront.');
  const answer = await engine.keys.list({ projectId: project.id });
  if (!answer.ok) throw new Error('The keys can be listed.');
  return answer.value.keys;
}

const titles = (rows: readonly BoardRow[]): readonly string[] =>
  rows.map((row) => (row.type === 'group' ? `# ${row.title}` : row.name));

test('a row a name, in groups by provider, those without one last', async () => {
  const rows = buildBoard(await storefront(), '');
  const groups = titles(rows).filter((title) => title.startsWith('#'));
  expect(groups).toEqual(['# bkend', '# NativeMessage', '# Norrix', '# SDK&Key', '# Other']);
  const norrix = rows.find((row) => row.type === 'keys' && row.name === 'NORRIX_API_KEY');
  expect(norrix?.type === 'keys' && norrix.cells.size).toBe(3);
});

test('a filter looks at the name, the provider and what every cell shows', async () => {
  const keys = await storefront();
  expect(titles(buildBoard(keys, 'norrix submit update'))).toEqual(['# Norrix', 'NORRIX_DEPLOY_KEY']);
  expect(titles(buildBoard(keys, 'NativeMessage'))).toEqual(['# NativeMessage', 'NATIVEMESSAGE_API_KEY']);
  expect(titles(buildBoard(keys, 'team-web'))).toEqual(['# Norrix', 'NORRIX_API_KEY']);
  expect(buildBoard(keys, 'nothing has this')).toEqual([]);
});

test('a filtered row keeps all its cells: what is missing elsewhere is still told', async () => {
  const rows = buildBoard(await storefront(), 'team-web');
  const row = rows[1];
  expect(row?.type === 'keys' && row.cells.size).toBe(3);
});
