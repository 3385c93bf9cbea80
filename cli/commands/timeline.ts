import { readFacts } from '#core/reminders/read-facts.ts';
import { timelineMarks } from '#core/reminders/schedule.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { TimelineMark } from '#shared/domain/reminder.ts';
import { addDuration, parseDuration } from '#shared/time/duration.ts';
import { timeLeft } from '#shared/time/time-left.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, JSON_OUTPUT, PROJECT } from '../command.ts';
import { isoOf } from '../key-json.ts';
import { writeJson } from '../output.ts';
import { placeFilter } from '../reminder-filter.ts';
import { writeTable } from '../table.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'timeline',
  usage: ['timeline [--for TIME] [-p PROJECT] [-e ENV] [--json]'],
  about: `Lists the expiries and rotations of the next twelve weeks by date. A rotation that follows another one is marked with
"then": it is so if each is done on its day.`,
  options: {
    for: { type: 'text', value: 'TIME', help: 'how far ahead: 4w, 3mo, 1y (default: 12w)' },
    project: { ...PROJECT, help: 'only of this project' },
    env: { ...ENVIRONMENT, help: 'only of this environment; without -p, of that name in every project' },
    json: {
      ...JSON_OUTPUT,
      help: 'print {marks: [{kind, key, project, environment, at, origin, planned, projected}]}',
    },
  },
  words: { min: 0, max: 0 },
  examples: [
    ['keyrail timeline', 'what comes up before the holidays'],
    ['keyrail timeline --for 1y -e production', 'a year of one environment'],
  ],
} as const satisfies CommandSpec;

const LONGEST_YEARS_MS = 3_660 * 86_400_000;

export const command = defineCommand(spec, async ({ options }, context) => {
  const length = parseDuration(options.for ?? '12w');
  if (!length.ok) return failure(length.error.code, `--for: ${length.error.message}`);
  const now = context.now();
  const to = addDuration(now, length.value);
  if (to - now > LONGEST_YEARS_MS) return failure('duration-invalid', '--for: A timeline has at most ten years.');
  return withStore(context, (store) => {
    const filter = placeFilter(store, options);
    if (!filter.ok) return filter;
    const facts = readFacts(store);
    const marks = timelineMarks(facts, now, to).flatMap((mark) => {
      const place = facts.environments.get(mark.environmentId);
      const placed = { ...mark, project: place?.project ?? '', environment: place?.name ?? '' };
      return filter.value(placed) ? [placed] : [];
    });
    if (options.json) {
      writeJson(context.output, {
        marks: marks.map(({ kind, name, project, environment, at, origin, planned, projected }) => ({
          ...{ kind, key: name, project, environment, at: isoOf(at), origin, planned, projected },
        })),
      });
      return success(0);
    }
    if (marks.length === 0) {
      context.output.say('Nothing expires and nothing is to be rotated in that time.');
      return success(0);
    }
    writeTable(
      context.output,
      [
        { title: 'DATE', text: ({ at }) => new Date(at).toISOString().slice(0, 10) },
        { title: 'IN', text: ({ at, precision }) => timeLeft(now, at, precision).short },
        { title: 'WHAT', text: whatOf, colour: ({ kind }) => (kind === 'expires' ? 'yellow' : null) },
        { title: 'NAME', text: ({ name }) => name, gives: 1 },
        { title: 'PROJECT', text: ({ project }) => project, gives: 3 },
        { title: 'ENVIRONMENT', text: ({ environment }) => environment, gives: 2 },
        { title: 'BY', text: ({ origin }) => origin },
      ],
      marks,
    );
    return success(0);
  });
});

function whatOf({ kind, projected, planned }: TimelineMark): string {
  if (kind === 'expires') return 'expires';
  if (projected) return 'then rotate';
  return planned ? 'rotate (planned)' : 'rotate';
}
