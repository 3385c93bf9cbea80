import type { Drift, DriftKind } from '#shared/domain/remote-key.ts';
import type { Output } from './output.ts';
import { type Colour, writeTable } from './table.ts';

const COLOURS: Readonly<Record<DriftKind, Colour>> = {
  'unknown-at-provider': 'yellow',
  'missing-at-provider': 'yellow',
  'gone-at-provider': 'red',
  'revoked-at-provider': 'red',
  'deactivated-at-provider': 'red',
  'expired-at-provider': 'red',
  'active-at-provider': 'red',
  'value-differs': 'red',
  'expiry-differs': 'yellow',
  'scopes-differ': 'yellow',
  'name-differs': 'dim',
  unused: 'dim',
  'secret-in-client': 'red',
  'same-key-in-environments': 'yellow',
};

/** Drift as a table, with the action that settles each. */
export function showDrift(output: Output, drift: readonly Drift[], connections?: ReadonlyMap<string, string>): void {
  writeTable<Drift>(
    output,
    [
      { title: 'DRIFT', text: ({ kind }) => kind, colour: ({ kind }) => COLOURS[kind] },
      ...(connections === undefined
        ? []
        : [{ title: 'CONNECTION', text: (one: Drift) => connections.get(one.connectionId) ?? '', gives: 2 }]),
      { title: 'THERE', text: ({ remoteName }) => remoteName, gives: 1 },
      { title: 'HERE', text: ({ keyId, keyName }) => (keyId === null ? '-' : keyName), gives: 1 },
      { title: 'ACTION', text: ({ actions }) => actions[0] ?? '' },
      { title: 'WHY', text: ({ detail }) => detail, gives: 4 },
    ],
    drift,
  );
}
