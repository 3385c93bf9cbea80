import { useCallback, useEffect, useRef, useState } from 'react';
import type { Settings } from '#shared/domain/settings.ts';
import { reportFailure } from '../../actions/perform.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { notify } from '../../ui/toast.tsx';
import { applyAppearance } from '../shell/use-appearance.ts';

export type SettingsChange = Partial<Omit<Settings, 'binDays'>>;

/**
 * The settings, and a change that applies at once. With `said` there is a notice with a way back; a change that shows by
 * itself (the theme) needs none.
 */
export function useSettings(): {
  readonly settings: Settings | null;
  readonly error: string | null;
  readonly reload: () => void;
  readonly change: (change: SettingsChange, said?: string) => void;
} {
  const [settings, setSettings] = useState<Settings | null>(null);
  const [error, setError] = useState<string | null>(null);
  const latest = useRef<Settings | null>(null);
  const saving = useRef(0);

  const show = useCallback((next: Settings) => {
    latest.current = next;
    setSettings(next);
    applyAppearance(next);
  }, []);
  const load = useCallback(async () => {
    const result = await call(engine().settings.get({}));
    // What is being saved is newer than what was read meanwhile.
    if (saving.current > 0) return;
    if (result.ok) {
      show(result.value.settings);
      setError(null);
    } else {
      setError(result.error.message);
    }
  }, [show]);
  const save = useCallback(
    async (change: SettingsChange, said?: string) => {
      const before = latest.current;
      if (before === null) return;
      show({ ...before, ...change });
      saving.current += 1;
      const result = await call(engine().settings.update({ change }));
      saving.current -= 1;
      if (!result.ok) {
        show(before);
        reportFailure(result);
        return;
      }
      if (saving.current === 0) show(result.value.settings);
      if (said === undefined) return;
      notify({
        title: said,
        tone: 'ok',
        key: 'settings',
        undo: () => save(previousOf(before, change), undefined),
      });
    },
    [show],
  );
  useEffect(() => {
    void load();
    return onEngineEvent('vault-changed', () => void load());
  }, [load]);

  return { settings, error, reload: () => void load(), change: (change, said) => void save(change, said) };
}

/** The values that a change replaced. */
export function previousOf(before: Settings, change: SettingsChange): SettingsChange {
  const known: Readonly<Record<string, unknown>> = before;
  // Sound: each name is one of a setting, with the value that the setting had.
  return Object.fromEntries(Object.keys(change).map((name) => [name, known[name]])) as SettingsChange;
}
