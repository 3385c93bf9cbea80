import { ChevronDown, ChevronRight } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';

/** Fields that most people do not need, behind a line that opens them. Opens by itself when something inside is wrong. */
export function More({
  label,
  open: mustBeOpen,
  children,
}: {
  readonly label: string;
  readonly open: boolean;
  readonly children: ReactNode;
}) {
  const [chosen, setChosen] = useState(false);
  const id = useId();
  const open = chosen || mustBeOpen;
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <>
      <button
        type="button"
        className="more-toggle"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setChosen(!open)}
      >
        <Icon size={14} aria-hidden="true" />
        {label}
      </button>
      <div id={id} className="more" hidden={!open}>
        {children}
      </div>
    </>
  );
}
