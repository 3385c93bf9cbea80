const RADIUS = 4.75;
const ROUND = 2 * Math.PI * RADIUS;

/**
 * How much of a time is left, as a ring that empties. `share` from 0 to 1. Decorative: the time left stands beside it
 * in words.
 */
export function TimeLeftRing({ share, size = 12 }: { readonly share: number; readonly size?: number }) {
  const filled = Math.max(0, Math.min(1, share)) * ROUND;
  return (
    <svg className="ring" width={size} height={size} viewBox="0 0 12 12" fill="none" aria-hidden="true">
      <circle className="ring-track" cx="6" cy="6" r={RADIUS} strokeWidth="2" />
      {filled === 0 ? null : (
        <circle
          className="ring-value"
          cx="6"
          cy="6"
          r={RADIUS}
          strokeWidth="2"
          stroke="currentColor"
          strokeDasharray={`${filled} ${ROUND}`}
          transform="rotate(-90 6 6)"
        />
      )}
    </svg>
  );
}
