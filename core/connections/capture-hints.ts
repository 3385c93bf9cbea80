import type { CaptureField } from '#shared/domain/capture.ts';
import type { ColumnField, ProviderDefinition } from '#shared/domain/provider.ts';
import { type ColumnMemory, memoryName } from '../capture/recognise-columns.ts';
import type { CaptureHints } from '../capture/to-drafts.ts';
import type { ConnectionRow } from './connection-rows.ts';

/** What helps to read a provider's page: what its definition says of the list, and what a person corrected before. */
export function captureHints(definition: ProviderDefinition | null, connection: ConnectionRow): CaptureHints {
  const remembered = JSON.parse(connection.mapping) as ColumnMemory;
  if (definition === null) return { remembered };
  const kinds = new Map(definition.keyKinds.map(({ id, kind }) => [id, kind.value]));
  return {
    remembered,
    columns: Object.fromEntries(
      (definition.list.columns?.value ?? []).map(({ title, field }) => [memoryName(title, 0), columnOf(field)]),
    ),
    statuses: definition.statuses?.value.map(({ word, status }) => ({ text: word, status })),
    kinds: [
      ...definition.keyKinds.flatMap(({ prefix, kind }) =>
        prefix === undefined ? [] : [{ start: prefix.value, kind: kind.value }],
      ),
      ...(definition.list.sections?.value ?? []).flatMap(({ title, keyKind }) => {
        const kind = kinds.get(keyKind);
        return kind === undefined ? [] : [{ start: title, kind }];
      }),
    ],
  };
}

/** The reader's word for what a definition says of a column. */
function columnOf(field: ColumnField): CaptureField {
  if (field === 'value') return 'key';
  return field === 'actions' ? 'ignore' : field;
}
