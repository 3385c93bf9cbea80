import { classNames } from './class-names.ts';

/** A turning ring for work of unknown length. Silent: say what is going on in text beside it. */
export function Spinner({ size = 16, className }: { readonly size?: number; readonly className?: string }) {
  return (
    <svg
      className={classNames('spinner', className)}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      aria-hidden="true"
    >
      <circle cx="8" cy="8" r="6.25" stroke="currentColor" strokeWidth="1.75" opacity="0.25" />
      <path d="M14.25 8A6.25 6.25 0 0 0 8 1.75" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
    </svg>
  );
}

/** Progress of known length, from 0 to `total`; without a total it says only that work goes on. */
export function Progress({
  label,
  done,
  total,
}: {
  readonly label: string;
  readonly done: number;
  readonly total: number | null;
}) {
  const share = total === null || total === 0 ? null : Math.min(1, done / total);
  return (
    <div
      className={classNames('progress', share === null && 'progress-unknown')}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      {...(share === null || total === null ? {} : { 'aria-valuenow': done, 'aria-valuemax': total })}
    >
      <div className="progress-bar" style={share === null ? undefined : { inlineSize: `${share * 100}%` }} />
    </div>
  );
}
