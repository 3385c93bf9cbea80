import type { Database, Statement } from 'better-sqlite3';
import type { VaultSession } from '../vault/session.ts';

/** Who asks: it is written into the activity. */
export type Actor = 'window' | 'cli' | 'engine';

/** What every operation on an unlocked vault works with. */
export type Store = {
  readonly session: VaultSession;
  readonly db: Database;
  readonly by: Actor;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The prepared statement of a SQL text; prepared once for the life of the store. */
  readonly sql: (text: string) => Statement;
  /**
   * Runs `change` in one immediate transaction. It is rolled back when `change` throws or answers with a failure, so an
   * operation is done whole or not at all. Inside another `write` it joins that one.
   */
  readonly write: <T>(change: () => T) => T;
};

export function openStore(session: VaultSession, options: { by: Actor; now: () => number }): Store {
  const statements = new Map<string, Statement>();
  const { db } = session;

  const sql = (text: string): Statement => {
    let statement = statements.get(text);
    if (statement === undefined) {
      statement = db.prepare(text);
      statements.set(text, statement);
    }
    return statement;
  };

  return {
    session,
    db,
    by: options.by,
    now: options.now,
    sql,
    write: (change) => {
      if (db.inTransaction) return change();
      // Immediate: a second process waits here, before anything was read that it could change meanwhile.
      sql('BEGIN IMMEDIATE').run();
      try {
        const result = change();
        sql(isFailed(result) ? 'ROLLBACK' : 'COMMIT').run();
        return result;
      } catch (error) {
        // SQLite ends the transaction by itself on some errors (a full disk, for one).
        if (db.inTransaction) sql('ROLLBACK').run();
        throw error;
      }
    },
  };
}

function isFailed(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'ok' in result && result.ok === false;
}
