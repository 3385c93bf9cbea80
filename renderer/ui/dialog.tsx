import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import { type FormContent, HoldContext, useFormGuard } from './form-guard.ts';
import { LeaveQuestion } from './leave-question.tsx';
import { isInToast, restoreFocus, useReturnFocus } from './return-focus.ts';

export type DialogProps = {
  readonly open: boolean;
  /**
   * Asked for by Escape, the close button or a click outside. Where something is in the form, a click outside does nothing
   * and the others ask first; what closes by itself (Cancel, what was stored) calls it directly.
   */
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** One line under the title; also what screen readers say of the dialog. */
  readonly description?: ReactNode;
  readonly size?: 'small' | 'medium' | 'large';
  /** False while leaving would lose work: Escape and a click outside do nothing then. */
  readonly dismissable?: boolean;
  /** False where people leave the window and come back to it by a click: one outside does nothing then. */
  readonly outsideCloses?: boolean;
  /** What was given in an earlier step and is in no field of this one: it counts as something in the form. */
  readonly holds?: FormContent | null;
  /** What takes the focus first; otherwise the first field or button. */
  readonly initialFocus?: RefObject<HTMLElement | null>;
  /** Buttons, in the order secondary, primary. */
  readonly footer?: ReactNode;
  /** Given, the body and footer are one form. Ctrl/Cmd+Enter submits it from every field. */
  readonly onSubmit?: () => void;
  readonly className?: string;
  readonly children?: ReactNode;
};

/** The first field of a dialog, else its main button: never the close button, which comes first in the page. */
function firstToFill(dialog: EventTarget | null): HTMLElement | null {
  if (!(dialog instanceof HTMLElement)) return null;
  const field =
    '.dialog-body :is(input, textarea, select, [role="radio"][tabindex="0"]):not(:disabled, [tabindex="-1"], [aria-hidden="true"])';
  return (
    dialog.querySelector<HTMLElement>(field) ?? dialog.querySelector<HTMLElement>('.dialog-footer .button:last-child')
  );
}

/**
 * A modal dialog.
 *
 * The scrim is ours: Radix's own `Overlay` locks scrolling by a `<style>` tag, which our CSP refuses. Nothing under a modal
 * dialog can scroll anyway: the body takes no pointer events and the window itself does not scroll.
 */
export function Dialog({
  open,
  onClose,
  title,
  description,
  size = 'medium',
  dismissable = true,
  outsideCloses = true,
  holds = null,
  initialFocus,
  footer,
  onSubmit,
  className,
  children,
}: DialogProps) {
  const returnTo = useReturnFocus(open);
  const guard = useFormGuard(open, holds);
  const { asked } = guard;
  const body = (
    <>
      <div className="dialog-body">
        <HoldContext value={guard.hold}>{children}</HoldContext>
      </div>
      {footer === undefined ? null : (
        <footer className="dialog-footer" hidden={asked !== null}>
          {footer}
        </footer>
      )}
      {asked === null ? null : <LeaveQuestion content={asked.content} onStay={guard.stay} onLeave={asked.leave} />}
    </>
  );
  const submitByShortcut = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Radix.Portal>
        <div className="scrim">
          <Radix.Content
            className={classNames('dialog', `dialog-${size}`, className)}
            {...(description === undefined ? { 'aria-describedby': undefined } : {})}
            aria-modal="true"
            onOpenAutoFocus={(event) => {
              const first = initialFocus?.current ?? firstToFill(event.currentTarget);
              if (!first) return;
              event.preventDefault();
              first.focus();
            }}
            onCloseAutoFocus={(event) => restoreFocus(event, returnTo)}
            onFocus={guard.onFocus}
            onEscapeKeyDown={(event) => {
              if (dismissable && asked === null && guard.content() === null) return;
              event.preventDefault();
              if (asked !== null) guard.stay();
              else if (dismissable) guard.leave(onClose);
            }}
            onInteractOutside={(event) => {
              const isHeld = guard.content() !== null;
              if (isHeld || !dismissable || !outsideCloses || isInToast(event.target)) event.preventDefault();
              // The press took the focus out of the fields, if nothing else has it by now.
              if (isHeld)
                requestAnimationFrame(() => (document.activeElement === document.body ? guard.refocus() : undefined));
            }}
          >
            <header className="dialog-header">
              <div className="dialog-titles">
                <Radix.Title className="dialog-title">{title}</Radix.Title>
                {description === undefined ? null : (
                  <Radix.Description className="dialog-description">{description}</Radix.Description>
                )}
              </div>
              {dismissable ? (
                <IconButton icon={X} label="Close" size="small" onClick={() => guard.leave(onClose)} />
              ) : null}
            </header>
            {onSubmit === undefined ? (
              body
            ) : (
              <form
                className="dialog-form"
                autoComplete="off"
                noValidate
                onKeyDown={submitByShortcut}
                onSubmit={(event) => {
                  event.preventDefault();
                  onSubmit();
                }}
              >
                {body}
              </form>
            )}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}
