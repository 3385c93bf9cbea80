import { Search } from 'lucide-react';
import type { Ref } from 'react';
import { Kbd } from './kbd.tsx';
import { TextField } from './text-field.tsx';

/** The filter above a list. Escape empties it; down, Enter, and Escape when it is empty go into the list. */
export function FilterField({
  ref,
  value,
  onChange,
  onLeave,
  label = 'Filter keys',
}: {
  readonly ref: Ref<HTMLInputElement>;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Puts the focus into the list. */
  readonly onLeave: () => void;
  /** Its name, and what stands in it while it is empty. */
  readonly label?: string;
}) {
  return (
    <TextField
      ref={ref}
      className="filter-field"
      label={label}
      labelHidden
      placeholder={label}
      icon={Search}
      trailing={value === '' ? <Kbd keys="/" /> : undefined}
      type="search"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && value !== '') {
          event.preventDefault();
          onChange('');
        } else if (event.key === 'ArrowDown' || event.key === 'Enter' || event.key === 'Escape') {
          event.preventDefault();
          onLeave();
        }
      }}
    />
  );
}
