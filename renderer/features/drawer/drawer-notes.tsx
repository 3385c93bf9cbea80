import type { KeyDetail } from '#shared/domain/key.ts';
import { keyStatusAt } from '#shared/domain/key-status.ts';
import { archiveKeys, restoreKeys } from '../../actions/keys.ts';
import { expiryWords } from '../../data/due.ts';
import { providerName } from '../../data/provider-name.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { formatDay, formatRelative } from '../../ui/format-time.ts';
import { useNow } from '../../ui/use-now.ts';

/** What about this key needs a person; nothing for a key that is well. A new value is set by the button under it. */
export function DrawerNotes({ detail }: { readonly detail: KeyDetail }) {
  const now = useNow();
  const { expires } = detail;
  const status = keyStatusAt({ ...detail, expiresAt: expires?.at ?? null }, now);
  switch (status) {
    case 'active':
      return null;
    case 'expiring':
    case 'expired': {
      if (expires === null) return null;
      const words = expiryWords(now, expires.at, expires.precision);
      const title = `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
      return (
        <Callout tone={status === 'expired' ? 'problem' : 'warning'} title={title}>
          {formatDay(expires.at, expires.precision)}, {originText(expires.origin, detail.provider)}
        </Callout>
      );
    }
    case 'revoked':
      return (
        <Callout tone="problem" title="Revoked">
          The provider does not take this value any more.
        </Callout>
      );
    case 'deactivated':
      return (
        <Callout title="Deactivated">The provider has it switched off; it may be switched on again there.</Callout>
      );
    case 'archived':
      return (
        <Callout
          title="Archived"
          actions={<Button onClick={() => void archiveKeys([detail.id], false)}>Bring back</Button>}
        >
          Kept, but not on the board, not exported and not run with.
        </Callout>
      );
    case 'deleted':
      return (
        <Callout
          tone="warning"
          title="In the bin"
          actions={<Button onClick={() => void restoreKeys([detail.id])}>Restore</Button>}
        >
          {detail.deletedAt === null ? '' : `Deleted ${formatRelative(detail.deletedAt, now)}. `}It is erased for good
          after 30 days.
        </Callout>
      );
  }
}

/** Where a date comes from, in words. */
export function originText(origin: 'reported' | 'inferred' | 'typed', provider: string | null): string {
  switch (origin) {
    case 'reported':
      return provider === null ? 'reported by the provider' : `reported by ${providerName(provider)}`;
    case 'inferred':
      return 'inferred from the value';
    case 'typed':
      return 'typed by you';
  }
}
