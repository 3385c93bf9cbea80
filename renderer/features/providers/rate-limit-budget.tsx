import type { SyncOutcome } from '#shared/domain/remote-key.ts';
import { formatExact } from '../../ui/format-time.ts';
import { useNow } from '../../ui/use-now.ts';
import { budgetOf } from './connection-words.ts';

/** Below this share the bar says that it gets short. */
const SHORT_SHARE = 0.1;

/** What is left of the requests that a provider allows, in words over a thin bar. */
export function RateLimitBudget({ budget }: { readonly budget: SyncOutcome['rateLimit'] }) {
  const now = useNow();
  const words = budgetOf(budget, now);
  if (words === null) return null;
  const resetsAt = budget?.resetsAt ?? null;
  return (
    <div
      className="budget"
      title={resetsAt === null ? 'Requests' : `Requests; the count starts anew on ${formatExact(resetsAt)}`}
    >
      <span className="budget-text truncate">{words.text}</span>
      {words.share === null ? null : (
        <span className="budget-bar" data-short={words.share < SHORT_SHARE || undefined} aria-hidden="true">
          <span style={{ inlineSize: `${words.share * 100}%` }} />
        </span>
      )}
    </div>
  );
}
