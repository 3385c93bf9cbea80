import { Check, Minus } from 'lucide-react';
import { Checkbox as RadixCheckbox, RadioGroup as RadixRadio, Switch as RadixSwitch } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

/** On or off, at once. The whole line is its label. */
export function Switch({
  label,
  hint,
  checked,
  onChange,
  disabled = false,
  labelHidden = false,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly labelHidden?: boolean;
}) {
  const id = useId();
  return (
    <div className="switch-line">
      <div className={classNames('choice-texts', labelHidden && 'visually-hidden')}>
        <label htmlFor={id}>{label}</label>
        {hint === undefined ? null : (
          <p className="field-hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
      <RadixSwitch.Root
        id={id}
        className="switch"
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      >
        <RadixSwitch.Thumb className="switch-thumb" />
      </RadixSwitch.Root>
    </div>
  );
}

/** Yes, no, or (in a header over rows) some of them. */
export function Checkbox({
  label,
  hint,
  checked,
  onChange,
  disabled = false,
  labelHidden = false,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly checked: boolean | 'indeterminate';
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly labelHidden?: boolean;
}) {
  const id = useId();
  return (
    <div className="checkbox-line">
      <RadixCheckbox.Root
        id={id}
        className="checkbox"
        checked={checked}
        disabled={disabled}
        onCheckedChange={(next) => onChange(next === true)}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      >
        <RadixCheckbox.Indicator className="checkbox-mark">
          {checked === 'indeterminate' ? (
            <Minus size={12} strokeWidth={3} aria-hidden="true" />
          ) : (
            <Check size={12} strokeWidth={3} aria-hidden="true" />
          )}
        </RadixCheckbox.Indicator>
      </RadixCheckbox.Root>
      <div className={classNames('choice-texts', labelHidden && 'visually-hidden')}>
        <label htmlFor={id}>{label}</label>
        {hint === undefined ? null : (
          <p className="field-hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}

export type RadioCard<Value extends string> = {
  readonly value: Value;
  readonly title: ReactNode;
  readonly text?: ReactNode;
  /** To the right of the title: "Recommended". */
  readonly badge?: ReactNode;
  readonly disabled?: boolean;
};

/** A few choices that need a sentence each. Arrow keys move and choose. */
export function RadioCards<Value extends string>({
  label,
  labelHidden = false,
  value,
  onChange,
  options,
}: {
  readonly label: string;
  readonly labelHidden?: boolean;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly options: readonly RadioCard<Value>[];
}) {
  const id = useId();
  return (
    <div className="field">
      <div className={classNames('field-label', labelHidden && 'visually-hidden')} id={id}>
        {label}
      </div>
      <RadixRadio.Root
        className="radio-cards"
        value={value}
        aria-labelledby={id}
        onValueChange={(next) => {
          const option = options.find((each) => each.value === next);
          if (option) onChange(option.value);
        }}
      >
        {options.map((option, index) => (
          <RadixRadio.Item
            key={option.value}
            value={option.value}
            className="radio-card"
            disabled={option.disabled ?? false}
            aria-labelledby={`${id}-${index}-title`}
            aria-describedby={option.text === undefined ? undefined : `${id}-${index}-text`}
          >
            <span className="radio-dot" aria-hidden="true" />
            <span className="radio-texts">
              <span className="radio-title" id={`${id}-${index}-title`}>
                {option.title}
                {option.badge === undefined ? null : <span className="badge">{option.badge}</span>}
              </span>
              {option.text === undefined ? null : (
                <span className="radio-text" id={`${id}-${index}-text`}>
                  {option.text}
                </span>
              )}
            </span>
          </RadixRadio.Item>
        ))}
      </RadixRadio.Root>
    </div>
  );
}

/** A few short choices side by side, one of them on. */
export function Segmented<Value extends string>({
  label,
  value,
  onChange,
  options,
}: {
  /** Read, not shown. */
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly options: readonly { readonly value: Value; readonly label: ReactNode }[];
}) {
  return (
    <RadixRadio.Root
      className="segmented"
      orientation="horizontal"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const option = options.find((each) => each.value === next);
        if (option) onChange(option.value);
      }}
    >
      {options.map((option) => (
        <RadixRadio.Item key={option.value} value={option.value} className="segment">
          {option.label}
        </RadixRadio.Item>
      ))}
    </RadixRadio.Root>
  );
}
