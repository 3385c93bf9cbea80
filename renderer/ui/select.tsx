import { ChevronDown } from 'lucide-react';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { Field, type FieldTexts } from './field.tsx';

export type SelectOption<Value extends string> = {
  readonly value: Value;
  readonly label: string;
  /** Before the label: an environment's swatch, an icon. Shown where the browser draws options itself from HTML. */
  readonly mark?: ReactNode;
  readonly disabled?: boolean;
};

export type SelectGroup<Value extends string> = {
  readonly label: string;
  readonly options: readonly SelectOption<Value>[];
};

export type SelectProps<Value extends string> = FieldTexts &
  Omit<ComponentPropsWithRef<'select'>, 'id' | 'className' | 'value' | 'onChange' | 'children'> & {
    readonly value: Value | '';
    readonly onChange: (value: Value) => void;
    readonly options: readonly (SelectOption<Value> | SelectGroup<Value>)[];
    /** Shown while nothing is chosen. */
    readonly placeholder?: string;
    readonly className?: string;
  };

/**
 * One of a list. The browser's own `select`, drawn by our styles (`appearance: base-select`): its keyboard, typing-ahead
 * and screen-reader behaviour are the platform's, and nothing is injected into the page. Radix's Select writes a `<style>`
 * tag, which our CSP refuses.
 */
export function Select<Value extends string>({
  label,
  hint,
  error,
  required,
  labelHidden,
  value,
  onChange,
  options,
  placeholder,
  className,
  ...select
}: SelectProps<Value>) {
  const choose = (chosen: string) => {
    const option = options
      .flatMap((entry) => ('options' in entry ? entry.options : [entry]))
      .find((o) => o.value === chosen);
    if (option) onChange(option.value);
  };
  return (
    <Field
      label={label}
      hint={hint}
      error={error}
      required={required ?? false}
      labelHidden={labelHidden ?? false}
      {...(className === undefined ? {} : { className })}
    >
      {(control) => (
        <div className="select">
          <select {...select} {...control} value={value} onChange={(event) => choose(event.target.value)}>
            {placeholder === undefined ? null : (
              <option value="" disabled hidden>
                {placeholder}
              </option>
            )}
            {options.map((entry) =>
              'options' in entry ? (
                <optgroup key={`group ${entry.label}`} label={entry.label}>
                  {entry.options.map(renderOption)}
                </optgroup>
              ) : (
                renderOption(entry)
              ),
            )}
          </select>
          <ChevronDown size={14} className="select-chevron" aria-hidden="true" />
        </div>
      )}
    </Field>
  );
}

function renderOption<Value extends string>(option: SelectOption<Value>): ReactNode {
  return (
    <option key={option.value} value={option.value} disabled={option.disabled ?? false}>
      {option.mark}
      {option.label}
    </option>
  );
}
