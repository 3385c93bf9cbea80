import { isUtf8 } from 'node:buffer';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { PlacementId } from '#shared/domain/ids.ts';
import { type KeyRow, keyRow, type VersionRow } from '../keys/key-rows.ts';
import { keyNotFound, openValue, versionNotFound, versionOfChoice } from '../keys/read-versions.ts';
import { takeValue, type UseError } from '../keys/take-value.ts';
import type { Store } from '../store/store.ts';
import type { CiSystem, SettingsPage } from './ci-system.ts';
import { type Guarded, guardStep } from './guard.ts';
import { otherKeyWarning } from './other-key.ts';
import { placementRowsIn } from './placement-rows.ts';
import { recordPlacement } from './record-placement.ts';
import { placeOf, type TargetRow, targetNotFound, targetRow } from './target-rows.ts';

/** A rule of the target that stands in the way of a copy. */
export type CopyProblem = {
  readonly code: string;
  readonly about: 'name' | 'value';
  readonly message: string;
  readonly mend: string;
  readonly suggestedName: string | null;
};

/** A key on its way to a target by hand, as it was found when it was checked. */
export type PreparedCopy = Guarded & {
  readonly key: KeyRow;
  readonly version: VersionRow;
  readonly target: TargetRow;
  readonly secretName: string;
  readonly page: SettingsPage;
  /** It cannot go on with one. */
  readonly problem: CopyProblem | null;
};

/** What of a prepared copy is remembered while a person carries it out. It holds no value. */
export type StartedCopy = {
  readonly keyId: string;
  readonly versionId: string;
  readonly targetId: string;
  readonly secretName: string;
  readonly pageUrl: string;
  /** Of the target, as it was. */
  readonly place: string;
  readonly baseUrl: string | null;
  /** What a yes was asked for, in words. */
  readonly warnings: readonly string[];
  readonly problem: CopyProblem | null;
};

type CopyError = 'key-not-found' | 'version-not-found' | 'ci-target-not-found' | 'value-invalid';

/**
 * Checks the target's rules and the guard for a key's current version, and changes nothing. Nothing is asked of the target.
 * @param system the adapter of the target's system
 * @param request.secretName absent: the name under which the key is there already, else the key's own
 */
export function prepareCopy(
  store: Store,
  system: CiSystem,
  request: { keyId: string; targetId: string; secretName?: string | undefined },
): Result<PreparedCopy, CopyError> {
  const key = keyRow(store, request.keyId);
  if (key === null || key.deleted_at !== null) return keyNotFound();
  const target = targetRow(store, request.targetId);
  if (target === null) return targetNotFound();
  const version = versionOfChoice(store, key.id, 'current');
  if (version === null) return versionNotFound();

  const placements = placementRowsIn(store, target.id);
  const wanted = request.secretName ?? placements.find((one) => one.key_id === key.id)?.secret_name ?? key.name;
  const placement = placements.find((one) => system.sameName(one.secret_name, wanted)) ?? null;
  const secretName = placement?.secret_name ?? wanted;
  const place = placeOf(target);
  const copy = { key, version, target, secretName, page: system.settingsPage(place, target.base_url) };
  const refused = (about: CopyProblem['about'], { code, message, mend, suggestedName }: Broken): PreparedCopy => {
    const problem = { code, about, message, mend, suggestedName: suggestedName ?? null };
    return { ...copy, warnings: [], notes: [], problem };
  };
  const badName = system.checkName(secretName, place);
  if (badName !== null) return success(refused('name', badName));
  const opened = openValue(store, version);
  if (!opened.ok) return opened;
  const bytes = opened.value;
  try {
    if (!isUtf8(bytes)) {
      return failure(
        'value-invalid',
        `${key.name} is not text and cannot go to the clipboard. Push it to the target instead.`,
      );
    }
    const badValue = system.checkValue({ bytes, form: 'text', identifier: version.identifier }, place);
    if (badValue !== null) return success(refused('value', badValue));
    const guarded = guardStep(store, { key, version, bytes, secretName, target });
    const otherKey = otherKeyWarning(store, { placement, name: secretName, target }, key.id);
    const warnings = [...(otherKey === null ? [] : [otherKey]), ...guarded.warnings];
    return success({ ...copy, warnings, notes: guarded.notes, problem: null });
  } finally {
    bytes.fill(0);
  }
}

type Broken = NonNullable<ReturnType<CiSystem['checkName']>>;

export function startedCopy(prepared: PreparedCopy): StartedCopy {
  const { key, version, target, secretName, page, warnings, problem } = prepared;
  return {
    keyId: key.id,
    versionId: version.id,
    targetId: target.id,
    secretName,
    pageUrl: page.url,
    place: target.place,
    baseUrl: target.base_url,
    warnings: warnings.map(({ message }) => message),
    problem,
  };
}

/** Whether a copy can go on: no rule stands in its way, and its target is still there and where it was. */
export function checkCopy(
  store: Store,
  { targetId, place, baseUrl, problem }: StartedCopy,
): Result<TargetRow, 'ci-target-not-found' | 'conflict'> {
  if (problem !== null) return failure('conflict', `${problem.message} ${problem.mend}`);
  const target = targetRow(store, targetId);
  if (target === null) return targetNotFound();
  return target.place === place && target.base_url === baseUrl
    ? success(target)
    : failure('conflict', `${target.name} stands for another place since this copy began. Begin it again.`);
}

/**
 * Opens the value for the clipboard, and records that it was copied. The caller zeroes it. What was checked at the beginning
 * is checked once more: a value that is new since, or a warning that nobody has seen, is a `conflict`.
 * @param consent.agreed the person said yes to the warnings
 * @param consent.confirmed whether the person said yes to a protected environment since the vault was unlocked
 */
export function takeForCopy(
  store: Store,
  system: CiSystem,
  copy: StartedCopy,
  consent: { agreed: boolean; confirmed: (environmentId: string) => boolean },
): Result<Buffer, UseError | 'ci-target-not-found' | 'conflict'> {
  const { keyId, targetId, versionId, secretName } = copy;
  const still = checkCopy(store, copy);
  if (!still.ok) return still;
  const again = prepareCopy(store, system, { keyId, targetId, secretName });
  if (!again.ok) {
    const { code, message } = again.error;
    return code === 'value-invalid' ? failure('conflict', message) : failure(code, message);
  }
  const { key, version, target, warnings, problem } = again.value;
  if (version.id !== versionId) {
    return failure('conflict', `${key.name} got a new value since this copy began. Begin it again with the new one.`);
  }
  if (problem !== null) return failure('conflict', `${problem.message} ${problem.mend}`);
  const unseen = warnings.find(({ message }) => !copy.warnings.includes(message));
  if (unseen !== undefined) {
    return failure('conflict', `Something changed since this copy began: ${unseen.message} Begin it again.`);
  }
  if (warnings.length > 0 && !consent.agreed) {
    return failure('confirmation-needed', warnings.map(({ message }) => message).join(' '));
  }
  const taken = takeValue(store, {
    keyId,
    version: { id: versionId },
    use: 'copied',
    where: `for ${target.name}`,
    confirmed: consent.confirmed,
  });
  return taken.ok ? success(taken.value.bytes) : taken;
}

/** Records that the person has pasted the version that was copied. */
export function finishCopy(
  store: Store,
  copy: StartedCopy,
): Result<{ placementId: PlacementId }, 'key-not-found' | 'version-not-found' | 'ci-target-not-found' | 'conflict'> {
  return store.write(() => {
    const still = checkCopy(store, copy);
    if (!still.ok) return still;
    const { keyId, targetId, secretName, versionId } = copy;
    return recordPlacement(store, { keyId, targetId, secretName, versionId, how: 'copy' });
  });
}
