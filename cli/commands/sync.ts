import { statSync } from 'node:fs';
import { decodeText, MAX_TEXT_BYTES } from '#core/capture/decode-text.ts';
import { type ConnectionRow, connectionRows } from '#core/connections/connection-rows.ts';
import { listRemoteKeys } from '#core/connections/remote-key-rows.ts';
import { syncText } from '#core/connections/sync-text.ts';
import { readDrift } from '#core/matching/read-drift.ts';
import { findProvider } from '#core/providers/catalogue.ts';
import type { Store } from '#core/store/store.ts';
import { ERROR_EXIT_STATUS } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Completeness } from '#shared/domain/completeness.ts';
import type { Drift, RemoteKey } from '#shared/domain/remote-key.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, JSON_OUTPUT, type Outcome } from '../command.ts';
import { type SyncReport, syncJson } from '../connection-json.ts';
import type { Context } from '../context.ts';
import { showDrift } from '../drift-table.ts';
import { linkedPlaces, namedConnection } from '../named-connection.ts';
import { writeJson } from '../output.ts';
import { quoted } from '../place.ts';
import { readLimited } from '../read-value.ts';
import { printable } from '../text.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'sync',
  usage: ['sync [CONNECTION] [--json]', 'sync CONNECTION --from FILE… [--whole] [--json]'],
  about: `Asks the provider of a connection, or of all, what it says of its keys, and tells how that and the vault disagree.
Where a provider has no API for it, --from reads a saved page, CSV, tab-separated text or JSON: of a list over several
pages name each with a --from of its own, in their order. Only metadata is read: of a whole secret in the file its visible
start is kept and nothing else.

What a list lacks is noted only where the list is known to be whole: the provider's API read it to its end, the page says
how many there are, or --whole says so. A key that two such lists lack, or one and you, is gone.`,
  options: {
    from: { type: 'list', value: 'FILE', help: 'a file to read, or "-" for standard input', completes: 'file' },
    whole: { type: 'flag', help: 'the files are the whole list, where nothing in them tells' },
    json: {
      ...JSON_OUTPUT,
      help: 'print {connection, provider, status, seen, new, changed, missing, gone, completeness, unmatched, drift, rateLimit, …}',
    },
  },
  words: { min: 0, max: 1 },
  examples: [
    ['keyrail sync', 'every connection whose provider can be asked'],
    ['keyrail sync Norrix --from keys.html', 'from a saved page'],
    ['pbpaste | keyrail sync Norrix --from -', 'from a copied table'],
  ],
} as const satisfies CommandSpec;

const STDIN = 0;
/** Lines about rows that were not read whole; more would hide the first. */
const SHOWN_PROBLEMS = 10;

export const command = defineCommand(spec, async ({ words: [name], options }, context) => {
  if (options.from.filter((file) => file === '-').length > 1) {
    return usage(spec, 'Standard input can be read once only.');
  }
  const texts: string[] = [];
  let writtenAt = context.now();
  for (const file of options.from) {
    const text = readText(file);
    if (!text.ok) return text;
    texts.push(text.value.text);
    writtenAt = Math.min(writtenAt, text.value.writtenAt ?? writtenAt);
  }
  if (name === undefined && texts.length > 0) return usage(spec, 'Name the connection whose keys the file lists.');
  if (options.whole && texts.length === 0) return usage(spec, '--whole is said of files: name them with --from.');
  return withStore(context, async (store) => {
    if (name === undefined) return syncEach(context, store, options.json);
    const connection = namedConnection(store, name);
    if (!connection.ok) return connection;
    if (texts.length > 0) {
      const read = syncText(store, connection.value.id, texts, writtenAt, options.whole);
      return read.ok ? report(context, store, connection.value, { ...read.value, skipped: [] }, options.json) : read;
    }
    const { runSync, syncsByApi } = await import('#core/sync/run-sync.ts');
    if (!syncsByApi(connection.value)) return noFile(connection.value);
    const asked = await untilInterrupted((signal) => runSync(store, connection.value.id, { signal }));
    return asked.ok ? report(context, store, connection.value, withoutRows(asked.value), options.json) : asked;
  });
});

/** Every connection whose provider can be asked; one that fails stops no other. */
async function syncEach(context: Context, store: Store, json: boolean): Promise<Outcome> {
  const { runAll, syncsByApi } = await import('#core/sync/run-sync.ts');
  const rows = connectionRows(store);
  const asked = rows.filter(syncsByApi);
  const ids = asked.map(({ id }) => id);
  const done = await untilInterrupted((signal) => runAll(store, ids, { signal }));
  const byId = new Map(done.map(({ connectionId, sync }) => [connectionId, sync]));
  const reports: object[] = [];
  let status = 0;
  for (const row of asked) {
    const sync = byId.get(row.id);
    if (sync === undefined) continue;
    if (json) reports.push(jsonOf(store, row, withoutRows(sync)));
    status = Math.max(status, say(context, store, row, withoutRows(sync), json));
  }
  if (json) writeJson(context.output, { connections: reports });
  const others = rows.filter((row) => !syncsByApi(row)).map((row) => row.name);
  if (others.length > 0) context.output.say(`Only from the dashboard or a file: ${others.map(printable).join(', ')}.`);
  else if (rows.length === 0)
    context.output.say('There is no connection yet. To add one: keyrail connections add PROVIDER');
  return success(status);
}

/** Ctrl-C ends a sync with what the last one saw in place, and a second one ends the command. */
async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('SIGINT', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop);
  }
}

function withoutRows(sync: Omit<SyncReport, 'problems'>): SyncReport {
  return { ...sync, problems: [] };
}

function readText(
  file: string,
): Result<{ text: string; writtenAt: number | null }, 'file-unreadable' | 'file-not-found' | 'import-invalid'> {
  const read = readLimited(file === '-' ? STDIN : file, MAX_TEXT_BYTES);
  if (!read.ok) {
    const { code, message } = read.error;
    return code === 'value-too-large'
      ? failure('import-invalid', `The file is too large. ${message}`)
      : failure(code, message);
  }
  const text = decodeText(read.value);
  if (!text.ok) return text;
  return success({ text: text.value, writtenAt: file === '-' ? null : Math.floor(statSync(file).mtimeMs) });
}

function noFile(connection: ConnectionRow): Outcome {
  const definition = findProvider(connection.provider);
  const why =
    definition?.sync.api === undefined
      ? `${definition?.name.value ?? connection.provider} has no listing that can be asked.`
      : `${connection.name} is read from its dashboard, as was chosen by --way.`;
  const page = definition?.links.keysPath?.value.join(' → ');
  const where = page === undefined ? 'the page that lists its keys' : `the page ${page}`;
  return failure(
    'invalid-request',
    `${why} Save ${where} (or copy its table into a
file), and name the file:
keyrail sync ${quoted(connection.name)} --from FILE`,
  );
}

function report(context: Context, store: Store, connection: ConnectionRow, synced: SyncReport, json: boolean): Outcome {
  if (json) writeJson(context.output, jsonOf(store, connection, synced));
  return success(say(context, store, connection, synced, json));
}

function jsonOf(store: Store, connection: ConnectionRow, synced: SyncReport) {
  const drift = readDrift(store, { connectionId: connection.id });
  return syncJson(connection, synced, unmatchedOf(store, connection), drift, linkedPlaces(store));
}

function unmatchedOf(store: Store, connection: ConnectionRow): number {
  return listRemoteKeys(store, connection.id).filter(
    ({ goneAt, ignored, match }) => goneAt === null && !ignored && match === null,
  ).length;
}

/** @returns the exit status */
function say(context: Context, store: Store, connection: ConnectionRow, synced: SyncReport, json: boolean): number {
  const { output } = context;
  const { outcome, duplicates, problems, completeness, skipped } = synced;
  if (outcome.error !== null) {
    output.say(`keyrail: ${connection.name} was not synced. ${outcome.error.message} What the last sync saw is kept.`);
    return ERROR_EXIT_STATUS[outcome.way === 'file' ? 'import-invalid' : 'sync-failed'];
  }
  const { seen, new: added, changed, missing, gone } = outcome;
  const unmatched = unmatchedOf(store, connection);
  output.say(
    `Synced ${connection.name}: ${seen} seen, ${added} new, ${changed} changed, ${missing} missing, ${gone} gone, ${unmatched} unmatched.`,
  );
  for (const { listing, message } of skipped) output.say(`Not read: ${listing}. ${printable(message)}`);
  if (completeness !== null) sayCompleteness(output, completeness, seen, listRemoteKeys(store, connection.id));
  for (const { name, count } of duplicates) output.say(`"${printable(name)}" is listed ${count} times.`);
  for (const { row, message } of problems.slice(0, SHOWN_PROBLEMS))
    output.say(row === 0 ? printable(message) : `Row ${row}: ${printable(message)}`);
  if (problems.length > SHOWN_PROBLEMS) output.say(`… and ${problems.length - SHOWN_PROBLEMS} more`);
  const drift: Drift[] = json ? [] : readDrift(store, { connectionId: connection.id });
  if (drift.length > 0) showDrift(output, drift);
  return 0;
}

function sayCompleteness(
  output: Context['output'],
  { kind, evidence }: Completeness,
  seen: number,
  known: readonly RemoteKey[],
): void {
  const why = printable(evidence.join(' '));
  const isLacking = known.filter(({ goneAt }) => goneAt === null).length > seen;
  switch (kind) {
    case 'complete':
      if (isLacking)
        output.say(`The list is whole. ${why} What it lacks is missing, and gone once another whole list lacks it.`);
      return;
    case 'partial':
      output.say(`This is a part of the list, so nothing counts as gone. ${why}`);
      return;
    case 'unknown':
      output.say(
        isLacking
          ? `Whether this is the whole list is not known, so nothing counts as gone. ${why} Where it is: --whole`
          : `Whether this is the whole list is not known. ${why}`,
      );
      return;
  }
}
