import { useLayoutEffect, useRef, useState } from 'react';
import { formatCount } from '../../ui/format-count.ts';
import { formatDay, formatDayHeading } from '../../ui/format-time.ts';
import type { Item, Moving } from './chart-layout.ts';
import { startOfDay } from './day-scale.ts';
import { MarkSymbol } from './mark-symbol.tsx';
import { stateOf } from './timeline-model.ts';
import { readingOf } from './timeline-words.ts';
import { movingWords } from './use-mark-move.ts';

/** What a tip is about, and where that is in the window. */
export interface Tip {
  readonly item: Item;
  readonly environment: string;
  readonly anchor: { readonly left: number; readonly top: number; readonly bottom: number };
}

const MARGIN_PX = 8;
const LISTED = 6;

/** The exact instant of a mark, and how it is known, beside it. Its mark says the same to screen readers. */
export function MarkTip({
  tip,
  moving,
  now,
}: {
  readonly tip: Tip;
  readonly moving: Moving | null;
  readonly now: number;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null);
  const { anchor } = tip;
  useLayoutEffect(() => {
    const { width = 0, height = 0 } = box.current?.getBoundingClientRect() ?? {};
    const left = Math.min(Math.max(anchor.left - width / 2, MARGIN_PX), window.innerWidth - width - MARGIN_PX);
    const above = anchor.top - height - MARGIN_PX;
    setPlace({ left, top: above < MARGIN_PX ? anchor.bottom + MARGIN_PX : above });
  }, [anchor]);
  return (
    <div
      ref={box}
      className="tooltip tl-tip"
      aria-hidden="true"
      style={place === null ? { left: 0, top: 0, visibility: 'hidden' } : place}
    >
      {moving === null ? <Reading tip={tip} now={now} /> : <MovingText moving={moving} />}
    </div>
  );
}

function MovingText({ moving }: { readonly moving: Moving }) {
  const { text } = movingWords(moving, formatDayHeading(startOfDay(moving.day), Date.now()));
  return <p className="tl-tip-name">{text}</p>;
}

function Reading({ tip: { item, environment }, now }: { readonly tip: Tip; readonly now: number }) {
  const [mark] = item.marks;
  if (mark === undefined) return null;
  if (item.marks.length > 1) {
    return (
      <ul className="tl-tip-list">
        {item.marks.slice(0, LISTED).map((each) => (
          <li key={each.id}>
            <MarkSymbol state={stateOf(each, now)} />
            <span>{formatDay(each.at, each.precision)}</span>
            <span className="truncate">{each.name}</span>
          </li>
        ))}
        {item.marks.length > LISTED ? <li>and {formatCount(item.marks.length - LISTED)} more</li> : null}
      </ul>
    );
  }
  const { what, when, left, origin } = readingOf(mark, now);
  return (
    <div>
      <p className="tl-tip-name">
        {mark.name} <span>{environment}</span>
      </p>
      <p>
        {what[0]?.toUpperCase()}
        {what.slice(1)}
      </p>
      <p>{when}</p>
      <p className="tl-tip-origin">
        {left} · {origin}
      </p>
    </div>
  );
}
