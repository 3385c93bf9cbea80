import { AlertDialog as Radix } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { Button } from './button.tsx';
import { restoreFocus, useReturnFocus } from './return-focus.ts';

/**
 * A question that must be answered before anything else. It closes by `onClose` only, so that the caller can keep it open
 * (and `busy`) until the answer has been carried out.
 */
export function AlertDialog({
  open,
  onClose,
  title,
  children,
  confirmLabel,
  cancelLabel = 'Cancel',
  tone = 'default',
  busy = false,
  error,
  onConfirm,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** What happens, in a sentence or two. */
  readonly children: ReactNode;
  /** A verb: "Delete key", not "OK". */
  readonly confirmLabel: string;
  readonly cancelLabel?: string;
  /** `danger` where something is lost: then Cancel has the focus first. */
  readonly tone?: 'default' | 'danger';
  readonly busy?: boolean;
  readonly error?: string | undefined;
  readonly onConfirm: () => void;
}) {
  const returnTo = useReturnFocus(open);
  const confirm = useRef<HTMLButtonElement>(null);
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next || busy ? undefined : onClose())}>
      <Radix.Portal>
        <div className="scrim">
          <Radix.Content
            className="dialog dialog-small dialog-alert"
            aria-modal="true"
            onOpenAutoFocus={(event) => {
              if (tone === 'danger') return;
              event.preventDefault();
              confirm.current?.focus();
            }}
            onCloseAutoFocus={(event) => restoreFocus(event, returnTo)}
          >
            <header className="dialog-header">
              <Radix.Title className="dialog-title">{title}</Radix.Title>
            </header>
            <div className="dialog-body">
              <Radix.Description asChild>
                <div className="dialog-text">{children}</div>
              </Radix.Description>
              {error === undefined ? null : (
                <p className="field-error" role="alert">
                  {error}
                </p>
              )}
            </div>
            <footer className="dialog-footer">
              <Radix.Cancel asChild>
                <Button disabled={busy}>{cancelLabel}</Button>
              </Radix.Cancel>
              <Button ref={confirm} variant={tone === 'danger' ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
                {confirmLabel}
              </Button>
            </footer>
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}
