import { Button } from './button.tsx';
import { Callout } from './callout.tsx';
import { Dialog, type DialogProps } from './dialog.tsx';

/** A dialog that is one form with two ways out: Cancel, and the button that carries it out. */
export function FormDialog({
  submitLabel,
  busy,
  problem,
  children,
  ...dialog
}: Omit<DialogProps, 'open' | 'footer' | 'onSubmit'> & {
  /** A verb: "Rename", not "OK". */
  readonly submitLabel: string;
  readonly onSubmit: () => void;
  /** Whether it is being carried out. */
  readonly busy: boolean;
  /** What went wrong that is about no field. */
  readonly problem?: string | undefined;
}) {
  return (
    <Dialog
      {...dialog}
      open
      footer={
        <>
          <Button onClick={dialog.onClose} disabled={dialog.dismissable === false}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={busy}>
            {submitLabel}
          </Button>
        </>
      }
    >
      {problem === undefined ? null : (
        <Callout tone="problem" live>
          {problem}
        </Callout>
      )}
      {children}
    </Dialog>
  );
}
