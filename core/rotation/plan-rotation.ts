import { isUtf8 } from 'node:buffer';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { KeyId, VersionId } from '#shared/domain/ids.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { RotatedKey, RotationMode, RotationPlan } from '#shared/domain/rotation.ts';
import { listPlacements } from '../ci/placement-rows.ts';
import { targetRow } from '../ci/target-rows.ts';
import { type ConnectionRow, connectionRow, connectionRows } from '../connections/connection-rows.ts';
import type { RemoteKeyRow } from '../connections/remote-key-rows.ts';
import type { StoredDraft } from '../connections/stored-draft.ts';
import { type KeyRow, keyRow, type VersionRow } from '../keys/key-rows.ts';
import { keyNotFound, keysWithFingerprint, openValue, versionOfChoice } from '../keys/read-versions.ts';
import { findProvider } from '../providers/catalogue.ts';
import type { Store } from '../store/store.ts';
import { type Ability, BY_PERSON, type Chosen, chooseStrategy } from './choose-strategy.ts';
import { exposureOf } from './exposure.ts';
import { issuerOf } from './issuers/index.ts';
import { keyKindOf } from './key-kind.ts';
import { type KnownPlace, openRotationOf, type RotationFacts } from './rotation-rows.ts';
import { oldKeyText, titleOf, undoOfEnd, undoText, type Wording } from './step-words.ts';

export type RotationWish = {
  readonly keyId: string;
  readonly mode: RotationMode;
  /** The id of one of the definition's kinds of key; absent: as the value tells. */
  readonly keyKind?: string | undefined;
  readonly endFirst?: boolean | undefined;
  readonly withSameValue?: boolean | undefined;
};

type PlannedKey = Omit<RotatedKey, 'newVersionId'> & { readonly environmentId: string };

/** A plan with what carrying it out begins with. */
export type PlannedRotation = {
  readonly plan: RotationPlan;
  readonly chosen: Chosen;
  readonly keys: readonly PlannedKey[];
  readonly connectionId: string | null;
  readonly facts: RotationFacts;
};

/** What Keyrail knows of the old key at its provider. */
type AtProvider = {
  readonly connection: ConnectionRow | null;
  readonly remoteKeyId: string | null;
  readonly remoteId: string | null;
  readonly name: string | null;
  readonly belongsTo: string | null;
};

/**
 * Works out how a key would be rotated, by looking into the vault only.
 * `conflict`: it is being rotated already, or has no such kind. `unsupported`: it is nothing that is rotated.
 */
export function planRotation(
  store: Store,
  wish: RotationWish,
): Result<PlannedRotation, 'key-not-found' | 'conflict' | 'unsupported'> {
  const key = keyRow(store, wish.keyId);
  if (key === null || key.deleted_at !== null) return keyNotFound();
  const version = versionOfChoice(store, key.id, 'current');
  if (version === null) return keyNotFound();
  const definition = key.provider === null ? null : findProvider(key.provider);
  const keyKind = wish.keyKind ?? kindOf(store, definition, version);
  if (definition !== null && wish.keyKind !== undefined && !definition.keyKinds.some(({ id }) => id === wish.keyKind)) {
    const known = definition.keyKinds.map(({ id }) => id).join(', ');
    return failure('conflict', `${definition.name.value} has no kind of key called so. It has: ${known}.`);
  }
  if (definition?.signIn !== undefined && (keyKind === 'access-token' || keyKind === 'refresh-token')) {
    return failure(
      'unsupported',
      `A session of ${definition.name.value} is renewed by itself; there is nothing to rotate.`,
    );
  }

  const keys = membersOf(store, key, version, { keyKind, withSameValue: wish.withSameValue === true });
  if (!keys.ok) return keys;
  for (const { keyId, name } of keys.value.members) {
    const open = openRotationOf(store, keyId);
    if (open !== null) {
      return failure(
        'conflict',
        `${name} is being rotated already (${open.id.slice(0, 8)}). Go on with that, or abort it.`,
      );
    }
  }

  const there = atProvider(store, key, keys.value);
  const ability = abilityOf(key.provider, keyKind, there);
  const chosen = chooseStrategy(
    definition,
    { keyKind, oldName: there.name },
    { mode: wish.mode, endFirst: wish.endFirst === true },
    ability,
  );
  const providerName = definition?.name.value ?? key.provider ?? 'the provider';
  const places = placesOf(store, keys.value.members);
  const notes = [...chosen.notes, ...whyByPerson(key.provider, keyKind, providerName, ability, there)];
  const exposure = wish.mode === 'leaked' ? exposureOf(store, key.id, version.id) : null;
  const facts: RotationFacts = {
    providerName,
    keyKind,
    endsBy: chosen.endsBy,
    oldRemoteId: there.remoteId,
    oldName: there.name,
    oldBelongsTo: there.belongsTo,
    remoteKeyId: there.remoteKeyId,
    newRemoteId: null,
    places,
    oldEnded: false,
    endedAt: null,
    notes,
    left: [],
    exposure,
  };
  const wording = { definition, keyName: key.name, facts };
  const members = keys.value.members;
  return success({
    plan: {
      mode: wish.mode,
      strategy: chosen.strategy,
      provider: key.provider,
      providerName,
      oldName: there.name,
      keys: members.map(({ environmentId: _, ...shown }) => shown),
      steps: chosen.steps.map(({ kind, automatic }) => ({
        kind,
        automatic,
        title: titleOf(kind, wording),
        undo: undoText(kind, automatic, wording),
      })),
      outage: chosen.endsEarly ? outageText(wording, chosen, places) : null,
      warnings: warningsOf(store, version, members, { chosen, wording, mode: wish.mode }),
      notes,
      exposure,
    },
    chosen,
    keys: members,
    connectionId: there.connection?.id ?? null,
    facts,
  });
}

function kindOf(store: Store, definition: ProviderDefinition | null, version: VersionRow): string | null {
  if (definition === null) return null;
  const opened = openValue(store, version);
  if (!opened.ok) return null;
  const bytes = opened.value;
  try {
    return isUtf8(bytes) ? keyKindOf(definition, bytes.toString('utf8')) : null;
  } finally {
    bytes.fill(0);
  }
}

type Members = {
  readonly members: readonly PlannedKey[];
  /** The public half of the pair, where it is one: an AWS access key id. */
  readonly identifier: string | null;
};

/** The key, the other half of its pair, and if wanted those with the same value. */
function membersOf(
  store: Store,
  key: KeyRow,
  version: VersionRow,
  { keyKind, withSameValue }: { keyKind: string | null; withSameValue: boolean },
): Result<Members, 'unsupported'> {
  const members: PlannedKey[] = [];
  const add = (row: KeyRow, part: RotatedKey['part']): void => {
    const current = versionOfChoice(store, row.id, 'current');
    const place = placeNames(store, row);
    if (current === null || members.some(({ keyId }) => keyId === row.id)) return;
    members.push({
      keyId: row.id as KeyId,
      name: row.name,
      ...place,
      environmentId: row.environment_id,
      part,
      oldVersionId: current.id as VersionId,
    });
  };
  if (key.provider !== 'aws-iam') add(key, 'value');
  let identifier = version.identifier;
  if (key.provider === 'aws-iam') {
    // People keep the two halves as two keys, beside each other.
    const halves = awsHalves(store, key);
    const isIdentifier = keyKind === 'iam-access-key-id';
    const other = isIdentifier ? halves.secret : halves.identifier;
    if (isIdentifier && other === null) {
      return failure(
        'unsupported',
        `${key.name} is the public half of an access key, and its secret is not beside it. Rotate the secret.`,
      );
    }
    add(isIdentifier && other !== null ? other : key, 'value');
    if (isIdentifier) add(key, 'identifier');
    else if (other !== null && version.identifier === null) add(other, 'identifier');
    const half = members.find(({ part }) => part === 'identifier');
    if (half !== undefined) identifier = textOf(store, half.keyId);
  }
  if (withSameValue) {
    for (const member of [...members]) {
      const current = versionOfChoice(store, member.keyId, 'current');
      for (const { keyId } of current?.fingerprint == null
        ? []
        : keysWithFingerprint(store, current.fingerprint, member.keyId)) {
        const row = keyRow(store, keyId);
        const own = versionOfChoice(store, keyId, 'current');
        if (row !== null && own?.fingerprint?.equals(current?.fingerprint ?? Buffer.alloc(0)) === true)
          add(row, member.part);
      }
    }
  }
  return success({ members, identifier });
}

/** The two halves of an access key that lie as two keys in one environment; null where it is not one of each. */
function awsHalves(store: Store, key: KeyRow): { identifier: KeyRow | null; secret: KeyRow | null } {
  const rows = store
    .sql(
      `SELECT * FROM keys WHERE environment_id = ? AND provider = 'aws-iam' AND archived_at IS NULL AND deleted_at IS NULL`,
    )
    .all(key.environment_id) as KeyRow[];
  const isIdentifier = (row: KeyRow): boolean => /^A[KS]IA[A-Z2-7]{16}$/.test(textOf(store, row.id) ?? '');
  const identifiers = rows.filter(isIdentifier);
  const secrets = rows.filter((row) => !isIdentifier(row));
  return {
    identifier: identifiers.length === 1 ? (identifiers[0] ?? null) : null,
    secret: secrets.length === 1 ? (secrets[0] ?? null) : null,
  };
}

/** The current value of what is no secret, as text; null where it is none. */
function textOf(store: Store, keyId: string): string | null {
  const version = versionOfChoice(store, keyId, 'current');
  const opened = version === null ? null : openValue(store, version);
  if (opened === null || !opened.ok) return null;
  const text = isUtf8(opened.value) ? opened.value.toString('utf8').trim() : null;
  opened.value.fill(0);
  return text;
}

function placeNames(store: Store, key: KeyRow): { project: string; environment: string } {
  const row = store
    .sql(`SELECT p.name AS project, e.name AS environment FROM environments e JOIN projects p ON p.id = e.project_id
      WHERE e.id = ?`)
    .get(key.environment_id) as { project: string; environment: string } | undefined;
  return row ?? { project: '?', environment: '?' };
}

/** The remote key that is linked to it, else what the value's public half says, with the connection that can be asked. */
function atProvider(store: Store, key: KeyRow, { members, identifier }: Members): AtProvider {
  const rows = members.flatMap(
    ({ keyId }) =>
      store
        .sql(`SELECT r.* FROM remote_keys r JOIN connections c ON c.id = r.connection_id
          WHERE r.key_id = ? AND c.provider IS ? AND r.gone_at IS NULL ORDER BY c.credential_id IS NULL, r.last_seen_at DESC`)
        .all(keyId, key.provider) as RemoteKeyRow[],
  );
  const [row] = rows;
  if (row !== undefined) {
    const draft = JSON.parse(row.draft) as StoredDraft;
    return {
      connection: connectionRow(store, row.connection_id),
      remoteKeyId: row.id,
      remoteId: draft.remoteId,
      name: draft.name === '' ? null : draft.name,
      belongsTo: draft.environment,
    };
  }
  const own = connectionRows(store).filter(({ provider }) => provider === key.provider && key.provider !== null);
  const ofProject = own.filter(({ project_id: projectId }) => projectId === key.project_id);
  const [connection, ...others] = ofProject.length > 0 ? ofProject : own;
  return {
    connection: connection !== undefined && others.length === 0 ? connection : null,
    remoteKeyId: null,
    // Only AWS names a key by its public half.
    remoteId: key.provider === 'aws-iam' ? identifier : null,
    name: key.provider === 'aws-iam' ? identifier : null,
    belongsTo: null,
  };
}

function abilityOf(provider: string | null, keyKind: string | null, there: AtProvider): Ability {
  const issuer = issuerOf(provider, keyKind);
  if (issuer === null || there.connection?.credential_id == null || there.remoteId === null) return BY_PERSON;
  return { makes: issuer.makes?.how ?? null, ends: issuer.end !== null, removes: issuer.remove !== null };
}

/** Why a person does what an API could. */
function whyByPerson(
  provider: string | null,
  keyKind: string | null,
  providerName: string,
  ability: Ability,
  there: AtProvider,
): string[] {
  const issuer = issuerOf(provider, keyKind);
  if (issuer === null || ability.makes !== null || ability.ends) return [];
  if (there.connection?.credential_id == null) {
    return [`With a connection to ${providerName} and a credential for it, Keyrail does more of this by itself.`];
  }
  return [
    `No key of ${providerName} is linked to this one. Sync the connection and link it, and Keyrail does more of this by itself.`,
  ];
}

function placesOf(store: Store, members: readonly PlannedKey[]): KnownPlace[] {
  return members.flatMap(({ keyId }) =>
    listPlacements(store, { keyId })
      .filter(({ state }) => state !== 'missing')
      .map(({ targetId, secretName }) => ({
        keyId,
        targetId,
        targetName: targetRow(store, targetId)?.name ?? '?',
        secretName,
      })),
  );
}

function outageText(wording: Wording, { strategy }: Chosen, places: readonly KnownPlace[]): string {
  const old = oldKeyText(wording);
  const count = places.length;
  const until =
    count === 0
      ? 'What uses it fails from then on, until it has the new value.'
      : `What uses it fails from then on, until it has the new value: ${count} ${count === 1 ? 'place' : 'places'} that Keyrail knows (${[...new Set(places.map(({ targetName }) => targetName))].join(', ')}), and any other.`;
  const when =
    strategy === 'automatic'
      ? `The old value of ${wording.facts.oldName === null ? wording.keyName : old} ends the moment a new one is given.`
      : `${old.charAt(0).toUpperCase()}${old.slice(1)} is ended first, before there is a new one.`;
  return `${when} ${until}`;
}

function warningsOf(
  store: Store,
  version: VersionRow,
  members: readonly PlannedKey[],
  { chosen, wording, mode }: { chosen: Chosen; wording: Wording; mode: RotationMode },
): string[] {
  const warnings: string[] = [];
  // What leaked is ended without another question.
  if (mode === 'leaked' && chosen.steps.some(({ kind, automatic }) => kind === 'end' && automatic)) {
    const what = titleOf('end', wording);
    warnings.push(
      `Keyrail does this by itself as soon as the new value is placed: ${what.charAt(0).toLowerCase()}${what.slice(1)}. ${undoOfEnd(chosen.endsBy, wording)}`,
    );
  }
  const rotated = new Set(members.map(({ keyId }) => keyId as string));
  const [first] = members;
  const same = (
    version.fingerprint === null ? [] : keysWithFingerprint(store, version.fingerprint, first?.keyId ?? null)
  ).filter(({ keyId }) => !rotated.has(keyId));
  if (same.length === 0) return warnings;
  const others = same.map(({ name, project, environment }) => `${name} in ${environment} of ${project}`).join('; ');
  warnings.push(
    chosen.strategy === 'cannot-deactivate'
      ? `The same value is in ${others}. It counts as leaked there as well.`
      : `The same value is in ${others}. It stops working there when the old key is ended.`,
  );
  return warnings;
}
