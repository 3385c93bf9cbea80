import type {
  Campaign,
  Exposure,
  Rotation,
  RotationPlan,
  RotationStep,
  RotationStrategy,
} from '#shared/domain/rotation.ts';

/** What a strategy comes to, in a heading and a sentence. */
export function strategyWords({
  strategy,
  steps,
}: Pick<RotationPlan, 'strategy'> & { readonly steps: readonly { readonly kind: RotationStep['kind'] }[] }): {
  readonly title: string;
  readonly text: string;
} {
  const kinds = steps.map(({ kind }) => kind);
  if (strategy === 'automatic' && !kinds.includes('regenerate')) {
    return {
      title: 'By itself',
      text: 'The provider’s API makes the new key. Both work until the old one is ended, after you agreed.',
    };
  }
  return STRATEGIES[strategy];
}

const STRATEGIES: Readonly<Record<RotationStrategy, { readonly title: string; readonly text: string }>> = {
  overlap: {
    title: 'A new key beside the old one',
    text: 'Both work for a while. The old one is ended when the new one is everywhere.',
  },
  regenerate: {
    title: 'The old key first',
    text: 'It is ended, then a new one is made and put everywhere at once.',
  },
  'replace-then-delete': {
    title: 'A new key, then the old one is deleted',
    text: 'Both work until then. A deleted key does not come back.',
  },
  automatic: {
    title: 'The provider replaces the value',
    text: 'The old value ends at that moment. The new one is stored before anything else happens.',
  },
  'cannot-deactivate': {
    title: 'A new key; the old one cannot be ended',
    text: 'What uses it moves to a new key. The old one counts as leaked until support ends it.',
  },
};

/** Where a rotation stands, in a few words. */
export function statusWords(rotation: Rotation): string {
  switch (rotation.status) {
    case 'done':
      return 'Done';
    case 'aborted':
      return 'Aborted';
    case 'running':
      return `${nextStep(rotation)?.title ?? 'Working'}…`;
    case 'waiting': {
      const step = nextStep(rotation);
      if (step === undefined) return 'To be gone on with';
      if (step.state === 'failed') return `Failed: ${step.title}`;
      return step.needs === null ? `To be gone on with: ${step.title}` : `Needs you: ${step.title}`;
    }
  }
}

/** How urgently a rotation wants to be looked at, for its mark. */
export type Standing = 'running' | 'needs-you' | 'failed' | 'can-go-on' | 'done' | 'aborted';

export function standingOf(rotation: Rotation): Standing {
  if (rotation.status !== 'waiting') return rotation.status;
  const step = nextStep(rotation);
  if (step?.state === 'failed') return 'failed';
  return step?.needs == null ? 'can-go-on' : 'needs-you';
}

export function nextStep({ steps, step }: Rotation): RotationStep | undefined {
  return steps.find(({ position }) => position === step);
}

/** "Step 3 of 7". */
export function stepCount({ steps, step }: Rotation): string {
  return step === null ? '' : `Step ${step + 1} of ${steps.length}`;
}

/** "BKEND_SECRET_KEY", or that and how many more. */
export function keysText(keys: readonly { readonly name: string }[]): string {
  const names = [...new Set(keys.map(({ name }) => name))];
  const [first = ''] = names;
  return keys.length === 1 ? first : `${first} and ${keys.length - 1} more`;
}

export function placeText({
  project,
  environment,
}: {
  readonly project: string;
  readonly environment: string;
}): string {
  return `${project}, ${environment}`;
}

export const EXPOSED_AT: Readonly<Record<Exposure['places'][number]['what'], string>> = {
  file: 'In files',
  history: 'In the history of a repository',
  'ci-target': 'In CI targets',
  'same-value': 'In other keys, as the same value',
};

const USES: Readonly<Record<string, string>> = {
  revealed: 'Revealed',
  copied: 'Copied',
  read: 'Read by a program',
  ran: 'Given to a program',
  exported: 'Exported',
  placed: 'Placed in CI',
};

export function takenWords(what: string): string {
  return USES[what] ?? what;
}

export function timesText(times: number): string {
  return times === 1 ? 'once' : times === 2 ? 'twice' : `${times} times`;
}

/** How a campaign stands: "2 of 9 done, 4 need you, 1 aborted". */
export function progressWords({ progress }: Pick<Campaign, 'progress'>): string {
  const { total, done, aborted, running, needPerson, canGoOn } = progress;
  return [
    `${done} of ${total} done`,
    running > 0 ? `${running} running` : '',
    needPerson > 0 ? `${needPerson} ${needPerson === 1 ? 'needs' : 'need'} you` : '',
    canGoOn > 0 ? `${canGoOn} to be gone on with` : '',
    aborted > 0 ? `${aborted} aborted` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
