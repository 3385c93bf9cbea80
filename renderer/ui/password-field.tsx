import { Eye, EyeOff } from 'lucide-react';
import { type ComponentPropsWithRef, type KeyboardEvent, useState } from 'react';
import { IconButton } from './button.tsx';
import { Field, type FieldTexts } from './field.tsx';

export type PasswordFieldProps = FieldTexts &
  Omit<ComponentPropsWithRef<'input'>, 'id' | 'className' | 'type' | 'value' | 'defaultValue'>;

/**
 * A secret that a person types. Uncontrolled on purpose: the text lives in the input alone, is read from `ref` (or the
 * form) when it is sent, and goes when the form goes; no state or store ever holds it.
 */
export function PasswordField({ label, hint, error, required, labelHidden, ...input }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const noticeCapsLock = (event: KeyboardEvent<HTMLInputElement>) => {
    setCapsLock(event.getModifierState('CapsLock'));
  };
  return (
    <Field
      label={label}
      hint={capsLock ? 'Caps Lock is on.' : hint}
      error={error}
      required={required ?? false}
      labelHidden={labelHidden ?? false}
    >
      {(control) => (
        <div className="input">
          <input
            autoComplete="off"
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            data-1p-ignore=""
            data-lpignore="true"
            {...input}
            {...control}
            type={shown ? 'text' : 'password'}
            onKeyDown={(event) => {
              noticeCapsLock(event);
              input.onKeyDown?.(event);
            }}
            onKeyUp={(event) => {
              noticeCapsLock(event);
              input.onKeyUp?.(event);
            }}
            onBlur={(event) => {
              setCapsLock(false);
              input.onBlur?.(event);
            }}
          />
          <span className="input-trailing">
            <IconButton
              size="small"
              icon={shown ? EyeOff : Eye}
              label={shown ? 'Hide what is typed' : 'Show what is typed'}
              aria-pressed={shown}
              disabled={input.disabled}
              onClick={() => setShown(!shown)}
            />
          </span>
        </div>
      )}
    </Field>
  );
}
