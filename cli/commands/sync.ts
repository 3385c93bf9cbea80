import { isUtf8 } from 'node:buffer';
import { statSync } from 'node:fs';
import type { ConnectionRow } from '#core/connections/connection-rows.ts';
import { listRemoteKeys } from '#core/connections/remote-key-rows.ts';
import { syncText, type TextSync } from '#core/connections/sync-text.ts';
import { readDrift } from '#core/matching/read-drift.ts';
import { findProvider } from '#core/providers/catalogue.ts';
import type { Store } from '#core/store/store.ts';
import { ERROR_EXIT_STATUS } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Drift } from '#shared/domain/remote-key.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, JSON_OUTPUT, type Outcome } from '../command.ts';
import { syncJson } from '../connection-json.ts';
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
  usage: ['sync CONNECTION --from FILE… [--json]'],
  about: `Reads what a provider says of its keys from a saved page, CSV, tab-separated text or JSON, and tells how it and the
vault disagree. Where the list goes over several pages, name each with a --from of its own, in their order. Only metadata
is read: of a whole secret in the file its visible start is kept and nothing else.`,
  options: {
    from: { type: 'list', value: 'FILE', help: 'a file to read, or "-" for standard input', completes: 'file' },
    json: {
      ...JSON_OUTPUT,
      help: 'print {connection, provider, status, seen, new, changed, gone, unmatched, drift, rateLimit, …}',
    },
  },
  words: { min: 1, max: 1 },
  examples: [
    ['keyrail sync Norrix --from keys.html', 'from a saved page'],
    ['pbpaste | keyrail sync Norrix --from -', 'from a copied table'],
  ],
} as const satisfies CommandSpec;

const STDIN = 0;
/** A page of 20 MiB in UTF-16 or with characters of several bytes. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** Lines about rows that were not read whole; more would hide the first. */
const SHOWN_PROBLEMS = 10;

export const command = defineCommand(spec, async ({ words: [name = ''], options }, context) => {
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
  return withStore(context, (store) => {
    const connection = namedConnection(store, name);
    if (!connection.ok) return connection;
    if (texts.length === 0) return noFile(connection.value);
    const synced = syncText(store, connection.value.id, texts, writtenAt);
    if (!synced.ok) return synced;
    return report(context, store, connection.value, synced.value, options.json);
  });
});

/** UTF-8, or UTF-16 with its mark, as Windows programs save texts. */
function readText(
  file: string,
): Result<{ text: string; writtenAt: number | null }, 'file-unreadable' | 'file-not-found' | 'import-invalid'> {
  const read = readLimited(file === '-' ? STDIN : file, MAX_FILE_BYTES);
  if (!read.ok) {
    const { code, message } = read.error;
    return code === 'value-too-large'
      ? failure('import-invalid', `The file is too large. ${message}`)
      : failure(code, message);
  }
  const bytes = read.value;
  const isUtf16 = bytes.length >= 2 && bytes.readUInt16LE(0) === 0xfeff;
  if (!isUtf16 && !isUtf8(bytes)) {
    return failure('import-invalid', 'The file is not text in UTF-8. Save it as UTF-8. Nothing was synced.');
  }
  return success({
    text: bytes.toString(isUtf16 ? 'utf16le' : 'utf8'),
    writtenAt: file === '-' ? null : Math.floor(statSync(file).mtimeMs),
  });
}

function noFile(connection: ConnectionRow): Outcome {
  const definition = findProvider(connection.provider);
  const page = definition?.links.keysPath?.value.join(' → ');
  const where = page === undefined ? 'the page that lists its keys' : `the page ${page}`;
  return failure(
    'invalid-request',
    `"${connection.name}" is read from the dashboard of ${definition?.name.value ?? connection.provider}: open the connection in
the window of Keyrail, or save ${where} and name the file:
keyrail sync ${quoted(connection.name)} --from FILE`,
  );
}

function report(context: Context, store: Store, connection: ConnectionRow, synced: TextSync, json: boolean): Outcome {
  const { output } = context;
  const { outcome, duplicates, problems, complete } = synced;
  const drift: Drift[] = readDrift(store, { connectionId: connection.id });
  const unmatched = listRemoteKeys(store, connection.id).filter(
    ({ goneAt, ignored, match }) => goneAt === null && !ignored && match === null,
  ).length;
  if (json) writeJson(output, syncJson(connection, synced, unmatched, drift, linkedPlaces(store)));
  if (outcome.error !== null) {
    output.say(`keyrail: ${connection.name} was not synced. ${outcome.error.message} What the last sync saw is kept.`);
    return success(ERROR_EXIT_STATUS['import-invalid']);
  }
  output.say(
    `Synced ${connection.name}: ${outcome.seen} seen, ${outcome.new} new, ${outcome.changed} changed, ${outcome.gone} gone, ${unmatched} unmatched.`,
  );
  if (!complete) output.say('The list has more keys than were read, so none counts as gone.');
  for (const { name, count } of duplicates) output.say(`"${printable(name)}" is listed ${count} times.`);
  for (const { row, message } of problems.slice(0, SHOWN_PROBLEMS)) output.say(`Row ${row}: ${printable(message)}`);
  if (problems.length > SHOWN_PROBLEMS) output.say(`… and ${problems.length - SHOWN_PROBLEMS} more`);
  if (!json && drift.length > 0) showDrift(output, drift);
  return success(0);
}
