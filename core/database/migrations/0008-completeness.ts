import type { Database } from 'better-sqlite3';

/** How far each look at a provider's list went, and on what it rests that a key counts as gone. Frozen once released. */
export const version = 8;
export const name = 'completeness';

export function up(db: Database): void {
  db.exec(`
    -- completeness: JSON, see shared/domain/completeness.ts; null of a sync that read nothing, or from before this was known.
    ALTER TABLE syncs ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE syncs ADD COLUMN completeness TEXT;

    -- Since when complete lists lack it; gone_at besides where two of them do, or a person says so.
    -- absence: JSON of the looks on which that rests.
    ALTER TABLE remote_keys ADD COLUMN missing_at INTEGER;
    ALTER TABLE remote_keys ADD COLUMN absence TEXT NOT NULL DEFAULT '[]';

    -- One list was enough until now, and it may have been a part: a complete one, or a person, has to confirm it.
    UPDATE remote_keys SET missing_at = gone_at, gone_at = NULL,
      absence = json_array(json_object('at', gone_at, 'way', origin, 'evidence', 'noted before lists were checked for parts'))
      WHERE gone_at IS NOT NULL;
  `);
}
