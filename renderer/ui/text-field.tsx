import type { LucideIcon } from 'lucide-react';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Field, type FieldTexts } from './field.tsx';

export type TextFieldProps = FieldTexts &
  Omit<ComponentPropsWithRef<'input'>, 'id' | 'className'> & {
    readonly icon?: LucideIcon;
    /** After the text: a unit, a key cap, a small button. */
    readonly trailing?: ReactNode;
    readonly aside?: ReactNode;
    readonly monospace?: boolean;
    readonly className?: string;
  };

/** One line of text. Browsers' own memory (autocomplete, spelling) is off: what is typed here is a developer's own. */
export function TextField({
  label,
  hint,
  error,
  required,
  labelHidden,
  icon: Icon,
  trailing,
  aside,
  monospace = false,
  className,
  ...input
}: TextFieldProps) {
  return (
    <Field
      label={label}
      hint={hint}
      error={error}
      required={required ?? false}
      labelHidden={labelHidden ?? false}
      aside={aside}
      {...(className === undefined ? {} : { className })}
    >
      {(control) => (
        <div className="input">
          {Icon ? <Icon size={14} className="input-icon" aria-hidden="true" /> : null}
          <input
            type="text"
            autoComplete="off"
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            {...input}
            {...control}
            className={classNames(monospace && 'mono')}
          />
          {trailing === undefined ? null : <span className="input-trailing">{trailing}</span>}
        </div>
      )}
    </Field>
  );
}

export type TextAreaProps = FieldTexts &
  Omit<ComponentPropsWithRef<'textarea'>, 'id' | 'className'> & {
    readonly aside?: ReactNode;
    readonly monospace?: boolean;
    readonly className?: string;
  };

/** Several lines of text; grows with what is in it up to a limit, then scrolls. */
export function TextArea({
  label,
  hint,
  error,
  required,
  labelHidden,
  aside,
  monospace = false,
  className,
  ...textarea
}: TextAreaProps) {
  return (
    <Field
      label={label}
      hint={hint}
      error={error}
      required={required ?? false}
      labelHidden={labelHidden ?? false}
      aside={aside}
      {...(className === undefined ? {} : { className })}
    >
      {(control) => (
        <textarea
          rows={3}
          autoComplete="off"
          spellCheck={false}
          {...textarea}
          {...control}
          className={classNames('textarea', monospace && 'mono')}
        />
      )}
    </Field>
  );
}
