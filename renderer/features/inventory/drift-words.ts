import type { Drift, DriftKind, RemoteKey, RemoteStatus } from '#shared/domain/remote-key.ts';
import { formatCount } from '../../ui/format-count.ts';
import { FIELD_LABELS } from '../capture/capture-words.ts';

export type DriftAction = Drift['actions'][number];
/** `bad`: something fails or leaks; `soon`: somebody should look; `quiet`: the two only differ. */
export type DriftTone = 'bad' | 'soon' | 'quiet';

export const DRIFT_TITLES: Readonly<Record<DriftKind, string>> = {
  'unknown-at-provider': 'Not in the vault',
  'missing-at-provider': 'Not in the last list',
  'gone-at-provider': 'Gone at the provider',
  'revoked-at-provider': 'Revoked at the provider',
  'deactivated-at-provider': 'Deactivated there',
  'expired-at-provider': 'Expired at the provider',
  'active-at-provider': 'Still active there',
  'value-differs': 'Another value there',
  'expiry-differs': 'Expiry differs',
  'scopes-differ': 'Scopes differ',
  'name-differs': 'Name differs',
  unused: 'Unused',
  'secret-in-client': 'Secret in a client',
  'same-key-in-environments': 'In several environments',
};

export function driftTone(kind: DriftKind): DriftTone {
  switch (kind) {
    case 'revoked-at-provider':
    case 'gone-at-provider':
    case 'expired-at-provider':
    case 'secret-in-client':
      return 'bad';
    case 'missing-at-provider':
    case 'deactivated-at-provider':
    case 'active-at-provider':
    case 'value-differs':
    case 'unknown-at-provider':
    case 'same-key-in-environments':
    case 'expiry-differs':
      return 'soon';
    case 'scopes-differ':
    case 'name-differs':
    case 'unused':
      return 'quiet';
  }
}

/** What a button or a menu says for an action. To ignore means one thing for an unknown key and another for a difference. */
export function actionLabel(action: DriftAction, kind: DriftKind): string {
  switch (action) {
    case 'adopt':
      return 'Adopt…';
    case 'ignore':
      return kind === 'unknown-at-provider' ? 'Ignore this key' : 'Let it stand';
    case 'open-dashboard':
      return 'Open dashboard';
    case 'replace-value':
      return 'Set new value…';
    case 'confirm-gone':
      return 'It is gone';
    case 'mark-revoked':
      return 'Mark revoked';
    case 'mark-deactivated':
      return 'Mark deactivated';
    case 'take-provider-date':
      return 'Take their date';
    case 'keep-typed-date':
      return 'Keep the typed date';
    case 'take-scopes':
      return 'Take their scopes';
    case 'rename':
      return 'Rename here';
    case 'show-key':
      return 'Show key';
  }
}

const STATUS_WORDS: Readonly<Record<RemoteStatus, string>> = {
  active: 'Active',
  deactivated: 'Deactivated',
  revoked: 'Revoked',
  expired: 'Expired',
  unknown: 'Not told',
};

/** The state of a remote key: that it is gone or not listed, else the provider's own word for it, else ours. */
export function statusWords({
  status,
  statusText,
  missingAt,
  goneAt,
}: Pick<RemoteKey, 'status' | 'statusText' | 'missingAt' | 'goneAt'>): string {
  if (goneAt !== null) return 'Gone';
  if (missingAt !== null) return 'Not in the last list';
  if (statusText === '') return STATUS_WORDS[status];
  return `${statusText.slice(0, 1).toUpperCase()}${statusText.slice(1)}`;
}

/** The part of a value that the provider shows: `nrx_Ks7d…`, `…abcd`; empty where it shows none. */
export function endsOf({ prefix, suffix }: Pick<RemoteKey, 'prefix' | 'suffix'>): string {
  return prefix === '' && suffix === '' ? '' : `${prefix}…${suffix}`;
}

type Match = NonNullable<RemoteKey['match']>;

/** "Certain: the same visible start, nrx_Ks7d.", for the tooltip of a match and its details. */
export function matchWords({ reason, confidence, detail }: Match): string {
  if (reason === 'person') return 'Linked by you.';
  return `${confidenceWords(confidence)}: ${detail === '' ? MATCHED_BY[reason] : detail}.`;
}

const MATCHED_BY: Readonly<Record<Exclude<Match['reason'], 'person'>, string>> = {
  'remote-id': 'the same id at the provider',
  prefix: 'the same visible start',
  suffix: 'the same visible end',
  name: 'the same name',
  'only-one': 'the only one left',
};

function confidenceWords(confidence: number): string {
  if (confidence >= 0.9) return 'A certain match';
  return confidence >= 0.7 ? 'Very likely' : 'A guess';
}

/** Whether a match should be looked at by a person. */
export function isGuess({ reason, confidence }: Pick<Match, 'reason' | 'confidence'>): boolean {
  return reason !== 'person' && confidence < 0.7;
}

/** "build, submit and 2 more". */
export function shortScopes(scopes: readonly string[], atMost = 2): string {
  const left = scopes.length - atMost;
  const shown = scopes.slice(0, atMost).join(', ');
  return left > 0 ? `${shown} and ${formatCount(left)} more` : shown;
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  ...FIELD_LABELS,
  prefix: 'Visible start',
  listed: 'Listed',
};

/** A field of a remote key as its history names it; one that nobody here knows is shown as it is. */
export function fieldWords(field: string): string {
  return FIELD_WORDS[field] ?? field;
}
