import type { LucideIcon } from 'lucide-react';
import type { ComponentPropsWithRef } from 'react';
import { classNames } from './class-names.ts';
import { Spinner } from './progress.tsx';
import { Tooltip } from './tooltip.tsx';

export type ButtonVariant = 'default' | 'primary' | 'quiet' | 'danger';

export type ButtonProps = ComponentPropsWithRef<'button'> & {
  readonly variant?: ButtonVariant;
  readonly icon?: LucideIcon;
  /** While true the button spins, cannot be pressed and keeps its place and focus. */
  readonly busy?: boolean;
};

/** A button with text. One `primary` a view at most; `danger` only where something is lost. */
export function Button({ variant = 'default', icon: Icon, busy = false, className, children, ...props }: ButtonProps) {
  const { onClick, type = 'button', ...rest } = props;
  return (
    <button
      {...rest}
      type={busy ? 'button' : type}
      className={classNames('button', variant !== 'default' && `button-${variant}`, className)}
      aria-busy={busy || undefined}
      // Not `disabled`, which would drop the focus while the work runs.
      aria-disabled={busy || rest['aria-disabled'] || undefined}
      onClick={busy ? undefined : onClick}
    >
      {busy ? <Spinner size={14} /> : Icon ? <Icon size={14} aria-hidden="true" /> : null}
      {children}
    </button>
  );
}

export type IconButtonProps = Omit<ComponentPropsWithRef<'button'>, 'children'> & {
  readonly icon: LucideIcon;
  /** What it does: its name for screen readers and the text of its tooltip. */
  readonly label: string;
  readonly shortcut?: string;
  readonly size?: 'small' | 'medium';
};

/** A square button with an icon and, on hover or focus, a tooltip with its name. */
export function IconButton({ icon: Icon, label, shortcut, size = 'medium', className, ...props }: IconButtonProps) {
  return (
    <Tooltip text={label} {...(shortcut === undefined ? {} : { shortcut })}>
      <button
        type="button"
        {...props}
        aria-label={label}
        className={classNames('icon-button', size === 'small' && 'icon-button-small', className)}
      >
        <Icon size={size === 'small' ? 14 : 16} aria-hidden="true" />
      </button>
    </Tooltip>
  );
}
