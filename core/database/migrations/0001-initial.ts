import type { Database } from 'better-sqlite3';

/** The first schema. Frozen: a released migration is never edited. Times are milliseconds since 1970 in UTC. */
export const version = 1;
export const name = 'initial';

export function up(db: Database): void {
  db.exec(`
    CREATE TABLE meta (
      name TEXT PRIMARY KEY,
      value ANY
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE settings (
      name TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE projects (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      position INTEGER NOT NULL,
      archived_at INTEGER,
      added_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX projects_name ON projects (name COLLATE NOCASE);

    CREATE TABLE environments (
      id TEXT PRIMARY KEY,
      project_id TEXT NOT NULL REFERENCES projects (id),
      name TEXT NOT NULL,
      position INTEGER NOT NULL,
      colour INTEGER NOT NULL,
      protected INTEGER NOT NULL CHECK (protected IN (0, 1)),
      added_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX environments_name ON environments (project_id, name COLLATE NOCASE);

    -- prefix, suffix, version_count and rotated_at repeat what versions say, so that a list is one scan of one table.
    CREATE TABLE keys (
      id TEXT PRIMARY KEY,
      project_id TEXT NOT NULL REFERENCES projects (id),
      environment_id TEXT NOT NULL REFERENCES environments (id),
      name TEXT NOT NULL,
      provider TEXT,
      kind TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('active', 'deactivated', 'revoked')),
      prefix TEXT NOT NULL,
      suffix TEXT NOT NULL,
      scopes TEXT NOT NULL,
      tags TEXT NOT NULL,
      consumer TEXT,
      created_at INTEGER,
      created_origin TEXT,
      created_precision TEXT,
      expires_at INTEGER,
      expires_origin TEXT,
      expires_precision TEXT,
      last_used_at INTEGER,
      last_used_origin TEXT,
      last_used_precision TEXT,
      rotate_every TEXT,
      version_count INTEGER NOT NULL,
      rotated_at INTEGER NOT NULL,
      archived_at INTEGER,
      deleted_at INTEGER,
      added_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      description TEXT NOT NULL,
      notes TEXT NOT NULL
    ) STRICT;
    -- One live key of a name in an environment; what is archived or in the bin does not count.
    CREATE UNIQUE INDEX keys_live_name ON keys (environment_id, name)
      WHERE archived_at IS NULL AND deleted_at IS NULL;
    CREATE INDEX keys_project ON keys (project_id);
    CREATE INDEX keys_environment ON keys (environment_id, archived_at, deleted_at);
    CREATE INDEX keys_expiry ON keys (expires_at) WHERE expires_at IS NOT NULL;
    CREATE INDEX keys_deleted ON keys (deleted_at) WHERE deleted_at IS NOT NULL;

    -- sealed is null once the value was discarded.
    CREATE TABLE versions (
      id TEXT PRIMARY KEY,
      key_id TEXT NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('current', 'previous', 'retired')),
      prefix TEXT NOT NULL,
      suffix TEXT NOT NULL,
      identifier TEXT,
      length_bytes INTEGER NOT NULL,
      sealed BLOB,
      fingerprint BLOB,
      created_at INTEGER NOT NULL,
      retired_at INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX versions_number ON versions (key_id, number);
    CREATE UNIQUE INDEX versions_current ON versions (key_id) WHERE state = 'current';
    CREATE INDEX versions_fingerprint ON versions (fingerprint) WHERE fingerprint IS NOT NULL;

    -- A keyed hash chain: mac covers the entry and the mac before it.
    CREATE TABLE activity (
      sequence INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      what TEXT NOT NULL,
      by TEXT NOT NULL,
      project_id TEXT,
      environment_id TEXT,
      key_id TEXT,
      subject TEXT NOT NULL,
      detail TEXT NOT NULL,
      mac BLOB NOT NULL
    ) STRICT;
    CREATE INDEX activity_key ON activity (key_id, sequence) WHERE key_id IS NOT NULL;

    CREATE TABLE undo (
      id TEXT PRIMARY KEY,
      at INTEGER NOT NULL,
      label TEXT NOT NULL,
      entries TEXT NOT NULL
    ) STRICT;
  `);
}
