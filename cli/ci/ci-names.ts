import type { Store } from '#core/store/store.ts';

export type KeyNames = { readonly key: string; readonly project: string; readonly environment: string };

/** Looks the names of keys up, those in the bin as well. */
export function keyNames(store: Store): (keyId: string) => KeyNames | null {
  const statement = store.sql(`SELECT k.name AS key, p.name AS project, e.name AS environment FROM keys k
    JOIN projects p ON p.id = k.project_id JOIN environments e ON e.id = k.environment_id WHERE k.id = ?`);
  return (keyId) => (statement.get(keyId) as KeyNames | undefined) ?? null;
}

/** Numbers of versions, as people see them. */
export function versionNumbers(store: Store): (versionId: string | null) => number | null {
  const statement = store.sql('SELECT number FROM versions WHERE id = ?').pluck();
  return (versionId) => (versionId === null ? null : ((statement.get(versionId) as number | undefined) ?? null));
}
