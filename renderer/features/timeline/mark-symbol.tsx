import type { MarkState } from './timeline-model.ts';

/** What a mark looks like: ends are diamonds, rotations are rings. What is over has a sign in it. Decorative. */
export function MarkSymbol({ state }: { readonly state: MarkState }) {
  return (
    <svg className="mark-symbol" data-state={state} width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <Shape state={state} />
    </svg>
  );
}

function Shape({ state }: { readonly state: MarkState }) {
  switch (state) {
    case 'expires':
      return <path d="M7 .9 13.1 7 7 13.1.9 7Z" className="mark-fill" />;
    case 'ended':
      return (
        <>
          <path d="M7 .4 13.6 7 7 13.6.4 7Z" className="mark-fill" />
          <path d="M5.1 5.1 8.9 8.9M8.9 5.1 5.1 8.9" className="mark-sign" />
        </>
      );
    case 'rotate':
      return <circle cx="7" cy="7" r="5" className="mark-ring" />;
    case 'late':
      return (
        <>
          <circle cx="7" cy="7" r="6.2" className="mark-fill" />
          <path d="M7 3.4V7.7M7 9.7V10.3" className="mark-sign" />
        </>
      );
    case 'planned':
      return (
        <>
          <circle cx="7" cy="7" r="5" className="mark-ring" />
          <circle cx="7" cy="7" r="2" className="mark-fill" />
        </>
      );
    case 'projected':
      return <circle cx="7" cy="7" r="4.6" className="mark-ring mark-ring-dashed" />;
  }
}
