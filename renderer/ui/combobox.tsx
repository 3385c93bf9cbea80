import { Field, type FieldTexts } from './field.tsx';
import { type Suggestion, SuggestionInput } from './suggestion-input.tsx';
import { matchSuggestions } from './suggestions.ts';

/** A text field with suggestions; any other text is allowed too. */
export function Combobox({
  label,
  hint,
  error,
  required,
  labelHidden,
  value,
  onChange,
  suggestions,
  placeholder,
}: FieldTexts & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly suggestions: readonly Suggestion[];
  readonly placeholder?: string;
}) {
  return (
    <Field label={label} hint={hint} error={error} required={required ?? false} labelHidden={labelHidden ?? false}>
      {(control) => (
        <SuggestionInput
          {...control}
          listLabel={label}
          matches={matchSuggestions(suggestions, value)}
          value={value}
          placeholder={placeholder}
          onType={onChange}
          onTake={(suggestion) => onChange(suggestion.value)}
        />
      )}
    </Field>
  );
}
