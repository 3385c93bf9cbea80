import type { Database } from 'better-sqlite3';

/** CI targets, the copies of keys in them, and the receipts of what was put there. Frozen once released. */
export const version = 4;
export const name = 'ci';

export function up(db: Database): void {
  db.exec(`
    -- token is sealed like a value, bound to the target's id and token_id. place is JSON, see shared/domain/ci.ts.
    CREATE TABLE ci_targets (
      id TEXT PRIMARY KEY,
      system TEXT NOT NULL,
      name TEXT NOT NULL,
      place TEXT NOT NULL,
      place_text TEXT NOT NULL,
      base_url TEXT,
      token_id TEXT,
      token BLOB,
      project_id TEXT REFERENCES projects (id) ON DELETE SET NULL,
      environment_id TEXT REFERENCES environments (id) ON DELETE SET NULL,
      checked_at INTEGER,
      error_code TEXT,
      error_message TEXT,
      added_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX ci_targets_name ON ci_targets (name COLLATE NOCASE);

    -- pending_*: a write that was sent and whose answer is not known; pending_at is when.
    -- placed_updated_at: the system's time of our own write, with which later times are compared.
    -- seen: 'there' or 'absent' at the last look; tail_fits: whether remote_tail ends the value that was placed.
    CREATE TABLE placements (
      id TEXT PRIMARY KEY,
      key_id TEXT NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
      target_id TEXT NOT NULL REFERENCES ci_targets (id) ON DELETE CASCADE,
      secret_name TEXT NOT NULL,
      version_id TEXT REFERENCES versions (id) ON DELETE SET NULL,
      placed_at INTEGER NOT NULL,
      how TEXT NOT NULL,
      pending_key_id TEXT REFERENCES keys (id) ON DELETE SET NULL,
      pending_version_id TEXT REFERENCES versions (id) ON DELETE SET NULL,
      pending_at INTEGER,
      placed_updated_at INTEGER,
      seen TEXT,
      remote_updated_at INTEGER,
      remote_tail TEXT,
      tail_fits INTEGER,
      seen_at INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX placements_secret ON placements (target_id, secret_name);
    CREATE INDEX placements_key ON placements (key_id);

    -- runner: which process carries it out, and alive_at when it last said so.
    CREATE TABLE receipts (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      started_at INTEGER NOT NULL,
      finished_at INTEGER,
      status TEXT NOT NULL,
      undoes TEXT,
      resume_at INTEGER,
      runner INTEGER,
      alive_at INTEGER
    ) STRICT;

    -- Keys, versions and targets are named without a reference: a receipt outlives them.
    -- known: JSON of what the preview saw of the secret; null where it was not there.
    CREATE TABLE receipt_steps (
      receipt_id TEXT NOT NULL REFERENCES receipts (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      key_id TEXT NOT NULL,
      key_name TEXT NOT NULL,
      target_id TEXT NOT NULL,
      target_name TEXT NOT NULL,
      secret_name TEXT NOT NULL,
      version_id TEXT NOT NULL,
      previous_version_id TEXT,
      known TEXT,
      outcome TEXT NOT NULL,
      sent_at INTEGER,
      at INTEGER,
      error_code TEXT,
      error_message TEXT,
      PRIMARY KEY (receipt_id, position)
    ) STRICT;
    CREATE INDEX receipt_steps_secret ON receipt_steps (target_id, secret_name);
  `);
}
