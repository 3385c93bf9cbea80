import type { ReactNode } from 'react';
import type { CiSystemId, PlacementState } from '#shared/domain/ci.ts';
import { formatCount } from '../../ui/format-count.ts';
import { Spinner } from '../../ui/progress.tsx';
import { PlacementMark } from '../ci-copy/placement-mark.tsx';
import { type PushAction, type PushOutcome, STATES_BY_NEED, SYSTEM_NAMES } from './ci-words.ts';

const MONOGRAMS: Readonly<Record<CiSystemId, string>> = {
  github: 'GH',
  gitlab: 'GL',
  circleci: 'CC',
  jenkins: 'JK',
  bitbucket: 'BB',
  vercel: 'VC',
  netlify: 'NF',
};

/** A system as two letters in a square; its name is read, and shown on hover. */
export function SystemMark({ system }: { readonly system: CiSystemId }) {
  return (
    <span className="system-mark" title={SYSTEM_NAMES[system]}>
      <span aria-hidden="true">{MONOGRAMS[system]}</span>
      <span className="visually-hidden">{SYSTEM_NAMES[system]}</span>
    </span>
  );
}

/** After a number. */
const COUNTED: Readonly<Record<PlacementState, string>> = {
  behind: 'behind',
  missing: 'missing',
  'changed-elsewhere': 'changed',
  unknown: 'unknown',
  presumed: 'presumed',
  current: 'current',
};

/** How many placements are in which state, what needs somebody first. */
export function StateCounts({ states }: { readonly states: Readonly<Partial<Record<PlacementState, number>>> }) {
  const shown = STATES_BY_NEED.filter((state) => (states[state] ?? 0) > 0);
  return (
    <span className="state-counts">
      {shown.map((state) => (
        <PlacementMark key={state} state={state} text={`${formatCount(states[state] ?? 0)} ${COUNTED[state]}`} />
      ))}
    </span>
  );
}

/** What a push would do with a secret, or did with it, as a shape; the words stand beside it. */
export function StepMark({ of }: { readonly of: PushAction | PushOutcome | 'running' }) {
  if (of === 'running')
    return (
      <span className="step-mark" data-of="running">
        <Spinner size={12} />
      </span>
    );
  return (
    <span className="step-mark" data-of={of}>
      <Outline>
        <StepShape of={of} />
      </Outline>
    </span>
  );
}

function Outline({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      width="12"
      height="12"
      viewBox="0 0 12 12"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

/** One outline an outcome, told apart without colour. */
function StepShape({ of }: { readonly of: PushAction | PushOutcome }) {
  switch (of) {
    case 'create':
    case 'created':
      return <path d="M6 2v8M2 6h8" />;
    case 'replace':
    case 'replaced':
      return <path d="M2 4.2h7M7 2.2l2 2-2 2M10 7.8H3M5 5.8l-2 2 2 2" />;
    case 'same':
      return <path d="M2.5 4.5h7M2.5 7.5h7" />;
    case 'left-alone':
    case 'skipped':
      return <path d="M2.5 6h7" />;
    case 'refused':
    case 'failed':
      return (
        <>
          <circle cx="6" cy="6" r="4.75" />
          <path d="m4.2 4.2 3.6 3.6M7.8 4.2 4.2 7.8" />
        </>
      );
    case 'unknown':
      return (
        <>
          <circle cx="6" cy="6" r="4.75" />
          <path d="M4.7 4.8a1.35 1.35 0 1 1 1.9 1.3c-.4.2-.6.4-.6.8M6 8.6v.1" strokeWidth="1.25" />
        </>
      );
    case 'waiting':
      return <circle cx="6" cy="6" r="4.25" strokeDasharray="2.2 2.25" />;
  }
}
