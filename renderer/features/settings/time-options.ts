import { MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '#shared/time/units.ts';
import { formatCount } from '../../ui/format-count.ts';

export type TimeOption = { readonly value: string; readonly label: string };

/** "15 minutes", "1 hour", "30 seconds". */
export function lengthText(ms: number): string {
  const [count, unit] =
    ms % MS_PER_HOUR === 0
      ? [ms / MS_PER_HOUR, 'hour']
      : ms % MS_PER_MINUTE === 0
        ? [ms / MS_PER_MINUTE, 'minute']
        : [Math.round(ms / MS_PER_SECOND), 'second'];
  return `${formatCount(count)} ${unit}${count === 1 ? '' : 's'}`;
}

/** Options for a length of time in milliseconds; what is set now is one of them even where it is unusual. */
export function timeOptions(usual: readonly number[], now: number | null): readonly TimeOption[] {
  const all = now === null || usual.includes(now) ? usual : [...usual, now].sort((a, b) => a - b);
  return all.map((ms) => ({ value: String(ms), label: lengthText(ms) }));
}
