import type { DotenvReader } from '#shared/domain/dotenv-reader.ts';
import { DOTENV_READERS } from '#shared/domain/dotenv-reader.ts';
import { type DotenvEntry, type DotenvFile, isKeyrailsOwn } from '../dotenv.ts';
import { readAsBash } from './bash.ts';
import { readAsDocker } from './docker.ts';
import { readAsCompose, readAsGodotenv } from './go-dotenv.ts';
import { readAsNodeDotenv } from './node-dotenv.ts';
import { readAsPythonDotenv } from './python-dotenv.ts';
import type { ReadEntry, ReadFile } from './reader.ts';

/** One value that some programs read for a name. */
export type Reading = Readonly<{
  readers: readonly DotenvReader[];
  value: string;
  /** Uses variables that the file does not define, as if they were empty. */
  open: boolean;
}>;

export type ReadName = Readonly<{
  name: string;
  line: number;
  /** Every value that some program reads. */
  readings: readonly Reading[];
  /** Programs that give the name no value, and why: the end of "bash …". */
  unread: readonly Readonly<{ reader: DotenvReader; why: string }>[];
  /**
   * Whether a person should look: programs that know quotes read different values, or one would run a command. That
   * `docker --env-file` takes quotes and comments for part of a value is true of every such line, and is said once.
   */
  differs: boolean;
  /** Which reading most programs have; Keyrail's own where as many have another. `docker --env-file` does not count, and a
   * reading that puts nothing in the place of variables that the file does not define only where there is no other. */
  most: number;
}>;

export type Comparison = Readonly<{
  /** By name (NFC), in the order in which they first appear. */
  names: ReadonlyMap<string, ReadName>;
  /** Programs that take nothing of the file, or nothing from a line on. */
  stopped: readonly Readonly<{ reader: DotenvReader; line: number; why: string; everything: boolean }>[];
}>;

const READ_AS: Readonly<Record<DotenvReader, (text: string) => ReadFile>> = {
  dotenv: readAsNodeDotenv,
  bash: readAsBash,
  docker: readAsDocker,
  compose: readAsCompose,
  'python-dotenv': readAsPythonDotenv,
  godotenv: readAsGodotenv,
};

type Collected = { name: string; line: number; values: Map<DotenvReader, ReadEntry>; why: Map<DotenvReader, string> };

/** Values of such characters without quotes are the same to every program. */
const SAME_TO_ALL = /^[\w./:@%+,=^-]*$/;

/**
 * Compares what programs read in one dotenv file.
 * @param own what Keyrail reads in it (`parseDotenv`)
 */
export function compareReaders(text: string, own: DotenvFile): Comparison {
  if (own.errors.length === 0 && own.entries.every(isSameToAll)) return { names: new Map(), stopped: [] };
  const files = DOTENV_READERS.map((reader): [DotenvReader, ReadFile] => [reader, READ_AS[reader](text)]);
  const ownEntries = new Map(own.entries.map((entry) => [entry.name.normalize('NFC'), entry]));
  const names = new Map<string, Collected>();
  const at = (name: string, line: number) => {
    const key = name.normalize('NFC');
    const found = names.get(key) ?? { name: key, line, values: new Map(), why: new Map() };
    names.set(key, found);
    return found;
  };
  for (const [reader, { entries, refusals }] of files) {
    // The last line of a name counts, whether it gives a value or not: bash keeps the value of the one before.
    for (const { name, line, why } of refusals) at(name, line).why.set(reader, why);
    for (const entry of entries) at(entry.name, entry.line).values.set(reader, entry);
  }
  const stopped = files.flatMap(([reader, { stopped: stop }]) => (stop === null ? [] : [{ reader, ...stop }]));
  // A value that Keyrail wrote for itself alone is read by nobody else.
  for (const entry of own.entries) if (isKeyrailsOwn(entry)) names.delete(entry.name.normalize('NFC'));
  const read = new Map<string, ReadName>();
  for (const [key, { name, line, values, why }] of names) {
    const unread = DOTENV_READERS.flatMap((reader) => {
      if (values.has(reader)) return [];
      const stop = stopped.find((each) => each.reader === reader && !each.everything && each.line < line);
      const reason = why.get(reader) ?? stop?.why;
      return reason === undefined ? [] : [{ reader, why: reason }];
    });
    const readings = grouped(values);
    const wise = new Set([...values].flatMap(([reader, { value }]) => (reader === 'docker' ? [] : [value])));
    const runs = unread.some((each) => each.reader === 'bash' && /^would (?:run a command|put)/.test(each.why));
    const most = mostRead(readings, ownEntries.get(key));
    read.set(key, { name, line, readings, unread, differs: wise.size > 1 || runs, most });
  }
  return { names: read, stopped };
}

/** What one program reads in a file. */
export function readAs(reader: DotenvReader, text: string): ReadFile {
  return READ_AS[reader](text);
}

function isSameToAll({ value, quote, exported, line, endLine, name }: DotenvEntry): boolean {
  return quote === 'none' && !exported && line === endLine && /^[A-Za-z_]\w*$/.test(name) && SAME_TO_ALL.test(value);
}

function mostRead(readings: readonly Reading[], own: DotenvEntry | undefined): number {
  const ownPlace = readings.findIndex(({ value }) => value === own?.value);
  // Nobody writes backticks around a value but for the one program that takes them for quotes.
  if (own?.quote === 'backtick' && ownPlace !== -1) return ownPlace;
  const votes = readings.map(({ readers, open }) =>
    open ? 0 : readers.filter((reader) => reader !== 'docker').length,
  );
  const most = Math.max(0, ...votes);
  return ownPlace !== -1 && votes[ownPlace] === most ? ownPlace : votes.indexOf(most);
}

function grouped(values: Collected['values']): Reading[] {
  const byValue = new Map<string, { readers: DotenvReader[]; value: string; open: boolean }>();
  for (const reader of DOTENV_READERS) {
    const entry = values.get(reader);
    if (entry === undefined) continue;
    const found = byValue.get(entry.value);
    if (found === undefined) byValue.set(entry.value, { readers: [reader], value: entry.value, open: entry.open });
    else {
      found.readers.push(reader);
      found.open &&= entry.open;
    }
  }
  return [...byValue.values()];
}
