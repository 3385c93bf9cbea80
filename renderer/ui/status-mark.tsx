import { classNames } from './class-names.ts';

/** Everything that a mark can say of a key: the domain's statuses, and `unused`, which the lists work out. */
export type MarkedStatus =
  | 'active'
  | 'expiring'
  | 'expired'
  | 'revoked'
  | 'deactivated'
  | 'unused'
  | 'archived'
  | 'deleted';

const LABELS: Readonly<Record<MarkedStatus, string>> = {
  active: 'Active',
  expiring: 'Expiring',
  expired: 'Expired',
  revoked: 'Revoked',
  deactivated: 'Deactivated',
  unused: 'Unused',
  archived: 'Archived',
  deleted: 'In the bin',
};

export function statusLabel(status: MarkedStatus): string {
  return LABELS[status];
}

/** A status by shape, text and colour. `iconOnly` hides the text from sight only. */
export function StatusMark({
  status,
  iconOnly = false,
  text,
}: {
  readonly status: MarkedStatus;
  readonly iconOnly?: boolean;
  /** Instead of the status's own name: "9 days left". */
  readonly text?: string;
}) {
  return (
    <span className="status-mark" data-status={status}>
      <svg
        width="12"
        height="12"
        viewBox="0 0 12 12"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        aria-hidden="true"
      >
        <Shape status={status} />
      </svg>
      <span className={classNames(iconOnly && 'visually-hidden')}>{text ?? LABELS[status]}</span>
    </span>
  );
}

/** One outline a status, told apart without colour. */
function Shape({ status }: { readonly status: MarkedStatus }) {
  switch (status) {
    case 'active':
      return <circle cx="6" cy="6" r="3.5" fill="currentColor" stroke="none" />;
    case 'expiring':
      return (
        <>
          <circle cx="6" cy="6" r="4.75" />
          <path d="M6 3.5V6l1.75 1.25" strokeLinecap="round" strokeLinejoin="round" />
        </>
      );
    case 'expired':
      return (
        <>
          <path d="M6 1.2 11 10.3H1z" strokeLinejoin="round" fill="currentColor" />
          <path d="M6 4.6v2.4M6 8.6v.1" stroke="var(--surface)" strokeLinecap="round" />
        </>
      );
    case 'revoked':
      return (
        <>
          <circle cx="6" cy="6" r="4.75" />
          <path d="m4.2 4.2 3.6 3.6M7.8 4.2 4.2 7.8" strokeLinecap="round" />
        </>
      );
    case 'deactivated':
      return (
        <>
          <circle cx="6" cy="6" r="4.75" />
          <path d="M4.75 4.25v3.5M7.25 4.25v3.5" strokeLinecap="round" />
        </>
      );
    case 'unused':
      return <circle cx="6" cy="6" r="4.25" strokeDasharray="2.2 2.25" />;
    case 'archived':
      return (
        <>
          <path d="M1.25 2.25h9.5v2.5h-9.5zM2 4.75v5h8v-5" strokeLinejoin="round" />
          <path d="M4.75 7h2.5" strokeLinecap="round" />
        </>
      );
    case 'deleted':
      return (
        <path d="M1.75 3h8.5M4.5 3V1.5h3V3M2.75 3l.5 7.5h5.5l.5-7.5" strokeLinecap="round" strokeLinejoin="round" />
      );
  }
}
