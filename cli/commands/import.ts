import { basename } from 'node:path';
import { MAX_FILE_LENGTH } from '#core/formats/problem.ts';
import type { Place } from '#core/keys/find-key.ts';
import { applyImport } from '#core/transfer/apply-import.ts';
import { previewImport } from '#core/transfer/preview-import.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { type ImportPreview, transferFormat } from '#shared/contract/imports.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, JSON_OUTPUT, PROJECT, YES } from '../command.ts';
import type { Context } from '../context.ts';
import { placeToBe } from '../create-place.ts';
import { writeJson } from '../output.ts';
import { readLimited } from '../read-value.ts';
import { type Colour, writeTable } from '../table.ts';
import { printable } from '../text.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'import',
  usage: ['import FILE [-p PROJECT] [-e ENV] [--format FORMAT] [--dry-run] [--json]', 'import - < FILE'],
  about: `Takes keys in from a dotenv, JSON or shell file: new names are added, other values become new versions, the same stay.
What is clearly no secret (a port, a URL without a password) is left out. All of the file is taken in or nothing.`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    format: {
      type: 'text',
      value: 'FORMAT',
      help: 'dotenv, json or shell (default: by name and content)',
      completes: transferFormat.options,
    },
    'include-non-secrets': { type: 'flag', help: 'take in what is no secret as well' },
    'dry-run': { type: 'flag', help: 'only say what would happen' },
    create: { type: 'flag', help: 'create the project or environment where it is missing' },
    yes: { ...YES, help: 'do not ask on a terminal' },
    json: { ...JSON_OUTPUT, help: 'print {new, changed, same, skipped}, each {count, names}' },
  },
  words: { min: 1, max: 1 },
  completes: 'file',
  examples: [
    ['keyrail import .env -p shop -e development --dry-run', 'what would happen'],
    ['keyrail import .env -p shop -e development --create', 'a new project from a file'],
  ],
} as const satisfies CommandSpec;

const STDIN = 0;
/** Lines about broken lines; more would hide the first. */
const SHOWN_ERRORS = 20;

type Entry = ImportPreview['entries'][number];

export const command = defineCommand(spec, async ({ words: [file = ''], options }, context) => {
  const format = options.format === undefined ? null : transferFormat.safeParse(options.format.toLowerCase());
  if (format?.success === false) return usage(spec, `--format is one of: ${transferFormat.options.join(', ')}.`);
  const read = readLimited(file === '-' ? STDIN : file, MAX_FILE_LENGTH);
  if (!read.ok)
    return failure(read.error.code === 'value-too-large' ? 'import-invalid' : read.error.code, read.error.message);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(read.value);
  } catch {
    return failure('import-invalid', 'The file is not text in UTF-8. Nothing was imported.');
  }

  return withStore(context, async (store) => {
    const to = await placeToBe(context, store, spec, options);
    if (!to.ok) return to;
    const source = file === '-' ? 'standard input' : basename(file);
    const previewIn = ({ environment }: Place) =>
      previewImport(store, { environmentId: environment.id, text, source, format: format?.data });
    const looked = to.value.look((place) => ({
      preview: previewIn(place),
      where: `${place.environment.name} of ${place.project.name}`,
    }));
    if (!looked.ok) return looked;
    const { preview, where } = looked.value;
    if (!preview.ok) return preview;
    const { entries, errors, warnings } = preview.value.preview;
    for (const { line, message } of warnings) context.output.say(about(source, line, message));
    if (errors.length > 0) {
      const lines = errors.slice(0, SHOWN_ERRORS).map(({ line, message }) => `  ${about(source, line, message)}`);
      if (errors.length > SHOWN_ERRORS) lines.push(`  … and ${errors.length - SHOWN_ERRORS} more`);
      return failure('import-invalid', `Nothing was imported: some lines cannot be read.\n${lines.join('\n')}`);
    }

    // An empty value is none that a key can have.
    const others = options['include-non-secrets'];
    const taken = (entry: Entry): boolean => isTaken(entry, others) && preview.value.values[entry.index]?.value !== '';
    const chosen = entries.filter(taken);
    if (options['dry-run']) return report(context, options.json, entries, taken, 'would');
    if (context.output.stdoutIsTerminal && !options.json && !options.yes && chosen.length > 0) {
      showPreview(context, entries, taken);
      const { confirm } = await import('../confirm.ts');
      const refused = await confirm(context, false, `This imports ${countOf(chosen.length)} into ${where}.`);
      if (refused !== null) return refused;
    }
    const indexes = new Set(chosen.map(({ index }) => index));
    const applied = to.value.write((place): Result<unknown, ErrorCode> => {
      // A place that is made only now has another id than it had in the look; the entries are those of the same text.
      const there = place.environment.id === preview.value.preview.environmentId;
      const kept = there ? preview : previewIn(place);
      return kept.ok ? applyImport(store, kept.value, indexes) : kept;
    });
    if (!applied.ok) return applied;
    return report(context, options.json, entries, taken, 'did');
  });
});

function isTaken(entry: Entry, includeNonSecrets: boolean): boolean {
  switch (entry.outcome) {
    case 'new':
    case 'changed':
      return true;
    case 'same':
      return false;
    case 'not-a-secret':
      return includeNonSecrets;
  }
}

type Counted = { count: number; names: string[] };

function report(
  context: Context,
  json: boolean,
  entries: readonly Entry[],
  taken: (entry: Entry) => boolean,
  mode: 'did' | 'would',
) {
  const groups: Record<'new' | 'changed' | 'same' | 'skipped', string[]> = {
    new: [],
    changed: [],
    same: [],
    skipped: [],
  };
  for (const entry of entries) groups[groupOf(entry, taken)].push(entry.name);
  if (json) {
    const counted = Object.entries(groups).map(([name, names]): [string, Counted] => [
      name,
      { count: names.length, names },
    ]);
    writeJson(context.output, Object.fromEntries(counted));
    return success(0);
  }
  const said = mode === 'did' ? 'Imported' : 'Would import';
  context.output.say(
    `${said}: ${groups.new.length} new, ${groups.changed.length} changed, ${groups.same.length} the same, ${groups.skipped.length} skipped as no secret.`,
  );
  if (mode === 'would') {
    showPreview(context, entries, taken);
  } else if (groups.skipped.length > 0) {
    context.output.say(`Skipped: ${groups.skipped.map(printable).join(', ')}. --include-non-secrets takes them in.`);
  }
  return success(0);
}

function groupOf(entry: Entry, taken: (entry: Entry) => boolean): 'new' | 'changed' | 'same' | 'skipped' {
  if (entry.outcome !== 'not-a-secret') return entry.outcome;
  if (!taken(entry)) return 'skipped';
  return entry.existing === null ? 'new' : 'changed';
}

const COLOURS = { new: 'green', changed: 'yellow', same: 'dim', skipped: 'dim' } as const satisfies Record<
  string,
  Colour
>;

function showPreview(context: Context, entries: readonly Entry[], taken: (entry: Entry) => boolean): void {
  writeTable<Entry>(
    context.output,
    [
      { title: 'LINE', text: ({ line }) => String(line ?? '') },
      { title: 'NAME', text: ({ name }) => name, gives: 1 },
      {
        title: 'OUTCOME',
        text: (entry) => groupOf(entry, taken),
        colour: (entry) => COLOURS[groupOf(entry, taken)],
      },
      { title: 'PROVIDER', text: ({ provider }) => provider ?? '-', gives: 3 },
      { title: 'WHY', text: ({ reason }) => reason, gives: 4 },
    ],
    entries,
  );
}

/** Most messages say their line themselves. */
function about(source: string, line: number | null, message: string): string {
  const place = line === null || /^line \d/i.test(message) ? source : `${source}, line ${line}`;
  return `${place}: ${printable(message)}`;
}

function countOf(count: number): string {
  return count === 1 ? '1 key' : `${count} keys`;
}
