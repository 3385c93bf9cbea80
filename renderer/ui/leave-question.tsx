import { useEffect, useRef } from 'react';
import { Button } from './button.tsx';
import type { FormContent } from './form-guard.ts';

/** Asks in a dialog's own footer whether what is in its form may go. To stay is what Enter and another Escape do. */
export function LeaveQuestion({
  content,
  onStay,
  onLeave,
}: {
  readonly content: FormContent;
  readonly onStay: () => void;
  readonly onLeave: () => void;
}) {
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => stay.current?.focus(), []);
  const isPasted = content === 'pasted';
  return (
    <footer className="dialog-footer">
      <p className="footer-start leave-question" role="alert">
        {isPasted
          ? 'Close without storing the value? You can go on with it until the vault locks.'
          : 'Discard what you typed?'}
      </p>
      <Button onClick={onLeave}>{isPasted ? 'Close' : 'Discard'}</Button>
      <Button ref={stay} variant="primary" onClick={onStay}>
        Keep editing
      </Button>
    </footer>
  );
}
