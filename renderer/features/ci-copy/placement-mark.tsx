import { CircleAlert, CircleCheck, CircleDashed, CircleHelp, History, type LucideIcon, Pencil } from 'lucide-react';
import type { PlacementState } from '#shared/domain/ci.ts';
import { STATE_NAMES } from '../ci/ci-words.ts';

const ICONS: Readonly<Record<PlacementState, LucideIcon>> = {
  current: CircleCheck,
  behind: History,
  'changed-elsewhere': Pencil,
  missing: CircleAlert,
  unknown: CircleHelp,
  presumed: CircleDashed,
};

/** A placement's state by shape, text and colour. */
export function PlacementMark({ state, text }: { readonly state: PlacementState; readonly text?: string }) {
  const Icon = ICONS[state];
  return (
    <span className="placement-mark" data-state={state}>
      <Icon size={13} aria-hidden="true" />
      <span>{text ?? STATE_NAMES[state]}</span>
    </span>
  );
}
