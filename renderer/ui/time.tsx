import { formatDay, formatExact, formatRelative, type Precision } from './format-time.ts';
import { useNow } from './use-now.ts';

/**
 * A point in time: relative ("9 days left") or as a day ("30 Nov 2026"), with the exact instant on hover and for machines.
 */
export function Time({
  at,
  precision = 'instant',
  show = 'relative',
}: {
  readonly at: number;
  readonly precision?: Precision;
  readonly show?: 'relative' | 'day';
}) {
  const now = useNow();
  const iso = new Date(at).toISOString();
  return (
    <time dateTime={precision === 'day' ? iso.slice(0, 10) : iso} title={formatExact(at, precision)}>
      {show === 'relative' ? formatRelative(at, now, precision) : formatDay(at, precision)}
    </time>
  );
}
