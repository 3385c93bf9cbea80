import type { EnvironmentId } from '#shared/domain/ids.ts';
import type { KeySummary } from '#shared/domain/key.ts';
import { compareOrders, nameOrder } from '#shared/domain/name-order.ts';
import { providerName } from './provider-name.ts';

/** A row of the board: one name across the environments. */
export interface KeyRow {
  readonly type: 'keys';
  readonly name: string;
  readonly provider: string | null;
  /** By environment; a missing one has no entry. */
  readonly cells: ReadonlyMap<EnvironmentId, KeySummary>;
  /** A short hint beside the name: what kind it is, who uses it or what it may do. */
  readonly hint: string;
}

export interface GroupRow {
  readonly type: 'group';
  readonly provider: string | null;
  readonly title: string;
  readonly count: number;
}

export type BoardRow = KeyRow | GroupRow;

interface Building {
  readonly name: string;
  readonly sortName: string;
  readonly cells: Map<EnvironmentId, KeySummary>;
  provider: string | null;
  text: string;
}

/** One project's keys as a matrix, filtered, grouped by provider; keys with no provider come last. */
export function buildBoard(keys: readonly KeySummary[], filter: string): readonly BoardRow[] {
  const words = filter.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const byName = new Map<string, Building>();
  for (const key of keys) {
    let row = byName.get(key.name);
    if (row === undefined) {
      row = { name: key.name, sortName: nameOrder(key.name), cells: new Map(), provider: null, text: '' };
      byName.set(key.name, row);
    }
    row.cells.set(key.environmentId, key);
    row.provider ??= key.provider;
    if (words.length > 0)
      row.text += `${key.prefix}\u0001${key.tags.join('\u0001')}\u0001${key.scopes.join('\u0001')}\u0001${key.consumer ?? ''}\u0001`;
  }
  const groups = new Map<string, Building[]>();
  for (const row of byName.values()) {
    if (words.length > 0 && !matches(row, words)) continue;
    const group = row.provider ?? '';
    const rows = groups.get(group);
    if (rows === undefined) groups.set(group, [row]);
    else rows.push(row);
  }
  return flatten(groups);
}

function matches(row: Building, words: readonly string[]): boolean {
  const title = row.provider === null ? '' : `${row.provider}\u0001${providerName(row.provider)}`;
  const text = `${row.name}\u0001${title}\u0001${row.text}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function flatten(groups: ReadonlyMap<string, Building[]>): readonly BoardRow[] {
  const titled = [...groups].map(([provider, rows]) => ({
    provider,
    title: provider === '' ? 'Other' : providerName(provider),
    rows,
  }));
  titled.sort(
    (a, b) =>
      Number(a.provider === '') - Number(b.provider === '') ||
      compareOrders(a.title.toLowerCase(), b.title.toLowerCase()),
  );
  const board: BoardRow[] = [];
  for (const { provider, title, rows } of titled) {
    rows.sort((a, b) => compareOrders(a.sortName, b.sortName));
    board.push({ type: 'group', provider: provider === '' ? null : provider, title, count: rows.length });
    for (const row of rows) {
      board.push({ type: 'keys', name: row.name, provider: row.provider, cells: row.cells, hint: hintOf(row.cells) });
    }
  }
  return board;
}

/** What the row's keys have in common that is worth a word; nothing for a plain secret. */
function hintOf(cells: ReadonlyMap<EnvironmentId, KeySummary>): string {
  for (const key of cells.values()) {
    switch (key.kind) {
      case 'publishable':
        return 'publishable';
      case 'oauth-client':
        return 'OAuth client';
      case 'key-pair':
        return 'key pair';
      case 'file':
        return 'file';
      case 'username-password':
        return 'user name and password';
      case 'secret':
      case 'token':
        break;
    }
    if (key.consumer !== null && key.consumer !== '') return key.consumer;
    if (key.scopes.length > 0) return key.scopes.join(', ');
  }
  return '';
}
