import { X } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from 'react';
import { Field, type FieldTexts } from './field.tsx';
import { useFormContent } from './form-guard.ts';
import { SuggestionInput } from './suggestion-input.tsx';
import { matchSuggestions, splitTags } from './suggestions.ts';

/**
 * A list of short texts (tags, scopes). Enter, a comma or Tab adds what was typed; pasting a comma-separated list adds all of
 * it; Backspace in the empty field takes the last one off.
 */
export function TagInput({
  label,
  hint,
  error,
  required,
  labelHidden,
  value,
  onChange,
  suggestions = [],
  placeholder,
  monospace = false,
}: FieldTexts & {
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  readonly suggestions?: readonly string[];
  readonly placeholder?: string;
  readonly monospace?: boolean;
}) {
  const [typed, setTyped] = useState('');
  const [touched, setTouched] = useState(false);
  useFormContent(touched ? 'typed' : null);
  const [announced, setAnnounced] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const offered = suggestions.filter((each) => !value.includes(each)).map((each) => ({ value: each, label: each }));
  const matches = typed.trim() === '' ? [] : matchSuggestions(offered, typed);

  const add = (text: string) => {
    const added = splitTags(text, value);
    if (added.length > 0) {
      setTouched(true);
      onChange([...value, ...added]);
      setAnnounced(`Added ${added.join(', ')}`);
    }
    setTyped('');
  };
  const removeAt = (index: number) => {
    setAnnounced(`Removed ${value[index] ?? ''}`);
    setTouched(true);
    onChange(value.filter((_, each) => each !== index));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey) {
      if (typed.trim() === '') return;
      event.preventDefault();
      add(typed);
    } else if (event.key === ',') {
      event.preventDefault();
      add(typed);
    } else if (event.key === 'Backspace' && typed === '' && value.length > 0) {
      removeAt(value.length - 1);
    }
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData('text/plain');
    if (!/[,\n]/.test(text)) return;
    event.preventDefault();
    add(`${typed}${text}`);
  };

  return (
    <Field label={label} hint={hint} error={error} required={required ?? false} labelHidden={labelHidden ?? false}>
      {(control) => (
        <SuggestionInput
          {...control}
          ref={input}
          className="tag-input"
          listLabel={label}
          matches={matches}
          value={typed}
          placeholder={value.length === 0 ? placeholder : undefined}
          onType={setTyped}
          onTake={(suggestion) => add(suggestion.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => add(typed)}
        >
          {value.map((each, index) => (
            <span key={each} className={monospace ? 'tag mono' : 'tag'}>
              <span className="truncate">{each}</span>
              <button
                type="button"
                className="tag-remove"
                aria-label={`Remove ${each}`}
                onClick={() => removeAt(index)}
              >
                <X size={11} aria-hidden="true" />
              </button>
            </span>
          ))}
          <span className="visually-hidden" role="status">
            {announced}
          </span>
        </SuggestionInput>
      )}
    </Field>
  );
}
