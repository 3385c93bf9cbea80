import type { Settings } from '#shared/domain/settings.ts';
import { featureStore } from './registry.ts';

/** How dense lists are; the theme is on the page itself. */
export const useAppearanceStore = featureStore<Pick<Settings, 'density'>>('appearance', () => ({
  density: 'comfortable',
}));

/** The height of a list's row in pixels; the same as `--row` in the tokens. */
export function useRowHeight(): number {
  return useAppearanceStore((state) => (state.density === 'compact' ? 30 : 36));
}
