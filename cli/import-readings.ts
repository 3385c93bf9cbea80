import type { KeptImport } from '#core/transfer/kept-import.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { type DotenvReader, READER_CHOICES, READER_TITLES, type ReaderChoice } from '#shared/domain/dotenv-reader.ts';
import type { Output } from './output.ts';
import { printable } from './text.ts';

type Preview = KeptImport['preview'];
type Entry = Preview['entries'][number];

/** More would hide the first. */
const SHOWN = 20;

/** The names whose values programs read differently. */
export function differing({ entries }: Preview): readonly Entry[] {
  return entries.filter(({ differs }) => differs);
}

/** Says of each such name what which program reads, and nothing of the value itself. */
export function showReadings(output: Output, preview: Preview): void {
  const entries = differing(preview);
  output.say('Programs read these values differently:');
  for (const entry of entries.slice(0, SHOWN)) {
    output.say(`  ${printable(entry.name)}${entry.line === null ? '' : `, line ${entry.line}`}`);
    for (const [place, { readers, says }] of entry.readings.entries()) {
      const mark = place === entry.reading ? ' (taken)' : '';
      output.say(`    ${titles(readers)}: ${says}${mark}`);
    }
    for (const { reader, why } of entry.unread) output.say(`    ${READER_TITLES[reader]} ${why}`);
  }
  if (entries.length > SHOWN) output.say(`  … and ${entries.length - SHOWN} more`);
}

/** Why nothing is imported where nobody can be asked. */
export function unclear(preview: Preview): string {
  const names = differing(preview).map(({ name }) => printable(name));
  const shown = names.slice(0, SHOWN).join(', ') + (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '');
  return `Nothing was imported: programs read different values for ${shown}. "keyrail import --dry-run" says which. Say whose
reading counts with --reader: ${READER_CHOICES.slice(1).join(', ')}, or most.`;
}

/** Asks as which program the file is read. */
export async function askReader(output: Output): Promise<Result<ReaderChoice, 'cancelled'>> {
  const { askLine } = await import('./prompt.ts');
  for (;;) {
    const answer = await askLine(`Read the file as (${READER_CHOICES.join(', ')}) [most]: `);
    if (answer === null) return failure('cancelled', 'Nothing was done.');
    const typed = answer.trim().toLowerCase();
    const choice = typed === '' ? 'most' : READER_CHOICES.find((each) => each === typed);
    if (choice !== undefined) return success(choice);
    output.say(`One of: ${READER_CHOICES.join(', ')}.`);
  }
}

function titles(readers: readonly DotenvReader[]): string {
  return readers.map((reader) => READER_TITLES[reader]).join(', ');
}
