import { CircleAlert, type LucideIcon, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { messageText } from './message-text.tsx';
import { Spinner } from './progress.tsx';

/** Nothing here, why, and what to do. A good emptiness (an inbox) says so with `tone="good"`. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  actions,
  tone = 'default',
}: {
  readonly icon?: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly tone?: 'default' | 'good';
}) {
  return (
    <div className={classNames('state', tone === 'good' && 'state-good')}>
      {Icon ? (
        <span className="state-icon">
          <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
        </span>
      ) : null}
      <h2 className="state-title">{title}</h2>
      {children === undefined ? null : <div className="state-text">{children}</div>}
      {actions === undefined ? null : <div className="state-actions">{actions}</div>}
    </div>
  );
}

/** Something could not be read. `message` is the engine's: what was wrong, what next. */
export function ErrorState({
  title,
  message,
  onRetry,
  actions,
}: {
  readonly title: string;
  readonly message: string;
  readonly onRetry?: () => void;
  readonly actions?: ReactNode;
}) {
  return (
    <div className="state state-bad" role="alert">
      <span className="state-icon">
        <CircleAlert size={20} strokeWidth={1.75} aria-hidden="true" />
      </span>
      <h2 className="state-title">{title}</h2>
      <div className="state-text">{messageText(message)}</div>
      <div className="state-actions">
        {onRetry ? (
          <Button icon={RotateCw} onClick={onRetry}>
            Try again
          </Button>
        ) : null}
        {actions}
      </div>
    </div>
  );
}

/** Shown while something is read. It appears after a moment only (by CSS), so that quick answers do not flicker. */
export function LoadingState({ label = 'Loading…' }: { readonly label?: string }) {
  return (
    <div className="state state-loading" role="status">
      <Spinner size={18} />
      <span>{label}</span>
    </div>
  );
}
