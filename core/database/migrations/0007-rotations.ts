import type { Database } from 'better-sqlite3';

/** Rotations of keys, step by step. Frozen once released. */
export const version = 7;
export const name = 'rotations';

export function up(db: Database): void {
  db.exec(`
    -- filter is JSON; refused is JSON of the keys that could not be begun.
    CREATE TABLE campaigns (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      filter TEXT NOT NULL,
      refused TEXT NOT NULL,
      started_at INTEGER NOT NULL
    ) STRICT;

    -- Keys, versions and connections are named without a reference: a rotation outlives them.
    -- facts: JSON, see core/rotation/rotation-rows.ts.
    -- answer: what the provider answered when it made the new value, sealed under answer_id as it came, until it is read.
    -- spare: a random key, sealed under spare_id, for an answer that comes when the vault is locked; see kept-answer.ts.
    CREATE TABLE rotations (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      campaign_id TEXT REFERENCES campaigns (id) ON DELETE SET NULL,
      mode TEXT NOT NULL,
      strategy TEXT NOT NULL,
      provider TEXT,
      connection_id TEXT,
      facts TEXT NOT NULL,
      status TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      finished_at INTEGER,
      resume_at INTEGER,
      runner INTEGER,
      alive_at INTEGER,
      answer_id TEXT,
      answer BLOB,
      spare_id TEXT,
      spare BLOB
    ) STRICT;
    CREATE INDEX rotations_open ON rotations (sequence) WHERE finished_at IS NULL;
    CREATE INDEX rotations_campaign ON rotations (campaign_id) WHERE campaign_id IS NOT NULL;

    CREATE TABLE rotation_keys (
      rotation_id TEXT NOT NULL REFERENCES rotations (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      key_id TEXT NOT NULL,
      name TEXT NOT NULL,
      project TEXT NOT NULL,
      environment TEXT NOT NULL,
      environment_id TEXT NOT NULL,
      part TEXT NOT NULL,
      old_version_id TEXT NOT NULL,
      new_version_id TEXT,
      PRIMARY KEY (rotation_id, position)
    ) STRICT;
    CREATE INDEX rotation_keys_key ON rotation_keys (key_id);

    -- sent_at: a request that changes something at the provider was about to be sent, and no answer is noted yet.
    -- data: JSON, what the step knows besides: a receipt, what was there before the request, a yes that was given.
    CREATE TABLE rotation_steps (
      rotation_id TEXT NOT NULL REFERENCES rotations (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      kind TEXT NOT NULL,
      automatic INTEGER NOT NULL CHECK (automatic IN (0, 1)),
      state TEXT NOT NULL,
      needs TEXT,
      task TEXT,
      evidence TEXT NOT NULL DEFAULT '',
      at INTEGER,
      sent_at INTEGER,
      error_code TEXT,
      error_message TEXT,
      data TEXT NOT NULL DEFAULT '{}',
      PRIMARY KEY (rotation_id, position)
    ) STRICT;
  `);
}
