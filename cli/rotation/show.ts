import type { Exposure, Rotation, RotationPlan, RotationStep } from '#shared/domain/rotation.ts';
import { isoOf } from '../key-json.ts';
import type { Output } from '../output.ts';
import { type Colour, writeTable } from '../table.ts';

const COLOURS: Readonly<Record<RotationStep['state'], Colour>> = {
  waiting: 'yellow',
  running: 'yellow',
  done: 'green',
  skipped: 'dim',
  failed: 'red',
};

/** What a strategy means for the key that is replaced. */
const STRATEGIES: Readonly<Record<RotationPlan['strategy'], string>> = {
  overlap: 'both keys work until the old one is ended, last',
  regenerate: 'the old key is ended first',
  'replace-then-delete': 'the old key is deleted once the new one is in place',
  'cannot-deactivate': 'the old key cannot be ended by you',
  automatic: "the provider's API does what it can",
};

/** The steps that a rotation would take, and what has to be known before. */
export function showPlan(output: Output, plan: RotationPlan): void {
  const names = plan.keys.map(({ name, project, environment }) => `${name} in ${environment} of ${project}`);
  output.say(
    `${names.join('; ')}: ${plan.strategy} (${STRATEGIES[plan.strategy]})${plan.mode === 'leaked' ? ', because it leaked' : ''}.`,
  );
  writeTable<RotationPlan['steps'][number]>(
    output,
    [
      { title: 'STEP', text: ({ title }) => title },
      { title: 'BY', text: ({ automatic }) => (automatic ? 'Keyrail' : 'you'), gives: 1 },
      { title: 'UNDO', text: ({ undo }) => undo, gives: 2 },
    ],
    plan.steps,
  );
  for (const note of plan.notes) output.say(note);
  if (plan.exposure !== null) showExposure(output, plan.exposure);
}

/** Many plans, a line for each. */
export function showPlans(output: Output, plans: readonly RotationPlan[]): void {
  writeTable<RotationPlan>(
    output,
    [
      { title: 'KEY', text: ({ keys }) => keys.map(({ name }) => name).join(', ') },
      { title: 'PLACE', text: ({ keys }) => placesOf(keys), gives: 3 },
      { title: 'HOW', text: ({ strategy }) => strategy },
      { title: 'NEEDS YOU TO', text: ({ steps }) => needsYouTo(steps), gives: 2 },
    ],
    plans,
  );
}

function needsYouTo(steps: RotationPlan['steps']): string {
  const titles = steps.filter(({ automatic }) => !automatic).map(({ title }) => title);
  return titles.join(', ') || '-';
}

/** Many rotations, a line for each. */
export function showRotations(output: Output, rotations: readonly Rotation[]): void {
  writeTable<Rotation>(
    output,
    [
      { title: 'ROTATION', text: ({ id }) => id.slice(0, 8) },
      { title: 'KEY', text: ({ keys }) => keys.map(({ name }) => name).join(', '), gives: 1 },
      { title: 'PLACE', text: ({ keys }) => placesOf(keys), gives: 3 },
      { title: 'STATUS', text: ({ status }) => status },
      { title: 'NEXT', text: ({ step, steps }) => (step === null ? '' : (steps[step]?.title ?? '')), gives: 2 },
    ],
    rotations,
  );
}

function placesOf(keys: readonly { readonly project: string; readonly environment: string }[]): string {
  return [...new Set(keys.map(({ project, environment }) => `${project}, ${environment}`))].join('; ');
}

/** The steps of a rotation with what shows that they were done. */
export function showRotation(output: Output, rotation: Rotation): void {
  const names = rotation.keys.map(({ name, project, environment }) => `${name} in ${environment} of ${project}`);
  output.say(`Rotation ${rotation.id.slice(0, 8)} of ${names.join('; ')}: ${rotation.status}.`);
  writeTable<RotationStep>(
    output,
    [
      { title: 'STATE', text: ({ state }) => state, colour: ({ state }) => COLOURS[state] },
      { title: 'STEP', text: ({ title }) => title },
      { title: 'AT', text: ({ at }) => isoOf(at) ?? '', gives: 2 },
      { title: 'EVIDENCE', text: ({ evidence, error }) => error?.message ?? evidence, gives: 3 },
    ],
    rotation.steps,
  );
  for (const line of [...rotation.notes, ...rotation.left]) output.say(line);
  if (rotation.resumeAt !== null) output.say(`It is worth going on after ${isoOf(rotation.resumeAt)}.`);
}

const PLACES: Readonly<Record<Exposure['places'][number]['what'], string>> = {
  file: 'file',
  history: 'history',
  'ci-target': 'CI target',
  'same-value': 'same value',
};

export function showExposure(output: Output, { since, places, uses }: Exposure): void {
  const where = places.map((place) => {
    const from = place.since === null ? '' : `, since ${isoOf(place.since)}`;
    return `  ${PLACES[place.what]}: ${place.where}${from}`;
  });
  const first = since === null ? 'Where the value was, as far as Keyrail knows:' : `Exposed since ${isoOf(since)}:`;
  output.say([first, ...(where.length === 0 ? ['  nowhere'] : where)].join('\n'));
  const used = uses.map(
    ({ what, times, last }) => `${what} ${times === 1 ? 'once' : `${times} times`}, last at ${isoOf(last)}`,
  );
  if (used.length > 0) output.say(`It left the vault: ${used.join('; ')}.`);
}

/** What the next step asks of a person, in lines. */
export function taskLines(step: RotationStep): string[] {
  const { task, error, title } = step;
  return [
    ...(error === null ? [] : [`${title}: ${error.message}`]),
    ...(task === null ? [] : [`${title}: ${task.text}`]),
    ...(task?.copy == null ? [] : [`To copy: ${task.copy}`]),
    ...(task?.url == null ? [] : [`Page: ${task.url}`]),
  ];
}
