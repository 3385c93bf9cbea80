import type { Database } from 'better-sqlite3';

/** What the last scan of each repository found of the vault's keys, and how a placed value is written. Frozen once released. */
export const version = 5;
export const name = 'scans';

export function up(db: Database): void {
  db.exec(`
    CREATE TABLE scans (
      id TEXT PRIMARY KEY,
      root TEXT NOT NULL UNIQUE,
      project_id TEXT REFERENCES projects (id) ON DELETE SET NULL,
      scanned_at INTEGER NOT NULL
    ) STRICT;

    -- what: 'used' by a CI file under its name, or its 'value' in a file or in the history (version_id says which).
    -- file is NULL for a commit's message; in_files is 0 where only the history has it.
    CREATE TABLE scan_findings (
      scan_id TEXT NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
      key_id TEXT NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
      version_id TEXT REFERENCES versions (id) ON DELETE CASCADE,
      what TEXT NOT NULL,
      file TEXT,
      line INTEGER,
      in_files INTEGER NOT NULL,
      harmless INTEGER NOT NULL,
      commit_id TEXT,
      commit_at INTEGER
    ) STRICT;
    CREATE INDEX scan_findings_key ON scan_findings (key_id);
    CREATE INDEX scan_findings_scan ON scan_findings (scan_id);

    -- 'plain', or 'base64' for a value that a target cannot hold as it is.
    ALTER TABLE placements ADD COLUMN encoding TEXT NOT NULL DEFAULT 'plain';
    ALTER TABLE receipt_steps ADD COLUMN encoding TEXT NOT NULL DEFAULT 'plain';
    ALTER TABLE receipt_steps ADD COLUMN previous_encoding TEXT NOT NULL DEFAULT 'plain';
  `);
}
