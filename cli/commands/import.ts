import { basename } from 'node:path';
import { decodeFile } from '#core/formats/decode-file.ts';
import { MAX_FILE_LENGTH } from '#core/formats/problem.ts';
import type { Store } from '#core/store/store.ts';
import { applyImport } from '#core/transfer/apply-import.ts';
import type { KeptImport } from '#core/transfer/kept-import.ts';
import { type ImportText, previewImport, readImport } from '#core/transfer/preview-import.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { type ImportPreview, importFormat } from '#shared/contract/imports.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { READER_CHOICES, type ReaderChoice } from '#shared/domain/dotenv-reader.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, JSON_OUTPUT, PROJECT, YES } from '../command.ts';
import type { Context } from '../context.ts';
import { type PlaceToBe, placeToBe } from '../create-place.ts';
import { askReader, differing, showReadings, unclear } from '../import-readings.ts';
import { writeJson } from '../output.ts';
import { readLimited } from '../read-value.ts';
import { type Colour, writeTable } from '../table.ts';
import { printable } from '../text.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'import',
  usage: [
    'import FILE [-p PROJECT] [-e ENV] [--format FORMAT] [--reader READER] [--dry-run] [--json]',
    'import - < FILE',
  ],
  about: `Takes keys in from a dotenv, JSON, YAML, INI or shell file: new names are added, other values become new versions, the same
stay. What is clearly no secret (a port, a URL without a password) is left out, and so are references and sealed values of other
tools. All of the file is taken in or nothing. Where programs read a dotenv file's values differently, it says what each reads
and asks; without a terminal --reader has to say which counts.`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    format: {
      type: 'text',
      value: 'FORMAT',
      help: `${importFormat.options.slice(0, -1).join(', ')} or whole: the file is one key (default: by name and content)`,
      completes: importFormat.options,
    },
    reader: {
      type: 'text',
      value: 'READER',
      help: `whose reading of a dotenv file counts: ${READER_CHOICES.slice(1).join(', ')}, or most`,
      completes: READER_CHOICES,
    },
    'include-non-secrets': { type: 'flag', help: 'take in what is no secret as well' },
    'include-references': { type: 'flag', help: 'take in references and sealed values of other tools as they stand' },
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
    ['keyrail import .env -p shop -e ci --reader compose', 'the values that Docker Compose reads'],
  ],
} as const satisfies CommandSpec;

const STDIN = 0;
/** Lines about broken lines; more would hide the first. */
const SHOWN_ERRORS = 20;

type Entry = ImportPreview['entries'][number];

export const command = defineCommand(spec, async ({ words: [file = ''], options }, context) => {
  const format = options.format === undefined ? null : importFormat.safeParse(options.format.toLowerCase());
  if (format?.success === false) return usage(spec, `--format is one of: ${importFormat.options.join(', ')}.`);
  const reader = READER_CHOICES.find((choice) => choice === options.reader?.toLowerCase());
  if (options.reader !== undefined && reader === undefined) {
    return usage(spec, `--reader is one of: ${READER_CHOICES.join(', ')}.`);
  }
  const bytes = readLimited(file === '-' ? STDIN : file, MAX_FILE_LENGTH);
  if (!bytes.ok)
    return failure(bytes.error.code === 'value-too-large' ? 'import-invalid' : bytes.error.code, bytes.error.message);
  const source = file === '-' ? 'standard input' : basename(file);
  const text = decodeFile(source, bytes.value);
  if (!text.ok) return text;

  const wanted: ImportText = { text: text.value, source, format: format?.data, reader };
  return withStore(context, async (store) => {
    const to = await placeToBe(context, store, spec, options);
    if (!to.ok) return to;
    const where = to.value.look(({ project, environment }) => `${environment.name} of ${project.name}`);
    if (!where.ok) return where;
    let preview = await previewed(store, to.value, wanted);
    if (!preview.ok) return preview;
    if (reader === undefined && differing(preview.value.preview).length > 0 && !options['dry-run']) {
      const chosen = await chooseReader(context, preview.value.preview, options.yes || options.json);
      if (!chosen.ok) return chosen;
      preview = await previewed(store, to.value, { ...wanted, reader: chosen.value });
      if (!preview.ok) return preview;
    }
    const { entries, errors, warnings } = preview.value.preview;
    for (const { line, message } of warnings) context.output.say(about(source, line, message));
    if (errors.length > 0) {
      const lines = errors.slice(0, SHOWN_ERRORS).map(({ line, message }) => `  ${about(source, line, message)}`);
      if (errors.length > SHOWN_ERRORS) lines.push(`  … and ${errors.length - SHOWN_ERRORS} more`);
      return failure('import-invalid', `Nothing was imported: some lines cannot be read.\n${lines.join('\n')}`);
    }

    // An empty value is none that a key can have.
    const others = { plain: options['include-non-secrets'], references: options['include-references'] };
    const { values } = preview.value;
    const taken = (entry: Entry): boolean => isTaken(entry, others) && (values[entry.index]?.value ?? '') !== '';
    const chosen = entries.filter(taken);
    if (options['dry-run']) return report(context, options.json, preview.value.preview, taken, 'would');
    if (context.output.stdoutIsTerminal && !options.json && !options.yes && chosen.length > 0) {
      showPreview(context, preview.value.preview, taken);
      const { confirm } = await import('../confirm.ts');
      const refused = await confirm(context, false, `This imports ${countOf(chosen.length)} into ${where.value}.`);
      if (refused !== null) return refused;
    }
    const kept = preview.value;
    const indexes = new Set(chosen.map(({ index }) => index));
    // A place that is made only now has another id than it had in the look.
    const applied = to.value.write(({ environment }) =>
      applyImport(store, { ...kept, preview: { ...kept.preview, environmentId: environment.id } }, indexes),
    );
    if (!applied.ok) return applied;
    return report(context, options.json, preview.value.preview, taken, 'did');
  });
});

async function chooseReader(
  context: Context,
  preview: ImportPreview | KeptImport['preview'],
  unasked: boolean,
): Promise<Result<ReaderChoice, ErrorCode>> {
  const { canAsk } = await import('../prompt.ts');
  if (unasked || !canAsk()) return failure('import-invalid', unclear(preview));
  showReadings(context.output, preview);
  return askReader(context.output);
}

async function previewed(store: Store, to: PlaceToBe, wanted: ImportText): Promise<Result<KeptImport, ErrorCode>> {
  const read = await readImport(wanted);
  if (!read.ok) return read;
  const looked = to.look(({ environment }) => previewImport(store, environment.id, read.value));
  return looked.ok ? looked.value : looked;
}

function isTaken(entry: Entry, others: { readonly plain: boolean; readonly references: boolean }): boolean {
  switch (entry.outcome) {
    case 'new':
    case 'changed':
      return true;
    case 'same':
    case 'unread':
      return false;
    case 'not-a-secret':
      return others.plain;
    case 'elsewhere':
      return others.references;
  }
}

type Counted = { count: number; names: string[] };

function report(
  context: Context,
  json: boolean,
  preview: KeptImport['preview'],
  taken: (entry: Entry) => boolean,
  mode: 'did' | 'would',
) {
  const { entries } = preview;
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
    `${said}: ${groups.new.length} new, ${groups.changed.length} changed, ${groups.same.length} the same, ${groups.skipped.length} left out.`,
  );
  if (mode === 'would') {
    showPreview(context, preview, taken);
    return success(0);
  }
  const left = (outcome: Entry['outcome']) =>
    entries.filter((entry) => entry.outcome === outcome && !taken(entry)).map(({ name }) => printable(name));
  const [plain, references, unread] = [left('not-a-secret'), left('elsewhere'), left('unread')];
  if (plain.length > 0) {
    context.output.say(`Left out as no secret: ${plain.join(', ')}. --include-non-secrets takes them in.`);
  }
  if (references.length > 0) {
    context.output.say(
      `Left out as kept or sealed by another tool: ${references.join(', ')}. --include-references takes them in as they stand.`,
    );
  }
  if (unread.length > 0) context.output.say(`Left out, since the file gives them no value so: ${unread.join(', ')}.`);
  return success(0);
}

function groupOf(entry: Entry, taken: (entry: Entry) => boolean): 'new' | 'changed' | 'same' | 'skipped' {
  if (entry.outcome === 'new' || entry.outcome === 'changed' || entry.outcome === 'same') return entry.outcome;
  if (!taken(entry)) return 'skipped';
  return entry.existing === null ? 'new' : 'changed';
}

const COLOURS = { new: 'green', changed: 'yellow', same: 'dim', skipped: 'dim' } as const satisfies Record<
  string,
  Colour
>;

function showPreview(context: Context, preview: KeptImport['preview'], taken: (entry: Entry) => boolean): void {
  const { entries } = preview;
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
      {
        title: 'PROVIDER',
        text: ({ provider, maybe }) => provider ?? (maybe === null ? '-' : `maybe ${maybe}`),
        gives: 3,
      },
      { title: 'WHY', text: ({ reason }) => reason, gives: 4 },
    ],
    entries,
  );
  if (differing(preview).length > 0) showReadings(context.output, preview);
}

/** Most messages say their line themselves. */
function about(source: string, line: number | null, message: string): string {
  const place = line === null || /^line \d/i.test(message) ? source : `${source}, line ${line}`;
  return `${place}: ${printable(message)}`;
}

function countOf(count: number): string {
  return count === 1 ? '1 key' : `${count} keys`;
}
