import { Popover } from 'radix-ui';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { Field, type FieldTexts } from './field.tsx';
import { matchSuggestions } from './suggestions.ts';

export type Suggestion = {
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
  readonly mark?: ReactNode;
};

/**
 * A text field with suggestions; any other text is allowed too. ARIA's editable combobox with a list: arrows move,
 * Enter takes, Escape closes the list before it closes anything around it.
 */
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
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const matches = matchSuggestions(suggestions, value);
  const shown = open && matches.length > 0;

  const take = (suggestion: Suggestion) => {
    onChange(suggestion.value);
    setOpen(false);
    setActive(-1);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (matches.length > 0)
        setActive((active + step + matches.length + (active < 0 && step < 0 ? 1 : 0)) % matches.length);
    } else if (event.key === 'Enter' && shown && active >= 0 && !event.metaKey && !event.ctrlKey) {
      const suggestion = matches[active];
      if (!suggestion) return;
      event.preventDefault();
      take(suggestion);
    } else if (event.key === 'Escape' && shown) {
      event.stopPropagation();
      event.preventDefault();
      setOpen(false);
    }
  };

  return (
    <Field label={label} hint={hint} error={error} required={required ?? false} labelHidden={labelHidden ?? false}>
      {(control) => (
        <Popover.Root open={shown} onOpenChange={setOpen}>
          <Popover.Anchor asChild>
            <div className="input">
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
                placeholder={placeholder}
                value={value}
                onChange={(event) => {
                  onChange(event.target.value);
                  setOpen(true);
                  setActive(-1);
                }}
                onKeyDown={onKeyDown}
                onClick={() => setOpen(true)}
                onBlur={() => setOpen(false)}
              />
            </div>
          </Popover.Anchor>
          <SuggestionList
            id={listId}
            label={label}
            matches={matches}
            active={active}
            onTake={take}
            isAnchor={(target) => target === input.current}
            boundary={input.current?.closest('.dialog-body') ?? null}
          />
        </Popover.Root>
      )}
    </Field>
  );
}

/** The list under a combobox; the focus stays in the text field. */
export function SuggestionList({
  id,
  label,
  matches,
  active,
  onTake,
  isAnchor,
  boundary = null,
}: {
  readonly id: string;
  readonly label: ReactNode;
  readonly matches: readonly Suggestion[];
  readonly active: number;
  readonly onTake: (suggestion: Suggestion) => void;
  readonly isAnchor: (target: EventTarget | null) => boolean;
  /** What the list stays inside of besides the window: the part of a dialog that scrolls, so that its buttons stay in sight. */
  readonly boundary?: Element | null;
}) {
  return (
    <Popover.Portal>
      <Popover.Content
        asChild
        align="start"
        sideOffset={4}
        collisionPadding={8}
        collisionBoundary={boundary}
        onOpenAutoFocus={(event) => event.preventDefault()}
        onCloseAutoFocus={(event) => event.preventDefault()}
        onInteractOutside={(event) => (isAnchor(event.target) ? event.preventDefault() : undefined)}
      >
        <div
          className="menu suggestions"
          id={id}
          role="listbox"
          aria-label={typeof label === 'string' ? label : 'Suggestions'}
          tabIndex={-1}
        >
          {matches.map((suggestion, index) => (
            <div
              key={suggestion.value}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className="menu-item"
              data-highlighted={index === active ? '' : undefined}
              // Taken on press: the focus stays in the field, where the list's keys are.
              onMouseDown={(event) => {
                event.preventDefault();
                onTake(suggestion);
              }}
            >
              {suggestion.mark}
              <span className="menu-label">{suggestion.label}</span>
              {suggestion.detail === undefined ? null : <span className="menu-detail">{suggestion.detail}</span>}
            </div>
          ))}
        </div>
      </Popover.Content>
    </Popover.Portal>
  );
}
