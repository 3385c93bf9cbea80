import { CircleAlert, CircleDashed, Info, TriangleAlert } from 'lucide-react';
import type { RemoteKey } from '#shared/domain/remote-key.ts';
import { classNames } from '../../ui/class-names.ts';
import { type MarkedStatus, StatusMark } from '../../ui/status-mark.tsx';
import { type DriftTone, statusWords } from './drift-words.ts';

type Told = Pick<RemoteKey, 'status' | 'statusText' | 'missingAt' | 'goneAt'>;

/** A remote key's state by shape, colour and the provider's own word. */
export function RemoteStatusMark({ remote, iconOnly = false }: { readonly remote: Told; readonly iconOnly?: boolean }) {
  const words = statusWords(remote);
  const mark = markOf(remote);
  if (mark !== null) return <StatusMark status={mark} text={words} iconOnly={iconOnly} />;
  return (
    <span className="status-mark">
      <CircleDashed size={12} aria-hidden="true" />
      <span className={classNames(iconOnly && 'visually-hidden')}>{words}</span>
    </span>
  );
}

function markOf({ status, missingAt, goneAt }: Told): MarkedStatus | null {
  if (goneAt !== null) return 'deleted';
  if (missingAt !== null) return null;
  return status === 'unknown' ? null : status;
}

/** How pressing a drift is, by shape and colour; its text stands beside it. */
export function DriftMark({ tone }: { readonly tone: DriftTone }) {
  const Icon = { bad: TriangleAlert, soon: CircleAlert, quiet: Info }[tone];
  return <Icon size={13} className="drift-mark" data-tone={tone} aria-hidden="true" />;
}
