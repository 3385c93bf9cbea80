import type { CiTargetState } from '#shared/contract/ci-targets.ts';
import type { CiSystemId, Placement, PlacementState, PushStep, Receipt } from '#shared/domain/ci.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatRelative } from '../../ui/format-time.ts';

/** What needs somebody comes first; counts and filters go by this order. */
export const STATES_BY_NEED: readonly PlacementState[] = [
  'behind',
  'missing',
  'changed-elsewhere',
  'unknown',
  'presumed',
  'current',
];

/** Short, for counts and filters. */
export const STATE_NAMES: Readonly<Record<PlacementState, string>> = {
  current: 'Current',
  behind: 'Behind',
  'changed-elsewhere': 'Changed elsewhere',
  missing: 'Missing',
  unknown: 'Unknown',
  presumed: 'Presumed',
};

/** What a state means where the engine says nothing more. */
export const STATE_HINTS: Readonly<Record<PlacementState, string>> = {
  current: 'The current version is there.',
  behind: 'An older version is there.',
  'changed-elsewhere': 'Somebody else wrote it since Keyrail did.',
  missing: 'The target does not have it any more.',
  unknown: 'Nobody knows what is there. The next check tells.',
  presumed: 'Somebody said so, or the target tells nothing to check it by.',
};

export const SYSTEM_NAMES: Readonly<Record<CiSystemId, string>> = {
  github: 'GitHub',
  gitlab: 'GitLab',
  circleci: 'CircleCI',
  jenkins: 'Jenkins',
  bitbucket: 'Bitbucket',
  vercel: 'Vercel',
  netlify: 'Netlify',
};

export const HOW_WORDS: Readonly<Record<Placement['how'], string>> = {
  push: 'Pushed',
  copy: 'Copied by hand',
  recorded: 'Recorded by hand',
};

/** "v2, now v3": what is there, and what is current where that is another. */
export function versionText({ placedVersion, currentVersion }: Placement): string {
  if (placedVersion === null) return 'not known';
  if (currentVersion === null || currentVersion === placedVersion) return `v${placedVersion}`;
  return `v${placedVersion}, now v${currentVersion}`;
}

/** "1 secret", "4,312 secrets" */
export function countOf(count: number, word: string): string {
  return `${formatCount(count)} ${count === 1 ? word : `${word}s`}`;
}

/** How a target is, for its mark. */
export type TargetStanding = 'looking' | 'failed' | 'offline' | 'no-token' | 'never' | 'fresh';

export interface TargetStandingWords {
  readonly standing: TargetStanding;
  /** "Checked 4 min ago" */
  readonly title: string;
  /** What is behind it, or empty. */
  readonly detail: string;
}

export function standingOf({ target, looking }: CiTargetState, now: number): TargetStandingWords {
  const { error, checkedAt, hasToken } = target;
  if (looking) return { standing: 'looking', title: 'Checking…', detail: '' };
  if (!hasToken) return { standing: 'no-token', title: 'No token', detail: 'Secrets are copied there by hand.' };
  if (error !== null) {
    const offline = error.code === 'provider-unreachable';
    const what = offline ? 'Could not be reached' : 'Could not be checked';
    return {
      standing: offline ? 'offline' : 'failed',
      title: checkedAt === null ? what : `${what} ${formatRelative(checkedAt, now)}`,
      detail: error.message,
    };
  }
  if (checkedAt === null) return { standing: 'never', title: 'Never checked', detail: '' };
  return { standing: 'fresh', title: `Checked ${formatRelative(checkedAt, now)}`, detail: '' };
}

/** "2 behind, 1 missing", for the head of the screen. */
export function summaryOf(targets: readonly CiTargetState[]): string {
  const count = (state: PlacementState): number => targets.reduce((sum, { states }) => sum + (states[state] ?? 0), 0);
  const parts = (['behind', 'missing', 'changed-elsewhere', 'unknown'] as const).flatMap((state) => {
    const many = count(state);
    return many === 0 ? [] : [`${formatCount(many)} ${STATE_NAMES[state].toLowerCase()}`];
  });
  return parts.length === 0 ? countOf(targets.length, 'target') : parts.join(', ');
}

export type PushAction = PushStep['action'];
export type PushOutcome = Receipt['steps'][number]['outcome'];

/** What a push would do, in the order of a preview: what has to be decided first, what is not touched last. */
export const ACTIONS_IN_ORDER: readonly PushAction[] = ['refused', 'left-alone', 'create', 'replace', 'same'];

export const ACTION_LABELS: Readonly<Record<PushAction, string>> = {
  create: 'Create',
  replace: 'Replace',
  same: 'Same',
  refused: 'Refused',
  'left-alone': 'Left alone',
};

const ACTION_COUNTS: Readonly<Record<PushAction, string>> = {
  create: 'to create',
  replace: 'to replace',
  same: 'already current',
  refused: 'refused',
  'left-alone': 'left alone',
};

/** "3 to create, 1 to replace, 1 refused" */
export function actionsText(steps: readonly Pick<PushStep, 'action'>[]): string {
  const parts = (['create', 'replace', 'same', 'left-alone', 'refused'] as const).flatMap((action) => {
    const many = steps.filter((step) => step.action === action).length;
    return many === 0 ? [] : [`${formatCount(many)} ${ACTION_COUNTS[action]}`];
  });
  return parts.join(', ');
}

export const OUTCOME_LABELS: Readonly<Record<PushOutcome, string>> = {
  waiting: 'Waiting',
  created: 'Created',
  replaced: 'Replaced',
  same: 'Already current',
  failed: 'Failed',
  unknown: 'No answer',
  skipped: 'Skipped',
};

/** "2 replaced, 1 failed" */
export function outcomesText({ steps }: Receipt): string {
  const parts = (['created', 'replaced', 'same', 'failed', 'unknown', 'skipped', 'waiting'] as const).flatMap(
    (outcome) => {
      const many = steps.filter((step) => step.outcome === outcome).length;
      return many === 0 ? [] : [`${formatCount(many)} ${OUTCOME_LABELS[outcome].toLowerCase()}`];
    },
  );
  return parts.join(', ');
}

/** What can be put back: secrets that a push replaced and whose version before is known. */
export function canPutBack({ steps, status }: Receipt): boolean {
  return (
    status !== 'running' &&
    steps.some(({ outcome, previousVersionId }) => outcome === 'replaced' && previousVersionId !== null)
  );
}

/** Whether there is something left to do in a push that nobody carries out. */
export function canResume({ steps, status }: Receipt): boolean {
  return status === 'stopped' && steps.some(({ outcome }) => outcome === 'waiting' || outcome === 'unknown');
}
