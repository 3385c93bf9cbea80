import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Store } from './store.ts';
import { isUniqueViolation } from './undo-journal.ts';

/** A name that no row of the table has: the wanted one, or with a number behind it. */
export function freeName(store: Store, table: 'connections' | 'ci_targets', wanted: string): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted} ${number}`;
    if (store.sql(`SELECT 1 FROM ${table} WHERE name = ? COLLATE NOCASE`).get(name) === undefined) return name;
  }
}

/**
 * Runs a change that a name may stand in the way of.
 * @param what the thing with its article, for a person: "a connection"
 */
export function keepingNames(what: string, name: string, change: () => unknown): Result<void, 'name-taken'> {
  try {
    change();
    return success();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return failure('name-taken', `There is already ${what} named "${name}". Choose another name.`);
  }
}
