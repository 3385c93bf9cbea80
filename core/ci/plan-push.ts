import { failure, type Result, success } from '#shared/contract/result.ts';
import type { PlacementState, PushStep, RemoteSecret, ValueEncoding } from '#shared/domain/ci.ts';
import { SYSTEM_CLOCK } from '../http/clock.ts';
import { type KeyRow, keyRow, type VersionRow } from '../keys/key-rows.ts';
import { openValue, versionOfChoice } from '../keys/read-versions.ts';
import type { Store } from '../store/store.ts';
import { inTurns } from '../sync/in-turns.ts';
import type { RuleProblem } from './ci-system.ts';
import { secretValueOf } from './encoding.ts';
import { guardStep } from './guard.ts';
import { type Look, lookAt, recordFailedLook, recordLook, secretNamed } from './look.ts';
import { type CiOptions, type OpenTarget, openTarget, targetFailure } from './open-target.ts';
import { otherKeyWarning } from './other-key.ts';
import { factsOf, type JoinedPlacement, type PlacementRow, placementRowsIn } from './placement-rows.ts';
import { placementStateOf } from './placement-state.ts';
import type { PlannedStep, PushPlan } from './push-plan.ts';
import { isUnderWay, receiptRow } from './receipts.ts';
import { placeOf, type TargetRow, targetRow } from './target-rows.ts';

/** One key that is to be in one target. */
export type WantedStep = {
  readonly keyId: string;
  readonly targetId: string;
  /** Absent: the name under which the key is there already, else the key's own. */
  readonly secretName?: string | undefined;
  /** A person named this very secret: one that Keyrail did not put there is replaced as well. */
  readonly named: boolean;
  /** Absent: the current one. */
  readonly versionId?: string | undefined;
  /** Absent: as it is there already, else plain. */
  readonly encoding?: ValueEncoding | undefined;
};

/** Targets that are looked at together. */
const AT_ONCE = 8;

type Problem = NonNullable<PushStep['problem']>;

/**
 * Works out what a push would do, by looking only: what is created, replaced, the same, left alone, and refused with why.
 * Rules of names and values are checked here, before anything is sent. A target that cannot be looked at refuses its
 * steps and no others.
 */
export async function planPush(
  store: Store,
  wanted: readonly WantedStep[],
  options: CiOptions & { undoes?: string } = {},
): Promise<Result<PushPlan, 'nothing-to-push'>> {
  if (wanted.length === 0) return failure('nothing-to-push', 'There is nothing to push.');
  const lookedAt = (options.clock ?? SYSTEM_CLOCK).now();
  const byTarget = Map.groupBy(wanted, ({ targetId }) => targetId);
  const planned = await inTurns([...byTarget], AT_ONCE, ([targetId, own]) => planTarget(store, targetId, own, options));
  // In the order that was asked for, whichever target answered first.
  const steps = new Map(planned.flat().map(({ wanted: asked, step }) => [asked, step]));
  return success({
    steps: wanted.map((one) => steps.get(one)).filter((step) => step !== undefined),
    undoes: options.undoes ?? null,
    lookedAt,
  });
}

type Planned = { readonly wanted: WantedStep; readonly step: PlannedStep };

async function planTarget(
  store: Store,
  targetId: string,
  wanted: readonly WantedStep[],
  options: CiOptions,
): Promise<Planned[]> {
  const row = targetRow(store, targetId);
  if (row === null) return [];
  let target: OpenTarget;
  let look: Look;
  const looked = options.looking?.(targetId);
  try {
    target = await openTarget(store, row, options);
    look = await lookAt(target, (options.clock ?? SYSTEM_CLOCK).now);
    recordLook(store, target, look);
  } catch (error) {
    const { code, message } = targetFailure(error);
    recordFailedLook(store, targetId, { code, message });
    const problem = { code, message, mend: MENDS[code] ?? 'Try again when the target can be reached.' };
    return wanted.flatMap((one) => {
      const found = findKeyAndVersion(store, one);
      if (found === null) return [];
      const step = stepOf(found, row, one.secretName ?? found.key.name);
      return [{ wanted: one, step: { ...step, action: 'refused' as const, problem } }];
    });
  } finally {
    looked?.();
  }
  const context = new TargetPlan(store, target, look);
  return wanted.flatMap((one) => {
    const step = context.plan(one);
    return step === null ? [] : [{ wanted: one, step }];
  });
}

/** What to do where a target could not be looked at; empty where the message itself says so. */
const MENDS: Readonly<Record<string, string>> = {
  'credential-missing': '',
  'provider-refused': 'Give the target a token that may do this.',
  'provider-listing-missing': 'Correct the target where the place is called something else now.',
  'provider-limited': '',
};

/** The steps of one target, which know of each other: a secret has one value. */
class TargetPlan {
  readonly #store: Store;
  readonly #target: OpenTarget;
  readonly #look: Look;
  readonly #placements: readonly PlacementRow[];
  readonly #taken: string[] = [];

  constructor(store: Store, target: OpenTarget, look: Look) {
    this.#store = store;
    this.#target = target;
    this.#look = look;
    this.#placements = placementRowsIn(store, target.row.id);
  }

  plan(wanted: WantedStep): PlannedStep | null {
    const found = findKeyAndVersion(this.#store, wanted);
    if (found === null) return null;
    const { key, version } = found;
    const { system, row } = this.#target;
    const typed =
      wanted.secretName ?? this.#placements.find(({ key_id: keyId }) => keyId === key.id)?.secret_name ?? key.name;
    const placement = this.#placements.find((one) => system.sameName(one.secret_name, typed)) ?? null;
    const known = secretNamed(this.#look, typed, system);
    const secretName = placement?.secret_name ?? known?.name ?? typed;
    // What another key is there as says nothing of this one.
    const encoding = wanted.encoding ?? (placement?.key_id === key.id ? placement.encoding : 'plain');
    const step = {
      ...stepOf(found, row, secretName),
      known,
      previousVersionId: placement?.version_id ?? null,
      ...(encoding === 'base64' ? { base64: 'chosen' as const } : {}),
      encoding,
      previousEncoding: placement?.encoding ?? 'plain',
    };
    const refuse = (problem: Problem): PlannedStep => ({ ...step, action: 'refused', problem });

    const twice = this.#taken.some((name) => system.sameName(name, secretName));
    if (twice) {
      return refuse({
        code: 'name-twice',
        message: `Another key of this push goes to ${row.name} as ${secretName}.`,
        mend: 'Give one of them another name there, or push only one of them.',
      });
    }
    this.#taken.push(secretName);
    const place = placeOf(row);
    const badName = system.checkName(secretName, place);
    if (badName !== null) {
      return refuse({ code: badName.code, message: badName.message, mend: badName.mend });
    }
    if (this.#isBeingWritten(placement)) {
      return refuse({
        code: 'conflict',
        message: 'Another push is writing to it at this moment.',
        mend: 'Wait for its end.',
      });
    }
    const opened = openValue(this.#store, version);
    if (!opened.ok) return refuse({ ...opened.error, mend: 'Set a new value.' });
    const bytes = opened.value;
    try {
      const badValue = this.#checkValue(found, bytes, encoding);
      if (badValue !== null) {
        const { code, message, mend } = badValue;
        const offer = this.#takesBase64(badValue, found, bytes) ? { base64: 'offered' as const } : {};
        return { ...refuse({ code, message, mend }), ...offer };
      }
      const { action, problem, warnings } = this.#action(wanted, found, { placement, known, encoding });
      if (action === 'same' || action === 'left-alone') return { ...step, action, problem };
      const guarded = guardStep(this.#store, { key, version, bytes, secretName, target: row });
      return {
        ...step,
        action,
        problem: null,
        warnings: [...warnings, ...guarded.warnings],
        notes: [...guarded.notes],
      };
    } finally {
      bytes.fill(0);
    }
  }

  #checkValue({ key, version }: KeyAndVersion, bytes: Buffer, encoding: ValueEncoding): RuleProblem | null {
    const { system, row } = this.#target;
    const value = secretValueOf(key, version, bytes, encoding);
    const problem = system.checkValue(value, placeOf(row));
    if (encoding !== 'plain') value.bytes.fill(0);
    return problem;
  }

  #takesBase64({ mayBeBase64 }: RuleProblem, found: KeyAndVersion, bytes: Buffer): boolean {
    return mayBeBase64 === true && this.#checkValue(found, bytes, 'base64') === null;
  }

  #action(
    wanted: WantedStep,
    { key, version }: KeyAndVersion,
    {
      placement,
      known,
      encoding,
    }: { placement: PlacementRow | null; known: RemoteSecret | null; encoding: ValueEncoding },
  ): Pick<PlannedStep, 'action' | 'problem' | 'warnings'> {
    if (known === null) return { action: 'create', problem: null, warnings: [] };
    const leave = (message: string): Pick<PlannedStep, 'action' | 'problem' | 'warnings'> => ({
      action: 'left-alone',
      problem: { code: 'not-ours', message, mend: `To replace it, choose ${key.name} by itself.` },
      warnings: [],
    });
    if (placement === null) {
      return wanted.named
        ? { action: 'replace', problem: null, warnings: [] }
        : leave(`${this.#target.row.name} has a ${known.name} that Keyrail did not put there.`);
    }
    const { row: target } = this.#target;
    const otherKey = otherKeyWarning(this.#store, { placement, name: known.name, target }, key.id);
    if (otherKey !== null) return { action: 'replace', problem: null, warnings: [otherKey] };
    const asWanted = placement.encoding === encoding;
    switch (this.#state(placement, version)) {
      case 'current':
        return { action: asWanted ? 'same' : 'replace', problem: null, warnings: [] };
      case 'presumed':
        // The version that is wanted was recorded as being there.
        return wanted.named || !asWanted || placement.version_id !== version.id
          ? { action: 'replace', problem: null, warnings: [] }
          : { action: 'same', problem: null, warnings: [] };
      case 'changed-elsewhere':
        return wanted.named
          ? { action: 'replace', problem: null, warnings: [] }
          : leave(`Somebody else wrote ${known.name} in ${this.#target.row.name} since Keyrail did.`);
      default:
        return { action: 'replace', problem: null, warnings: [] };
    }
  }

  /** With the version that is wanted there in the place of the current one. */
  #state(placement: PlacementRow, wanted: VersionRow): PlacementState {
    const row: JoinedPlacement = { ...placement, placed_number: null, current_id: wanted.id, current_number: null };
    return placementStateOf(factsOf(row)).state;
  }

  #isBeingWritten(placement: PlacementRow | null): boolean {
    if (placement?.pending_at == null) return false;
    const ids = this.#store
      .sql('SELECT receipt_id FROM receipt_steps WHERE target_id = ? AND secret_name = ? AND sent_at = ?')
      .pluck()
      .all(placement.target_id, placement.secret_name, placement.pending_at) as string[];
    return ids.some((id) => {
      const receipt = receiptRow(this.#store, id);
      return receipt !== null && isUnderWay(this.#store, receipt);
    });
  }
}

type KeyAndVersion = { readonly key: KeyRow; readonly version: VersionRow };

function findKeyAndVersion(store: Store, { keyId, versionId }: WantedStep): KeyAndVersion | null {
  const key = keyRow(store, keyId);
  const version = versionOfChoice(store, keyId, versionId === undefined ? 'current' : { id: versionId });
  return key === null || version === null || key.deleted_at !== null ? null : { key, version };
}

function stepOf({ key, version }: KeyAndVersion, row: TargetRow, secretName: string): PlannedStep {
  return {
    keyId: key.id as PlannedStep['keyId'],
    targetId: row.id as PlannedStep['targetId'],
    secretName,
    action: 'create',
    versionId: version.id as PlannedStep['versionId'],
    warnings: [],
    notes: [],
    problem: null,
    keyName: key.name,
    targetName: row.name,
    keyEnvironmentId: key.environment_id,
    known: null,
    previousVersionId: null,
    encoding: 'plain',
    previousEncoding: 'plain',
  };
}
