import { X } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type ClipboardEvent, type KeyboardEvent, useId, useRef, useState } from 'react';
import { SuggestionList } from './combobox.tsx';
import { Field, type FieldTexts } from './field.tsx';
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
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [announced, setAnnounced] = useState('');
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const offered = suggestions.filter((each) => !value.includes(each)).map((each) => ({ value: each, label: each }));
  const matches = typed.trim() === '' ? [] : matchSuggestions(offered, typed);
  const shown = open && matches.length > 0;

  const add = (text: string) => {
    const added = splitTags(text, value);
    if (added.length > 0) {
      onChange([...value, ...added]);
      setAnnounced(`Added ${added.join(', ')}`);
    }
    setTyped('');
    setOpen(false);
    setActive(-1);
  };
  const removeAt = (index: number) => {
    setAnnounced(`Removed ${value[index] ?? ''}`);
    onChange(value.filter((_, each) => each !== index));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey) {
      if (typed.trim() === '') return;
      event.preventDefault();
      add((shown && active >= 0 ? matches[active]?.value : undefined) ?? typed);
    } else if (event.key === ',') {
      event.preventDefault();
      add(typed);
    } else if (event.key === 'Backspace' && typed === '' && value.length > 0) {
      removeAt(value.length - 1);
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && matches.length > 0) {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((Math.max(active, step < 0 ? 0 : -1) + step + matches.length) % matches.length);
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
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
        <Popover.Root open={shown} onOpenChange={setOpen}>
          <Popover.Anchor asChild>
            <div className="input tag-input">
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
              <input
                ref={input}
                {...control}
                type="text"
                role="combobox"
                autoComplete="off"
                spellCheck={false}
                aria-autocomplete="list"
                aria-expanded={shown}
                aria-controls={shown ? listId : undefined}
                aria-activedescendant={shown && active >= 0 ? `${listId}-${active}` : undefined}
                placeholder={value.length === 0 ? placeholder : undefined}
                value={typed}
                onChange={(event) => {
                  setTyped(event.target.value);
                  setOpen(true);
                  setActive(-1);
                }}
                onKeyDown={onKeyDown}
                onPaste={onPaste}
                onBlur={() => add(typed)}
              />
              <span className="visually-hidden" role="status">
                {announced}
              </span>
            </div>
          </Popover.Anchor>
          <SuggestionList
            id={listId}
            label={label}
            matches={matches}
            active={active}
            onTake={(suggestion) => add(suggestion.value)}
            isAnchor={(target) => target === input.current}
          />
        </Popover.Root>
      )}
    </Field>
  );
}
