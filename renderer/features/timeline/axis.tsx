// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a table

import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { type Scale, xOf } from './chart-layout.ts';
import { type Tick, weekdayOf } from './day-scale.ts';

/** How high the axis is; the same as in timeline.css. */
export const AXIS_PX = 32;
/** Weekends are shaded where a day is at least so wide. */
const SHADED_FROM_PX = 4;
/** The first tick lies before the edge: it is named where the second leaves so much room. */
const FIRST_PX = 40;

/** The months or weeks above the rows; stays while they scroll. */
export function Axis({ ticks, scale }: { readonly ticks: readonly Tick[]; readonly scale: Scale }) {
  return (
    <div role="rowgroup" className="tl-axis">
      <div role="row" className="tl-axis-row" aria-rowindex={1} tabIndex={-1}>
        <div role="columnheader" className="tl-name" tabIndex={-1}>
          Key
        </div>
        <div role="columnheader" className="tl-track" tabIndex={-1}>
          <VisuallyHidden>Dates</VisuallyHidden>
          {ticks.map(({ day, month, text }, index) => {
            const x = Math.max(0, xOf(day, scale));
            const next = ticks[index + 1];
            if (day < scale.from && next !== undefined && xOf(next.day, scale) < FIRST_PX) return null;
            return (
              <span
                key={day}
                className="tl-tick"
                data-month={month || undefined}
                style={{ transform: `translateX(${x}px)` }}
                aria-hidden="true"
              >
                {text}
              </span>
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The lines of the axis and the weekends, behind the rows. */
export function AxisLines({ ticks, scale }: { readonly ticks: readonly Tick[]; readonly scale: Scale }) {
  const dayPx = scale.width / scale.days;
  return (
    <div className="tl-lines" aria-hidden="true">
      {dayPx < SHADED_FROM_PX
        ? null
        : weekendsIn(scale).map((day) => (
            <i key={`weekend ${day}`} style={{ transform: `translateX(${xOf(day, scale)}px)`, width: dayPx }} />
          ))}
      {ticks.map(({ day, month }) =>
        day < scale.from ? null : (
          <b
            key={`tick ${day}`}
            data-month={month || undefined}
            style={{ transform: `translateX(${xOf(day, scale)}px)` }}
          />
        ),
      )}
    </div>
  );
}

function weekendsIn({ from, days }: Scale): readonly number[] {
  const shaded: number[] = [];
  for (let day = Math.floor(from); day < from + days; day += 1) {
    const weekday = weekdayOf(day);
    if (weekday === 0 || weekday === 6) shaded.push(day);
  }
  return shaded;
}

/** Where the present instant lies, over everything. */
export function TodayLine({ scale }: { readonly scale: Scale }) {
  const x = xOf(scale.today, scale);
  if (x < 0 || x > scale.width) return null;
  return (
    <div className="tl-today" aria-hidden="true">
      <span style={{ transform: `translateX(${x}px)` }}>
        <em>Today</em>
      </span>
    </div>
  );
}
