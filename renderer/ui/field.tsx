import { CircleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import { messageText } from './message-text.tsx';

/** What a control inside a `Field` must carry, so that its label, hint and error are read with it. */
export type FieldControl = {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
  readonly 'aria-required': true | undefined;
};

export type FieldTexts = {
  readonly label: ReactNode;
  /** What to type or why; stays while there is an error. */
  readonly hint?: ReactNode;
  /** What is wrong; undefined or empty while nothing is. */
  readonly error?: string | undefined;
  readonly required?: boolean;
  /** The label is read, not shown. */
  readonly labelHidden?: boolean;
};

/** Label above, control, hint or error below, tied together by ARIA. */
export function Field({
  label,
  hint,
  error,
  required = false,
  labelHidden = false,
  aside,
  className,
  children,
}: FieldTexts & {
  /** To the right of the label: a link, a count. */
  readonly aside?: ReactNode;
  readonly className?: string;
  readonly children: (control: FieldControl) => ReactNode;
}) {
  const id = useId();
  const hasError = error !== undefined && error !== '';
  const describedBy = [hint === undefined ? '' : `${id}-hint`, hasError ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className={classNames('field', hasError && 'field-invalid', className)}>
      <div className={classNames('field-label', labelHidden && 'visually-hidden')}>
        <label htmlFor={id}>{label}</label>
        {aside === undefined ? null : <span className="field-aside">{aside}</span>}
      </div>
      {children({
        id,
        'aria-describedby': describedBy === '' ? undefined : describedBy,
        'aria-invalid': hasError || undefined,
        'aria-required': required || undefined,
      })}
      {hasError ? (
        <p className="field-error" id={`${id}-error`} role="alert">
          <CircleAlert size={13} aria-hidden="true" />
          <span>{messageText(error)}</span>
        </p>
      ) : null}
      {hint === undefined ? null : (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
