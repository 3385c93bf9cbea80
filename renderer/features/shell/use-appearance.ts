import { useEffect } from 'react';
import type { Settings } from '#shared/domain/settings.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { useAppearanceStore } from '../../stores/appearance.ts';

/** Puts the chosen appearance and density on the page. Before the vault opens, the host has set the theme. */
export function useAppearance(): void {
  useEffect(() => {
    const read = async (): Promise<void> => {
      const answer = await call(engine().settings.get({}));
      if (answer.ok) applyAppearance(answer.value.settings);
    };
    void read();
    return onEngineEvent('vault-changed', () => void read());
  }, []);
}

export function applyAppearance({ appearance, density }: Pick<Settings, 'appearance' | 'density'>): void {
  const root = document.documentElement;
  if (appearance === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = appearance;
  root.dataset['density'] = density;
  if (useAppearanceStore.getState().density !== density) useAppearanceStore.setState({ density });
}
