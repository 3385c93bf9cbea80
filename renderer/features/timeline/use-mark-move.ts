import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { localDay } from '../../ui/format-time.ts';
import { notify } from '../../ui/toast.tsx';
import { dayOfX, type Moving, type Scale } from './chart-layout.ts';
import { isMovable, whyFixed } from './mark-menu.tsx';
import { DAY_IS_OVER, planRotationOn } from './plan-actions.ts';
import type { Group, Mark } from './timeline-model.ts';

/** A pointer that moves less than this clicks. */
const DRAG_FROM_PX = 4;

export interface MarkMove {
  readonly moving: Moving | null;
  /** Moves it by days with the keys; the first time it starts there. */
  readonly step: (mark: Mark, days: number) => Moving | null;
  readonly commit: () => void;
  readonly cancel: () => void;
  /** For the mark that a pointer is on. */
  readonly pointer: (mark: Mark) => {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerCancel: () => void;
  };
  /** Whether the click that is asked about belongs to a drag that just ended. */
  readonly wasDragged: () => boolean;
}

/**
 * Moving a rotation to another day, by keys or by the pointer. Nothing is asked of the engine before it is let go; then it
 * stays where it was put until the marks have been read again.
 * @param groups what was read
 */
export function useMarkMove(scale: Scale, groups: readonly Group[]): MarkMove {
  const [moving, setMoving] = useState<Moving | null>(null);
  const grip = useRef<{ readonly x: number; readonly trackLeft: number } | null>(null);
  const dragged = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was read anew is what a saved move waits for
  useEffect(() => setMoving((now) => (now?.by === 'saving' ? null : now)), [groups]);
  const isDragging = moving?.by === 'pointer';
  useEffect(() => {
    if (!isDragging) return;
    const leave = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      grip.current = null;
      setMoving(null);
    };
    window.addEventListener('keydown', leave, true);
    return () => window.removeEventListener('keydown', leave, true);
  }, [isDragging]);

  const save = async (move: Moving): Promise<void> => {
    if (move.day === Math.floor(move.mark.day)) {
      setMoving(null);
      return;
    }
    setMoving({ ...move, by: 'saving' });
    if (!(await planRotationOn(move.mark.keyId, move.day))) setMoving(null);
  };
  return {
    moving,
    step: (mark, days) => {
      if (!isMovable(mark)) {
        notify({ title: whyFixed(mark), tone: 'info', key: 'plan-rotation' });
        return null;
      }
      const from = moving?.by === 'keys' && moving.mark.id === mark.id ? moving.day : Math.floor(mark.day);
      // What is late starts from today: no day before it can be chosen.
      const day = Math.max(from + days, localDay(Date.now()));
      const next: Moving = { mark, day, by: 'keys' };
      setMoving(next);
      return next;
    },
    commit: () => {
      if (moving?.by === 'keys') void save(moving);
    },
    cancel: () => {
      grip.current = null;
      setMoving((now) => (now?.by === 'saving' ? now : null));
    },
    pointer: (mark) => ({
      onPointerDown: (event) => {
        dragged.current = false;
        if (event.button !== 0 || !isMovable(mark)) return;
        const track = event.currentTarget.closest('.tl-track')?.getBoundingClientRect();
        if (track === undefined) return;
        grip.current = { x: event.clientX, trackLeft: track.left };
        // At once: a quick pointer has left the mark before it has moved far enough.
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove: (event) => {
        const from = grip.current;
        if (from === null) return;
        if (!dragged.current) {
          if (Math.abs(event.clientX - from.x) < DRAG_FROM_PX) return;
          dragged.current = true;
        }
        const inside = Math.min(Math.max(event.clientX - from.trackLeft, 0), scale.width - 1);
        setMoving({ mark, day: dayOfX(inside, scale), by: 'pointer' });
      },
      onPointerUp: () => {
        grip.current = null;
        if (moving?.by === 'pointer') void save(moving);
      },
      onPointerCancel: () => {
        grip.current = null;
        setMoving(null);
      },
    }),
    wasDragged: () => {
      // Once: Enter on the same mark is a click as well.
      const was = dragged.current;
      dragged.current = false;
      return was;
    },
  };
}

/** What is said of a rotation on its way to a day; `over`: it cannot be put there. */
export function movingWords({ mark, day }: Moving, dayText: string): { readonly text: string; readonly over: boolean } {
  const over = day < localDay(Date.now());
  if (over) return { text: DAY_IS_OVER, over };
  return { text: day === Math.floor(mark.day) ? `${dayText}, where it is now` : `Move to ${dayText}`, over };
}
