import type { ReactNode } from 'react';
import { formatCount } from '../../ui/format-count.ts';

/** More than anybody reads in a dialog; `keyrail ci scan --json` has all. */
const AT_MOST = 400;

/** A list in the page, of which only the first lines are drawn where it is very long. */
export function Capped<Item>({
  items,
  children,
}: {
  readonly items: readonly Item[];
  readonly children: (shown: readonly Item[]) => ReactNode;
}) {
  return (
    <>
      {children(items.slice(0, AT_MOST))}
      {items.length > AT_MOST ? (
        <p className="scan-note">
          {formatCount(items.length - AT_MOST)} more. <code className="code-text">keyrail ci scan --json</code> lists
          all.
        </p>
      ) : null}
    </>
  );
}
