import { type PlannedStep, type PushPlan, writes } from '#core/ci/push-plan.ts';
import { runPush } from '#core/ci/run-push.ts';
import { startPush } from '#core/ci/start-push.ts';
import { environmentById } from '#core/projects/environments.ts';
import { projectById } from '#core/projects/projects.ts';
import type { Store } from '#core/store/store.ts';
import { ERROR_EXIT_STATUS, type ErrorCode } from '#shared/contract/error-codes.ts';
import { type Failed, type Result, success } from '#shared/contract/result.ts';
import type { PushStep, Receipt } from '#shared/domain/ci.ts';
import { confirm, confirmProtected } from '../confirm.ts';
import type { Context } from '../context.ts';
import { isoOf } from '../key-json.ts';
import type { Output } from '../output.ts';
import { type Colour, writeTable } from '../table.ts';

const ACTION_WORDS: Readonly<Record<PushStep['action'], readonly [text: string, colour: Colour]>> = {
  create: ['create', 'green'],
  replace: ['replace', 'yellow'],
  same: ['same', 'dim'],
  refused: ['refused', 'red'],
  'left-alone': ['left alone', 'dim'],
};

/** Shows what would be done, and why something is not. */
export function showPlan(output: Output, plan: PushPlan): void {
  writeTable<PlannedStep>(
    output,
    [
      {
        title: 'ACTION',
        text: ({ action }) => ACTION_WORDS[action][0],
        colour: ({ action }) => ACTION_WORDS[action][1],
      },
      { title: 'SECRET', text: ({ secretName }) => secretName, gives: 1 },
      { title: 'TARGET', text: ({ targetName }) => targetName, gives: 2 },
      { title: 'KEY', text: ({ keyName }) => keyName, gives: 3 },
    ],
    plan.steps,
  );
  sayWhy(output, plan);
}

/** Problems, notes and warnings of a plan, each once. */
export function sayWhy(output: Output, plan: PushPlan): void {
  const lines = plan.steps.flatMap((step) => [
    ...problemLine(step),
    ...step.notes,
    ...step.warnings.map(({ message }) => `Careful: ${message}`),
  ]);
  for (const line of new Set(lines)) output.say(line);
}

function problemLine({ secretName, targetName, keyName, problem, base64 }: PlannedStep): string[] {
  if (problem === null) return [];
  const option = base64 === 'offered' ? `--key ${keyName} --base64` : optionFor(problem.code, keyName, targetName);
  const words = [problem.message, problem.mend, option === null ? '' : `(${option})`].filter((part) => part !== '');
  return [`${secretName} in ${targetName}: ${words.join(' ')}`];
}

/** What to type for a mend; the mends themselves are read in windows as well. */
function optionFor(code: string, keyName: string, targetName: string): string | null {
  if (code === 'not-ours') return `--key ${keyName}`;
  if (code.startsWith('name-')) return '--as NAME';
  if (code === 'credential-missing' || code === 'provider-refused') {
    return `keyrail ci targets edit ${JSON.stringify(targetName)} --token`;
  }
  return null;
}

/**
 * Asks what has to be asked, and carries a plan out: for the push itself, for each protected environment, and for the
 * warnings by themselves. `--yes` answers all of them.
 */
export async function carryOut(
  context: Context,
  store: Store,
  plan: PushPlan,
  yes: boolean,
): Promise<Result<Receipt, ErrorCode>> {
  const steps = plan.steps.filter(writes);
  const warnings = [...new Set(steps.flatMap((step) => step.warnings.map(({ message }) => message)))];
  if (warnings.length > 0) {
    const refused = await confirm(context, yes, warnings.join('\n'));
    if (refused !== null) return refused;
  }
  const refused = await confirmEnvironments(
    context,
    store,
    steps.map((step) => step.keyEnvironmentId),
    yes,
  );
  if (refused !== null) return refused;
  const count = `${steps.length} ${steps.length === 1 ? 'secret' : 'secrets'}`;
  const targets = new Set(steps.map((step) => step.targetName));
  const goOn = await confirm(context, yes, `This writes ${count} to ${[...targets].join(', ')}.`);
  if (goOn !== null) return goOn;
  const started = startPush(store, plan, { agreed: () => true, confirmed: () => true });
  if (!started.ok) return started;
  return runReceipt(context, store, started.value.receiptId);
}

/** Asks before the values of protected environments are used, each once. Null: go on. */
export async function confirmEnvironments(
  context: Context,
  store: Store,
  environmentIds: readonly string[],
  yes: boolean,
): Promise<Failed<'confirmation-needed' | 'cancelled'> | null> {
  for (const environmentId of new Set(environmentIds)) {
    const environment = environmentById(store, environmentId);
    const project = environment === null ? null : projectById(store, environment.projectId);
    if (environment === null || project === null) continue;
    const refused = await confirmProtected(context, store, { project, environment }, yes);
    if (refused !== null) return refused;
  }
  return null;
}

/** Carries a receipt out with a line for each step. Ctrl-C lets what is under way end, and leaves the rest waiting. */
export async function runReceipt(
  { output }: Context,
  store: Store,
  receiptId: string,
): Promise<Result<Receipt, ErrorCode>> {
  const controller = new AbortController();
  const stop = (): void => {
    output.say('Stopping. What is under way comes to its end.');
    controller.abort();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await runPush(store, receiptId, {
      confirmed: () => true,
      signal: controller.signal,
      onProgress: ({ done, total, step }) => {
        if (output.stderrIsTerminal) {
          output.say(`${done} of ${total}  ${step.secretName} in ${step.targetName}: ${step.outcome}`);
        }
      },
    });
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** Says how a push ended. */
export function showReceipt(output: Output, receipt: Receipt): void {
  writeTable<Receipt['steps'][number]>(
    output,
    [
      {
        title: 'OUTCOME',
        text: ({ outcome }) => outcome,
        colour: ({ outcome }) =>
          outcome === 'failed' ? 'red' : outcome === 'created' || outcome === 'replaced' ? 'green' : 'yellow',
      },
      { title: 'SECRET', text: ({ secretName }) => secretName, gives: 1 },
      { title: 'TARGET', text: ({ targetName }) => targetName, gives: 2 },
      { title: 'WHY', text: ({ error }) => error?.message ?? '', gives: 3 },
    ],
    receipt.steps,
  );
  if (receipt.status === 'stopped') {
    const when = receipt.resumeAt === null ? '' : ` The limit is over at ${isoOf(receipt.resumeAt)}.`;
    output.say(`It stopped before its end.${when} To go on: keyrail ci push --resume`);
  }
  const undo = receipt.steps.some(({ outcome }) => outcome === 'replaced')
    ? ` To put back what was there before: keyrail ci undo ${receipt.id.slice(0, 8)}`
    : '';
  output.say(`Receipt ${receipt.id}.${undo}`);
}

/** 0: done; 6: a target refused or could not be reached; 5: the preview does not hold any more. */
export function receiptStatus(receipt: Receipt): number {
  if (receipt.status === 'done') return 0;
  const conflict = ({ outcome, error }: Receipt['steps'][number]): boolean =>
    outcome === 'created' || outcome === 'replaced' || outcome === 'same' || error?.code === 'conflict';
  return receipt.steps.every(conflict) ? ERROR_EXIT_STATUS.conflict : ERROR_EXIT_STATUS['provider-refused'];
}

/** The exit status for what a preview refused. */
export function refusedStatus(plan: PushPlan): number {
  const refused = plan.steps.filter(({ action }) => action === 'refused');
  if (refused.length === 0) return 0;
  const known: Readonly<Record<string, number>> = ERROR_EXIT_STATUS;
  return Math.max(...refused.map(({ problem }) => known[problem?.code ?? ''] ?? ERROR_EXIT_STATUS['value-invalid']));
}

export function nothingToDo(output: Output, plan: PushPlan): Result<number, ErrorCode> {
  const same = plan.steps.every(({ action }) => action === 'same');
  output.say(same ? 'Everything is there already, with its current version.' : 'Nothing was written.');
  return success(refusedStatus(plan));
}
