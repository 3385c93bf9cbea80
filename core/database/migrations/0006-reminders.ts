import type { Database } from 'better-sqlite3';

/** Policies, what a person did with reminders, and what was told. Frozen once released. */
export const version = 6;
export const name = 'reminders';

export function up(db: Database): void {
  db.exec(`
    -- id: 'everything', or 'environment:', 'provider:' or 'key:' and whose it is. policy is JSON of the fields that are said.
    CREATE TABLE policies (
      id TEXT PRIMARY KEY,
      environment_id TEXT REFERENCES environments (id) ON DELETE CASCADE,
      provider TEXT,
      key_id TEXT REFERENCES keys (id) ON DELETE CASCADE,
      policy TEXT NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;

    -- id is a reminder's. dismissed_due_at: the date that it had then; a later one is another matter.
    CREATE TABLE reminder_marks (
      id TEXT PRIMARY KEY,
      snoozed_until INTEGER,
      dismissed_at INTEGER,
      dismissed_due_at INTEGER,
      reason TEXT
    ) STRICT;

    -- id is a key's. rotated_at: since when it had its value then; with a newer value the plan is over.
    CREATE TABLE planned_rotations (
      id TEXT PRIMARY KEY REFERENCES keys (id) ON DELETE CASCADE,
      rotated_at INTEGER NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;

    -- What was told. lead_days is -1 where a snooze was over, and due_at then its end.
    CREATE TABLE reminders_fired (
      sequence INTEGER PRIMARY KEY,
      reminder_id TEXT NOT NULL,
      lead_days INTEGER NOT NULL,
      due_at INTEGER NOT NULL,
      fired_at INTEGER NOT NULL,
      UNIQUE (reminder_id, lead_days, due_at)
    ) STRICT;

    -- From here on the activity notes there when these happened last.
    INSERT INTO meta (name, value) SELECT 'last ' || what, max(at) FROM activity
      WHERE what IN ('backed-up', 'restored-from-backup', 'vault-key-rotated', 'recovery-code-replaced') GROUP BY what;
  `);
}
