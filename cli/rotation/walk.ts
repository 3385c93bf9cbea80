import { isatty } from 'node:tty';
import { giveValue, skipStep, stepDone } from '#core/rotation/answer-step.ts';
import { kindOfRotated } from '#core/rotation/rotated-kind.ts';
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
import { stoppable } from './stoppable.ts';

/** A person is needed before it goes on; a status of its own, so that scripts can tell it from a failure. */
export const PERSON_STATUS = 9;

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
  const before = readRotation(store, rotationId);
  if (!before.ok) return before;
  const said = answerGiven(store, before.value, options);
  if (!said.ok) return said;
  // What came to its end earlier was said then.
  let shown = overIn(before.value).length;
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
function answerGiven(
  store: Store,
  { id, step: position }: Rotation,
  { done, skip }: Pick<WalkOptions, 'done' | 'skip'>,
): Result<void, ErrorCode> {
  if (!done && skip === undefined) return success();
  if (position === null) return failure('conflict', 'That rotation is over.');
  return skip === undefined ? stepDone(store, id, position) : skipStep(store, id, position, skip);
}

async function ask(
  context: Context,
  store: Store,
  rotation: Rotation,
  step: RotationStep,
  options: WalkOptions & { valueRead: boolean },
): Promise<Answer> {
  const { output } = context;
  const { askYesNo, askLine, canAsk } = await import('../prompt.ts');
  // A value that is piped in answers what would be asked for.
  if (step.needs === 'value' && !isatty(0)) return takeValue(context, store, rotation, step, options);
  for (const line of taskLines(step)) output.say(line);
  if (step.needs === null || !canAsk()) return success('stop');
  if (step.needs === 'value') return takeValue(context, store, rotation, step, options);
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
  step: RotationStep,
  { valueRead, identifier: typed }: WalkOptions & { valueRead: boolean },
): Promise<Answer> {
  const piped = !isatty(0);
  const stop = (): Answer => {
    for (const line of piped ? taskLines(step) : []) context.output.say(line);
    return success('stop');
  };
  // Standard input gives one value, once.
  if (piped && valueRead) return stop();
  const key = rotation.keys.find(({ part }) => part === 'value');
  const kind = kindOfRotated(store, rotation.id);
  const read = await readValue(context.output, { name: key?.name ?? '', kind });
  if (!read.ok) return read;
  const { bytes } = read.value;
  if (bytes.length === 0) return stop();
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

function run(
  context: Context,
  store: Store,
  rotationId: string,
  { yes }: WalkOptions,
): Promise<Result<Rotation, ErrorCode>> {
  return stoppable(context, (signal) => runRotation(store, rotationId, { confirmed: () => true, agreed: yes, signal }));
}

/** A line for each step that came to its end since the last look. */
function sayNew({ output }: Context, rotation: Rotation, shown: number): number {
  const over = overIn(rotation);
  for (const { title, state, evidence } of over.slice(shown)) output.say(`${title}: ${state}. ${evidence}`);
  return over.length;
}

function overIn({ steps }: Rotation): Rotation['steps'] {
  return steps.filter(({ state }) => state === 'done' || state === 'skipped');
}

/** 0: done. 9: a person is needed. Others: why it did not get on, 6 for a provider or target. */
function ended({ output }: Context, rotation: Rotation, { json }: WalkOptions, step: RotationStep | null): Outcome {
  if (json) writeJson(output, rotationJson(rotation));
  if (step === null) {
    if (!json) showRotation(output, rotation);
    return success(0);
  }
  output.say(howToGoOn(rotation, step));
  const known: Readonly<Record<string, number>> = ERROR_EXIT_STATUS;
  const failed = step.needs === null ? known[step.error?.code ?? ''] : undefined;
  return success(failed ?? PERSON_STATUS);
}

function howToGoOn({ id }: Rotation, { needs, skippable }: RotationStep): string {
  const resume = `keyrail rotate --resume ${id.slice(0, 8)}`;
  const skip = skippable ? `\nTo leave it out: ${resume} --skip REASON` : '';
  switch (needs) {
    case 'value':
      return `To go on with the new value: ${resume} < VALUE`;
    case 'done':
      return `To go on once it is so: ${resume} --done${skip}`;
    case 'yes':
      return `To say yes: ${resume} --done${skip}`;
    case null:
      return `To try again: ${resume}${skip}`;
  }
}
