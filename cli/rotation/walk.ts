import { isatty } from 'node:tty';
import { giveValue, skipStep, stepDone } from '#core/rotation/answer-step.ts';
import { readRotation } from '#core/rotation/rotation-of.ts';
import { runRotation } from '#core/rotation/run-rotation.ts';
import type { Store } from '#core/store/store.ts';
import { ERROR_EXIT_STATUS, type ErrorCode } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Rotation, RotationStep } from '#shared/domain/rotation.ts';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { writeJson } from '../output.ts';
import { readValue } from '../read-value.ts';
import { rotationJson } from './rotation-json.ts';
import { showRotation, taskLines } from './show.ts';

export type WalkOptions = {
  readonly yes: boolean;
  readonly json: boolean;
  /** The step that waits was done, or is left out: said once, for the step that is next. */
  readonly done: boolean;
  readonly skip: string | undefined;
  readonly identifier: string | undefined;
};

/** Whether to go on, or to stop here because nobody answers. */
type Answer = Result<'go-on' | 'stop', ErrorCode>;

/**
 * Goes on with a rotation, step after step: at a terminal it asks what has to be asked; otherwise it stops and says how to
 * answer. The new value comes from standard input or a hidden prompt.
 */
export async function walk(context: Context, store: Store, rotationId: string, options: WalkOptions): Promise<Outcome> {
  const { output } = context;
  const said = answerGiven(store, rotationId, options);
  if (!said.ok) return said;
  let shown = 0;
  let valueRead = false;
  for (;;) {
    const ran = await run(context, store, rotationId, options);
    if (!ran.ok) return ran;
    const rotation = ran.value;
    shown = sayNew(context, rotation, shown);
    const step = rotation.step === null ? undefined : rotation.steps[rotation.step];
    if (step === undefined) return ended(context, rotation, options, null);
    const again = await ask(context, store, rotation, step, { ...options, valueRead });
    if (!again.ok) {
      output.say(howToGoOn(rotation, step));
      return again;
    }
    if (again.value === 'stop') return ended(context, rotation, options, step);
    if (step.needs === 'value') valueRead = true;
  }
}

/** What `--done` and `--skip` say of the step that is next. */
function answerGiven(store: Store, rotationId: string, { done, skip }: WalkOptions): Result<void, ErrorCode> {
  if (!done && skip === undefined) return success();
  const rotation = readRotation(store, rotationId);
  if (!rotation.ok) return rotation;
  const position = rotation.value.step;
  if (position === null) return failure('conflict', 'That rotation is over.');
  return skip === undefined ? stepDone(store, rotationId, position) : skipStep(store, rotationId, position, skip);
}

async function ask(
  context: Context,
  store: Store,
  rotation: Rotation,
  step: RotationStep,
  options: WalkOptions & { valueRead: boolean },
): Promise<Answer> {
  const { output } = context;
  for (const line of taskLines(step)) output.say(line);
  if (step.needs === null) return success('stop');
  const { askYesNo, askLine, canAsk } = await import('../prompt.ts');
  if (step.needs === 'value') return takeValue(context, store, rotation, options);
  if (!canAsk()) return success('stop');
  if (step.needs === 'yes') {
    if (!(await askYesNo('Go on?'))) return success('stop');
    return goneOn(stepDone(store, rotation.id, step.position));
  }
  const how = step.skippable ? '[y]es, [s]kip it, or [n]ot yet' : '[y]es, or [n]ot yet';
  const answer = (await askLine(`Is it done? ${how}: `))?.trim().toLowerCase() ?? '';
  if (/^y(?:es)?$/.test(answer)) return goneOn(stepDone(store, rotation.id, step.position));
  if (/^s(?:kip)?$/.test(answer) && step.skippable) {
    const reason = (await askLine('Why is it left out? '))?.trim() ?? '';
    if (reason !== '') return goneOn(skipStep(store, rotation.id, step.position, reason));
  }
  return success('stop');
}

async function takeValue(
  context: Context,
  store: Store,
  rotation: Rotation,
  { valueRead, identifier: typed }: WalkOptions & { valueRead: boolean },
): Promise<Answer> {
  const piped = !isatty(0);
  // Standard input gives one value, once.
  if (piped && valueRead) return success('stop');
  const key = rotation.keys.find(({ part }) => part === 'value');
  const read = await readValue(context.output, {
    name: key?.name ?? '',
    file: undefined,
    verbatim: false,
    kind: undefined,
  });
  if (!read.ok) return read;
  const { bytes } = read.value;
  if (bytes.length === 0) return success('stop');
  const given = giveValue(store, rotation.id, { bytes, identifier: typed ?? (await identifierOf(rotation)) });
  bytes.fill(0);
  return goneOn(given);
}

/** The public half of a pair is asked for beside its secret. */
async function identifierOf(rotation: Rotation): Promise<string | null> {
  const half = rotation.keys.find(({ part }) => part === 'identifier');
  if (half === undefined) return null;
  const { askLine, canAsk } = await import('../prompt.ts');
  return canAsk() ? askLine(`New value of ${half.name} (the access key id): `) : null;
}

function goneOn(answered: Result<void, ErrorCode>): Answer {
  return answered.ok ? success('go-on') : answered;
}

async function run(
  { output }: Context,
  store: Store,
  rotationId: string,
  { yes }: WalkOptions,
): Promise<Result<Rotation, ErrorCode>> {
  const controller = new AbortController();
  const stop = (): void => {
    output.say('Stopping. What is under way comes to its end.');
    controller.abort();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await runRotation(store, rotationId, { confirmed: () => true, agreed: yes, signal: controller.signal });
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** A line for each step that came to its end since the last look. */
function sayNew({ output }: Context, { steps }: Rotation, shown: number): number {
  const over = steps.filter(({ state }) => state === 'done' || state === 'skipped');
  for (const { title, state, evidence } of over.slice(shown)) output.say(`${title}: ${state}. ${evidence}`);
  return over.length;
}

/** 0: done. 5: a person is needed. 6: a provider or target refused, or is not there now. */
function ended({ output }: Context, rotation: Rotation, { json }: WalkOptions, step: RotationStep | null): Outcome {
  if (json) writeJson(output, rotationJson(rotation));
  else showRotation(output, rotation);
  if (step === null) return success(0);
  output.say(howToGoOn(rotation, step));
  const known: Readonly<Record<string, number>> = ERROR_EXIT_STATUS;
  const failed = step.needs === null ? known[step.error?.code ?? ''] : undefined;
  return success(failed ?? ERROR_EXIT_STATUS['confirmation-needed']);
}

function howToGoOn({ id }: Rotation, { needs }: RotationStep): string {
  const resume = `keyrail rotate --resume ${id.slice(0, 8)}`;
  switch (needs) {
    case 'value':
      return `To go on with the new value: ${resume} < VALUE`;
    case 'done':
    case 'yes':
      return `To go on once it is so: ${resume} --done`;
    case null:
      return `To try again: ${resume}`;
  }
}
