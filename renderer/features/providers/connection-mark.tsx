import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  Clock,
  CloudOff,
  Hand,
  type LucideIcon,
} from 'lucide-react';
import { Spinner } from '../../ui/progress.tsx';
import type { Standing } from './connection-words.ts';

const ICONS: Readonly<Record<Exclude<Standing, 'running'>, LucideIcon>> = {
  failed: CircleAlert,
  offline: CloudOff,
  never: CircleDashed,
  waiting: Hand,
  stale: Clock,
  cancelled: CircleSlash,
  fresh: CircleCheck,
};

/** How a connection is, as a shape; the words stand beside it. */
export function ConnectionMark({ standing }: { readonly standing: Standing }) {
  if (standing === 'running') {
    return (
      <span className="connection-mark" data-standing="running">
        <Spinner size={14} />
      </span>
    );
  }
  const Icon = ICONS[standing];
  return (
    <span className="connection-mark" data-standing={standing}>
      <Icon size={14} aria-hidden="true" />
    </span>
  );
}
