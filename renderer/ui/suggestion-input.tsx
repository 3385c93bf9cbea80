import { Popover } from 'radix-ui';
import { type ComponentPropsWithRef, type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { classNames } from './class-names.ts';

export type Suggestion = {
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
  readonly mark?: ReactNode;
};

/**
 * The text field of a `Combobox` or `TagInput` with its list. ARIA's editable combobox: the focus stays in the field, arrows
 * move in the list, Enter takes, Escape closes the list before it closes anything around it. Every other key is the caller's.
 */
export function SuggestionInput({
  listLabel,
  matches,
  onType,
  onTake,
  onKeyDown,
  onBlur,
  className,
  children,
  ...input
}: Omit<ComponentPropsWithRef<'input'>, 'onChange' | 'type' | 'role' | 'list'> & {
  readonly listLabel: ReactNode;
  /** What the list offers now; it is not there while this is empty. */
  readonly matches: readonly Suggestion[];
  readonly onType: (text: string) => void;
  readonly onTake: (suggestion: Suggestion) => void;
  /** Of the frame around the field. */
  readonly className?: string;
  /** In the frame, before the field. */
  readonly children?: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const listId = useId();
  const frame = useRef<HTMLDivElement>(null);
  const shown = open && matches.length > 0;

  const take = (suggestion: Suggestion) => {
    onTake(suggestion);
    setOpen(false);
    setActive(-1);
  };
  const onListKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const chosen = shown ? matches[active] : undefined;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      if (matches.length > 0) setActive(neighbour(active, event.key === 'ArrowDown' ? 1 : -1, matches.length));
    } else if (event.key === 'Enter' && chosen !== undefined && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else {
      onKeyDown?.(event);
    }
  };

  return (
    <Popover.Root open={shown} onOpenChange={setOpen}>
      <Popover.Anchor asChild>
        <div ref={frame} className={classNames('input', className)}>
          {children}
          <input
            {...input}
            type="text"
            role="combobox"
            autoComplete="off"
            spellCheck={false}
            aria-autocomplete="list"
            aria-expanded={shown}
            aria-controls={shown ? listId : undefined}
            aria-activedescendant={shown && active >= 0 ? `${listId}-${active}` : undefined}
            onChange={(event) => {
              onType(event.target.value);
              setOpen(true);
              setActive(-1);
            }}
            onKeyDown={onListKey}
            onClick={() => setOpen(true)}
            onBlur={(event) => {
              setOpen(false);
              onBlur?.(event);
            }}
          />
        </div>
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          asChild
          align="start"
          sideOffset={4}
          collisionPadding={8}
          // The part of a dialog that scrolls, so that the dialog's buttons stay in sight.
          collisionBoundary={frame.current?.closest('.dialog-body') ?? null}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={(event) => {
            if (event.target instanceof Node && frame.current?.contains(event.target)) event.preventDefault();
          }}
        >
          <div
            className="menu suggestions"
            id={listId}
            role="listbox"
            aria-label={typeof listLabel === 'string' ? listLabel : 'Suggestions'}
            tabIndex={-1}
          >
            {matches.map((suggestion, index) => (
              <div
                key={suggestion.value}
                id={`${listId}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                className="menu-item"
                data-highlighted={index === active ? '' : undefined}
                // Taken on press: the focus stays in the field, where the list's keys are.
                onMouseDown={(event) => {
                  event.preventDefault();
                  take(suggestion);
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
    </Popover.Root>
  );
}

/** The line after or before the active one, around the ends; -1 is none, from which each way comes in at its end. */
function neighbour(active: number, step: 1 | -1, count: number): number {
  if (active < 0) return step > 0 ? 0 : count - 1;
  return (active + step + count) % count;
}
