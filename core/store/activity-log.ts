import type { ActivityEntry, ActivityKind } from '#shared/domain/activity.ts';
import { bumpRevision } from './revision.ts';
import type { Store } from './store.ts';

/** What an operation says of itself. `subject` is a name, `detail` a few words; never a value. */
export type ActivityNote = {
  readonly what: ActivityKind;
  readonly projectId?: string;
  readonly environmentId?: string;
  readonly keyId?: string;
  readonly subject?: string;
  readonly detail?: string;
};

type ActivityRow = {
  sequence: number;
  at: number;
  what: ActivityKind;
  by: ActivityEntry['by'];
  project_id: string | null;
  environment_id: string | null;
  key_id: string | null;
  subject: string;
  detail: string;
  mac: Buffer;
};

/** When these happened last is asked for at every look at what is due; the log is too long for that. */
const REMEMBERED: ReadonlySet<ActivityKind> = new Set([
  'backed-up',
  'restored-from-backup',
  'vault-key-rotated',
  'recovery-code-replaced',
  'recovery-code-checked',
]);
const CHAIN_START = Buffer.alloc(32);
const COLUMNS = 'sequence, at, what, by, project_id, environment_id, key_id, subject, detail, mac';

/** Appends to the activity. Call it inside the `write` of what it tells about. */
export function recordActivity(store: Store, note: ActivityNote): void {
  store.write(() => {
    const last = store.sql('SELECT sequence, mac FROM activity ORDER BY sequence DESC LIMIT 1').get() as
      | Pick<ActivityRow, 'sequence' | 'mac'>
      | undefined;
    const row: Omit<ActivityRow, 'mac'> = {
      sequence: (last?.sequence ?? 0) + 1,
      at: store.now(),
      what: note.what,
      by: store.by,
      project_id: note.projectId ?? null,
      environment_id: note.environmentId ?? null,
      key_id: note.keyId ?? null,
      subject: note.subject ?? '',
      detail: note.detail ?? '',
    };
    const mac = store.session.activityMac(chained(row, last?.mac ?? CHAIN_START));
    store
      .sql(`INSERT INTO activity (${COLUMNS}) VALUES (@sequence, @at, @what, @by, @project_id, @environment_id, @key_id,
        @subject, @detail, @mac)`)
      .run({ ...row, mac });
    // The head beside the chain tells when its end was cut off.
    store
      .sql(`INSERT INTO meta (name, value) VALUES ('activity-head', ?)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value`)
      .run(mac);
    if (REMEMBERED.has(note.what)) {
      store
        .sql('INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
        .run(`last ${note.what}`, row.at);
      // Reminders of the vault itself depend on it.
      bumpRevision(store);
    }
  });
}

/** Newest first. `more` tells whether older entries follow. */
export function listActivity(
  store: Store,
  request: { keyId?: string | undefined; before?: number | undefined; limit: number },
): { entries: ActivityEntry[]; more: boolean } {
  const before = request.before ?? Number.MAX_SAFE_INTEGER;
  const rows = (
    request.keyId === undefined
      ? store
          .sql(`SELECT ${COLUMNS} FROM activity WHERE sequence < ? ORDER BY sequence DESC LIMIT ?`)
          .all(before, request.limit + 1)
      : store
          .sql(`SELECT ${COLUMNS} FROM activity WHERE key_id = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?`)
          .all(request.keyId, before, request.limit + 1)
  ) as ActivityRow[];
  return { entries: rows.slice(0, request.limit).map(entryOf), more: rows.length > request.limit };
}

/** Checks every entry against the one before it, and the last one against the head. */
export function verifyActivity(store: Store): { intact: boolean; entries: number; firstBroken: number | null } {
  let previous: Buffer = CHAIN_START;
  let entries = 0;
  for (const row of store.db.prepare(`SELECT ${COLUMNS} FROM activity ORDER BY sequence`).iterate()) {
    const { mac, ...rest } = row as ActivityRow;
    entries += 1;
    if (rest.sequence !== entries || !store.session.activityMac(chained(rest, previous)).equals(mac)) {
      return { intact: false, entries, firstBroken: entries };
    }
    previous = mac;
  }
  const head = store.sql(`SELECT value FROM meta WHERE name = 'activity-head'`).get() as { value: Buffer } | undefined;
  const intact = entries === 0 ? head === undefined : head?.value.equals(previous) === true;
  return { intact, entries, firstBroken: intact ? null : entries + 1 };
}

/** Computes the whole chain anew with the session's key, after the vault key was rotated. */
export function resealActivity(store: Store): void {
  store.write(() => {
    let previous: Buffer = CHAIN_START;
    const rows = store.db.prepare(`SELECT ${COLUMNS} FROM activity ORDER BY sequence`).all() as ActivityRow[];
    for (const { mac: _, ...row } of rows) {
      previous = store.session.activityMac(chained(row, previous));
      store.sql('UPDATE activity SET mac = ? WHERE sequence = ?').run(previous, row.sequence);
    }
    if (rows.length > 0) store.sql(`UPDATE meta SET value = ? WHERE name = 'activity-head'`).run(previous);
  });
}

/** The bytes under an entry's mac: the mac before it, then its fields as a JSON array, which has one spelling only. */
function chained(row: Omit<ActivityRow, 'mac'>, previous: Buffer): Buffer {
  const fields = [
    row.sequence,
    row.at,
    row.what,
    row.by,
    row.project_id,
    row.environment_id,
    row.key_id,
    row.subject,
    row.detail,
  ];
  return Buffer.concat([previous, Buffer.from(JSON.stringify(fields), 'utf8')]);
}

function entryOf(row: ActivityRow): ActivityEntry {
  return {
    sequence: row.sequence,
    at: row.at,
    what: row.what,
    by: row.by,
    projectId: row.project_id as ActivityEntry['projectId'],
    environmentId: row.environment_id as ActivityEntry['environmentId'],
    keyId: row.key_id as ActivityEntry['keyId'],
    subject: row.subject,
    detail: row.detail,
  };
}
