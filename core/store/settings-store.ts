import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_SETTINGS, type Settings, settings as settingsSchema } from '#shared/domain/settings.ts';
import { recordActivity } from './activity-log.ts';
import type { Store } from './store.ts';

/** The settings, with the default for each that was never set or that an older version wrote and this one refuses. */
export function readSettings(store: Store): Settings {
  const stored = store.sql('SELECT name, value FROM settings').all() as { name: string; value: string }[];
  const merged: Record<string, unknown> = { ...DEFAULT_SETTINGS };
  for (const { name, value } of stored) {
    const schema = name in settingsSchema.shape ? settingsSchema.shape[name as keyof Settings] : undefined;
    const parsed = schema?.safeParse(JSON.parse(value));
    if (parsed?.success === true) merged[name] = parsed.data;
  }
  return settingsSchema.parse(merged);
}

export function updateSettings(store: Store, change: Partial<Settings>): Settings {
  return store.write(() => {
    const before: Readonly<Record<string, unknown>> = readSettings(store);
    const names: string[] = [];
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined || isDeepStrictEqual(before[name], value)) continue;
      names.push(name);
      store
        .sql('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
        .run(name, JSON.stringify(value));
    }
    if (names.length > 0) recordActivity(store, { what: 'settings-changed', detail: names.join(', ') });
    return readSettings(store);
  });
}
