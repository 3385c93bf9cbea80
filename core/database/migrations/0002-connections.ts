import type { Database } from 'better-sqlite3';

/** Connections to providers, what their last sync saw, and how it changed. Frozen once released. */
export const version = 2;
export const name = 'connections';

export function up(db: Database): void {
  db.exec(`
    -- credential is sealed like a value, bound to the connection's id and credential_id.
    CREATE TABLE connections (
      id TEXT PRIMARY KEY,
      provider TEXT NOT NULL,
      name TEXT NOT NULL,
      base_url TEXT,
      dashboard_url TEXT,
      plan TEXT,
      parameters TEXT NOT NULL,
      credential_id TEXT,
      credential BLOB,
      project_id TEXT REFERENCES projects (id) ON DELETE SET NULL,
      environments TEXT NOT NULL,
      mapping TEXT NOT NULL,
      sync_every_ms INTEGER,
      snapshot_at INTEGER,
      added_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX connections_name ON connections (name COLLATE NOCASE);

    -- identity: what tells one remote key from another across syncs, see core/connections/snapshot.ts.
    CREATE TABLE remote_keys (
      id TEXT PRIMARY KEY,
      connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
      identity TEXT NOT NULL,
      draft TEXT NOT NULL,
      name TEXT NOT NULL,
      status TEXT NOT NULL,
      origin TEXT NOT NULL,
      first_seen_at INTEGER NOT NULL,
      last_seen_at INTEGER NOT NULL,
      gone_at INTEGER,
      key_id TEXT REFERENCES keys (id) ON DELETE SET NULL,
      match_confidence REAL,
      match_reason TEXT,
      match_detail TEXT,
      -- 'linked' or 'unlinked' by a person: no sync changes it.
      decided TEXT,
      ignored INTEGER NOT NULL DEFAULT 0,
      -- JSON: the kinds of drift that a person lets stand, each with what the provider said then.
      accepted TEXT NOT NULL DEFAULT '{}'
    ) STRICT;
    CREATE UNIQUE INDEX remote_keys_identity ON remote_keys (connection_id, identity);
    CREATE INDEX remote_keys_key ON remote_keys (key_id) WHERE key_id IS NOT NULL;

    CREATE TABLE remote_history (
      sequence INTEGER PRIMARY KEY,
      remote_key_id TEXT NOT NULL REFERENCES remote_keys (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      field TEXT NOT NULL,
      before TEXT,
      after TEXT
    ) STRICT;
    CREATE INDEX remote_history_key ON remote_history (remote_key_id, sequence);

    CREATE TABLE syncs (
      sequence INTEGER PRIMARY KEY,
      connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
      started_at INTEGER NOT NULL,
      finished_at INTEGER,
      status TEXT NOT NULL,
      way TEXT NOT NULL,
      seen INTEGER NOT NULL,
      new INTEGER NOT NULL,
      changed INTEGER NOT NULL,
      gone INTEGER NOT NULL,
      rate_limit TEXT,
      error_code TEXT,
      error_message TEXT
    ) STRICT;
    CREATE INDEX syncs_connection ON syncs (connection_id, sequence);
  `);
}
