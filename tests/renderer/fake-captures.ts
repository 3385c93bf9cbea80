import type { EngineClient } from '#shared/contract/index.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { CapturedColumn, CaptureField, CapturePreview } from '#shared/domain/capture.ts';
import type { PreviewId } from '#shared/domain/ids.ts';
import type { RemoteDate, RemoteKeyDraft } from '#shared/domain/remote-key.ts';
import { type FakeConnection, outcome } from './demo-connections.ts';
import { nextId } from './demo-data.ts';

const DAY = 86_400_000;

interface List {
  readonly title: string;
  columns: CapturedColumn[];
  readonly rows: readonly (readonly string[])[];
  included: boolean;
}

interface Preview {
  isWhole?: boolean;
  readonly connectionId: string;
  readonly way: 'dashboard' | 'file';
  readonly lists: List[];
  readonly total: number;
  pages: number;
}

const FIELDS: Readonly<Record<string, CaptureField>> = {
  name: 'name',
  key: 'key',
  status: 'status',
  scopes: 'scopes',
  created: 'created',
  'created by': 'createdBy',
  'last used': 'lastUsed',
  expires: 'expires',
};

const NORRIX = [
  ['Name', 'Key', 'Status', 'Scopes', 'Created by', 'Last used', 'Valid for', 'Expires', ''],
  [
    'Web shop, staging',
    'nrx_p0QmZ81a••••',
    'Active',
    'build, submit',
    'dana@example.test',
    '2026-11-21',
    '90 d',
    '2026-11-30',
    'Revoke',
  ],
  [
    'Web shop, development',
    'nrx_Ks7dF2xW••••',
    'Active',
    'build',
    'dana@example.test',
    '2026-11-20',
    '90 d',
    '2027-02-12',
    'Revoke',
  ],
  [
    'Deploys, staging',
    'nrx_Lm20xxTq••••',
    'Revoked',
    'submit, update',
    'dana@example.test',
    '2026-11-16',
    '',
    'Never',
    '',
  ],
  [
    'Old CI runner',
    'nrx_Zt81kQ0w••••',
    'Active',
    'build, submit, update',
    'sam@example.test',
    '2026-08-19',
    '',
    'Never',
    'Revoke',
  ],
  ['release bot', 'nrx_8dPq20Lm••••', 'Active', 'update', 'dana@example.test', 'Never', '', 'end of Q1', 'Revoke'],
] as const;
const NORRIX_2 = [
  NORRIX[0],
  ['Nightly build', 'nrx_Qq71bb0a••••', 'Active', 'build', 'sam@example.test', 'Never', '30 d', '2026-12-21', 'Revoke'],
];
const INVOICES = [
  ['Number', 'Date', 'Amount'],
  ['2026-118', '1 Nov 2026', '49.00'],
  ['2026-107', '1 Oct 2026', '49.00'],
] as const;

function listOf(title: string, table: readonly (readonly string[])[]): List {
  const [titles = [], ...rows] = table;
  const columns = titles.map((each, index): CapturedColumn => {
    const field = FIELDS[each.toLowerCase()] ?? (each === '' ? 'ignore' : null);
    const reason = field === null ? 'not-recognised' : field === 'ignore' ? 'content' : 'title';
    return { index, title: each, field, confidence: field === null ? 0 : 0.9, reason };
  });
  return { title, columns, rows, included: columns.some(({ field }) => field === 'name') };
}

function dateOf(text: string | undefined): RemoteDate | 'never' | null {
  if (text === undefined || text === '') return null;
  if (text.toLowerCase() === 'never') return 'never';
  const at = Date.parse(text);
  return { at: Number.isNaN(at) ? null : at + DAY - 1, precision: 'day', text };
}

function draftOf(list: List, row: readonly string[]): RemoteKeyDraft {
  const cell = (field: CaptureField): string | undefined => row[list.columns.findIndex((each) => each.field === field)];
  const created = dateOf(cell('created'));
  const status = cell('status')?.toLowerCase();
  return {
    remoteId: null,
    name: cell('name') ?? '',
    prefix: (cell('key') ?? '').replace(/•.*/, ''),
    suffix: '',
    kind: null,
    status: status === 'active' || status === 'revoked' ? status : 'unknown',
    statusText: cell('status') ?? '',
    scopes: cell('scopes')?.split(', ') ?? null,
    created: created === 'never' ? null : created,
    createdBy: cell('createdBy') ?? null,
    lastUsed: dateOf(cell('lastUsed')),
    expires: dateOf(cell('expires')),
    description: cell('description') ?? null,
    environment: null,
  };
}

/**
 * Captures in memory. Norrix's page has a list of keys with more behind it and a list of invoices; bkend's asks to sign in
 * once and has an empty list then. A text without a tab, and the file of a connection to bkend, hold no list.
 */
export function createFakeCaptures({
  states,
  now,
  changed,
}: {
  readonly states: readonly FakeConnection[];
  readonly now: () => number;
  readonly changed: () => void;
}): EngineClient['captures'] {
  const previews = new Map<string, Preview>();
  const signedIn = new Set<string>();
  const find = (id: string): FakeConnection | undefined => states.find(({ connection }) => connection.id === id);
  const noConnection = () => failure('connection-not-found', 'This connection is not there any more.');
  const noPreview = () => failure('preview-not-found', 'What was read is not there any more. Read it again.');

  const shown = (previewId: PreviewId, found: Preview, refused?: Pick<CapturePreview, 'outcome' | 'message'>) => {
    const taken = found.lists.filter(({ included }) => included);
    const keys = taken.flatMap((list) => list.rows.map((row) => draftOf(list, row)));
    const problems = keys.flatMap(({ expires }, index) =>
      expires !== null && expires !== 'never' && expires.at === null
        ? [
            {
              row: index + 1,
              column: 'Expires',
              message: `“${expires.text}” could not be read as a date and is kept as text.`,
            },
          ]
        : [],
    );
    const complete = found.total <= keys.length;
    const plain: Pick<CapturePreview, 'outcome' | 'message'> =
      taken.length === 0
        ? { outcome: 'no-key-list', message: 'None of the lists on the page looks like a list of keys.' }
        : keys.length === 0
          ? { outcome: 'empty-list', message: 'The list is empty.' }
          : {
              outcome: 'read',
              message: `${keys.length} keys read.`,
            };
    const fresh = Math.min(1, keys.length);
    const preview: CapturePreview = {
      way: found.way,
      ...(refused ?? plain),
      readAt: now(),
      pages: found.pages,
      completeness: complete
        ? { kind: 'complete', evidence: [`The page says that there are ${found.total}, and as many were read.`] }
        : { kind: 'partial', evidence: [`The page says that there are ${found.total}, and ${keys.length} were read.`] },
      isWhole: found.isWhole ?? false,
      lists: found.lists.map(({ title, columns, rows, included }) => ({
        title,
        columns,
        sample: rows.slice(0, 5).map((row) => [...row]),
        rowCount: rows.length,
        included,
      })),
      keys,
      keyCount: keys.length,
      problems,
      problemCount: problems.length,
      changes: {
        new: fresh,
        changed: Math.min(2, keys.length - fresh),
        missing: complete ? 1 : 0,
        gone: 0,
        absent: 1,
        same: Math.max(0, keys.length - 3),
      },
    };
    return success({ previewId, preview });
  };
  const hold = (preview: Preview, refused?: Pick<CapturePreview, 'outcome' | 'message'>) => {
    const previewId = nextId<PreviewId>();
    previews.set(previewId, preview);
    return shown(previewId, preview, refused);
  };
  const show = (previewId: string) => {
    const found = previews.get(previewId);
    return found === undefined ? noPreview() : shown(previewId as PreviewId, found);
  };

  return {
    fromDashboard: async ({ connectionId }) => {
      const state = find(connectionId);
      if (state === undefined) return noConnection();
      if (!state.dashboardOpen)
        return failure(
          'dashboard-not-open',
          'The window of the dashboard is closed. Open it, and show the list there.',
        );
      const base = { connectionId, way: 'dashboard' as const, pages: 1 };
      if (state.connection.provider !== 'bkend')
        return hold({ ...base, lists: [listOf('API keys', NORRIX), listOf('Invoices', INVOICES)], total: 6 });
      if (signedIn.has(connectionId))
        return hold({ ...base, lists: [listOf('Secret keys', [['Name', 'Key']])], total: 0 });
      signedIn.add(connectionId);
      return hold(
        { ...base, lists: [], total: 0 },
        {
          outcome: 'sign-in',
          message: 'The page asks to sign in. Sign in there, go to the list of keys, and try again.',
        },
      );
    },
    addPage: async ({ previewId }) => {
      const preview = previews.get(previewId);
      const [list] = preview?.lists ?? [];
      if (preview === undefined || list === undefined) return noPreview();
      if (preview.pages < 2) {
        preview.lists[0] = { ...list, rows: [...list.rows, ...NORRIX_2.slice(1)] };
        preview.pages = 2;
      }
      return show(previewId);
    },
    fromFile: async ({ connectionId }) => {
      const state = find(connectionId);
      if (state === undefined) return noConnection();
      if (state.connection.provider === 'bkend')
        return failure('import-invalid', 'There is no list in it. Save the page on which the keys are listed.');
      return hold({ connectionId, way: 'file', lists: [listOf('', INVOICES)], total: 0, pages: 1 });
    },
    fromText: async ({ connectionId, text }) => {
      if (find(connectionId) === undefined) return noConnection();
      const table = text.split('\n').map((line) => line.split('\t'));
      if ((table[0]?.length ?? 0) < 2)
        return failure('import-invalid', 'There is no list in it. Copy the whole list, with its column titles.');
      const total = table.length - 1;
      return hold({ connectionId, way: 'file', lists: [listOf('', table)], total, pages: 1 });
    },
    correct: async ({ previewId, list, included, columns }) => {
      const found = previews.get(previewId)?.lists[list];
      if (found === undefined) return noPreview();
      if (columns !== undefined) {
        found.columns = found.columns.map((column, index) => {
          const field = columns[index] ?? null;
          return field === column.field ? column : { ...column, field, confidence: 1, reason: 'remembered' };
        });
      }
      found.included = included ?? (columns === undefined ? found.included : true);
      return show(previewId);
    },
    sayWhole: async ({ previewId, isWhole }) => {
      const found = previews.get(previewId);
      if (found !== undefined) found.isWhole = isWhole;
      return show(previewId);
    },
    apply: async ({ previewId }) => {
      const kept = show(previewId);
      const state = find(previews.get(previewId)?.connectionId ?? '');
      if (!kept.ok) return noPreview();
      if (state === undefined) return noConnection();
      const { changes, keyCount, way } = kept.value.preview;
      previews.delete(previewId);
      const ended = outcome(now(), {
        way,
        seen: keyCount,
        new: changes.new,
        changed: changes.changed,
        missing: changes.missing,
        gone: changes.gone,
      });
      state.connection = { ...state.connection, lastSync: ended, snapshotAt: now(), remoteKeyCount: keyCount };
      changed();
      return success({ outcome: ended, duplicates: [] });
    },
    discard: async ({ previewId }) => {
      previews.delete(previewId);
      return success({});
    },
  };
}
