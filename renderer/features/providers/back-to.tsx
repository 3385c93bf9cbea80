import { ChevronLeft } from 'lucide-react';

/** The way from an entry back to its list; Escape does the same. */
export function BackTo({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <button type="button" className="back-to" onClick={onClick} title="Back (Escape)">
      <ChevronLeft size={14} aria-hidden="true" />
      {label}
    </button>
  );
}
