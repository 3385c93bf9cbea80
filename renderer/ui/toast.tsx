import { CircleAlert, CircleCheck, Info, TriangleAlert, Undo2, X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { featureStore } from '../stores/registry.ts';
import { Button, IconButton } from './button.tsx';
import { messageText } from './message-text.tsx';

export type ToastTone = 'ok' | 'info' | 'warning' | 'problem';

export type Notice = {
  readonly title: string;
  readonly detail?: string;
  readonly tone?: ToastTone;
  /** Given, the notice has an Undo button. Never call it with a value in its closure. */
  readonly undo?: () => void | Promise<void>;
  /** Another action than undo: "Show", "Retry". */
  readonly action?: { readonly label: string; readonly run: () => void };
  /** A notice with the same key takes the place of the one before. */
  readonly key?: string;
};

type Shown = Notice & { readonly id: number };

type ToastState = { readonly toasts: readonly Shown[] };

/** Notices carry names and counts, never a value; they name keys, so locking takes them away. */
const useToasts = featureStore<ToastState>('toasts', () => ({ toasts: [] }));

let nextId = 1;
const AT_MOST = 4;
const SHOWN_MS = 5_000;
/** Time to read and to reach for the button. */
const SHOWN_WITH_ACTION_MS = 9_000;

/** Shows a notice at the lower right and reads it out. Problems stay until they are dismissed. Returns its id. */
export function notify(notice: Notice): number {
  const id = nextId++;
  useToasts.setState(({ toasts }) => ({
    toasts: [...toasts.filter((each) => notice.key === undefined || each.key !== notice.key), { ...notice, id }].slice(
      -AT_MOST,
    ),
  }));
  return id;
}

/** Takes one notice away. */
export function dismissToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

/** Takes all notices away. */
export function clearToasts(): void {
  useToasts.setState({ toasts: [] });
}

/**
 * Where notices appear; put it once at the end of the app. F8 moves the focus to the newest, Escape dismisses it.
 * While the pointer or the focus is on the notices, or the window is not in front, none of them runs out.
 */
export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  const [held, setHeld] = useState(false);
  const [windowActive, setWindowActive] = useState(() => document.hasFocus());
  const list = useRef<HTMLOListElement>(null);

  useEffect(() => {
    const focus = () => setWindowActive(true);
    const blur = () => setWindowActive(false);
    const toNewest = (event: KeyboardEvent) => {
      if (event.key !== 'F8') return;
      const newest = list.current?.lastElementChild;
      if (newest instanceof HTMLElement) newest.focus();
    };
    window.addEventListener('focus', focus);
    window.addEventListener('blur', blur);
    window.addEventListener('keydown', toNewest);
    return () => {
      window.removeEventListener('focus', focus);
      window.removeEventListener('blur', blur);
      window.removeEventListener('keydown', toNewest);
    };
  }, []);

  return (
    // `aria-live` also keeps this out of what a modal dialog hides from screen readers.
    <section className="toasts" aria-label="Notifications (F8)" aria-live="polite" aria-relevant="additions text">
      <ol
        ref={list}
        className="toast-list"
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={() => setHeld(false)}
        onFocus={() => setHeld(true)}
        onBlur={() => setHeld(false)}
      >
        {toasts.map((toast) => (
          <ToastItem key={toast.id} toast={toast} paused={held || !windowActive} />
        ))}
      </ol>
    </section>
  );
}

function ToastItem({ toast, paused }: { readonly toast: Shown; readonly paused: boolean }) {
  const { id, title, detail, tone = 'info', undo, action } = toast;
  const lasts = tone === 'problem' ? null : undo || action ? SHOWN_WITH_ACTION_MS : SHOWN_MS;
  const dismiss = useCallback(() => dismissToast(id), [id]);
  useRunOut(lasts, paused, dismiss);

  return (
    <li
      className="toast"
      data-tone={tone}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        dismiss();
      }}
    >
      <ToneIcon tone={tone} />
      <div className="toast-texts">
        <p className="toast-title">{messageText(title)}</p>
        {detail === undefined || detail === '' ? null : <p className="toast-detail">{messageText(detail)}</p>}
      </div>
      {undo === undefined ? null : (
        <Button
          icon={Undo2}
          onClick={() => {
            dismiss();
            void undo();
          }}
        >
          Undo
        </Button>
      )}
      {action === undefined ? null : (
        <Button
          onClick={() => {
            dismiss();
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon={X} label="Dismiss" size="small" onClick={dismiss} />
    </li>
  );
}

/** Calls back after `lastsMs` of not being paused; null: never. */
function useRunOut(lastsMs: number | null, paused: boolean, runOut: () => void): void {
  const leftMs = useRef(lastsMs);
  useEffect(() => {
    if (paused || leftMs.current === null) return;
    const startedAt = Date.now();
    const timer = setTimeout(runOut, leftMs.current);
    return () => {
      clearTimeout(timer);
      if (leftMs.current !== null) leftMs.current = Math.max(1_000, leftMs.current - (Date.now() - startedAt));
    };
  }, [paused, runOut]);
}

function ToneIcon({ tone }: { readonly tone: ToastTone }) {
  const Icon = { ok: CircleCheck, info: Info, warning: TriangleAlert, problem: CircleAlert }[tone];
  return <Icon size={16} className="toast-icon" aria-hidden="true" />;
}
