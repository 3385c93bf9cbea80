import type { EngineClient } from '#shared/contract/index.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { CampaignId, KeyId, RotationId, VersionId } from '#shared/domain/ids.ts';
import type {
  Campaign,
  Exposure,
  Rotation,
  RotationMode,
  RotationPlan,
  RotationStep,
} from '#shared/domain/rotation.ts';
import { type Ability, BY_PERSON, type Chosen, chooseStrategy } from '../../core/rotation/choose-strategy.ts';
import { oldKeyText, taskOf, titleOf, undoText, type Wording } from '../../core/rotation/step-words.ts';
import { type FakeKey, nextId } from './demo-data.ts';
import type { FakeCiPort } from './fake-ci.ts';
import { DEFINITIONS } from './fake-providers.ts';

const STEP_MS = 150;
const DAY = 86_400_000;

export interface FakeRotations {
  readonly rotations: Rotation[];
  readonly campaigns: { readonly id: CampaignId; readonly name: string; readonly at: number; refused: Refused[] }[];
}
type Refused = Campaign['refused'][number];
type Filter = Parameters<EngineClient['rotations']['planCampaign']>[0]['filter'];

export interface FakeRotationsPort extends FakeCiPort {
  /** Changed in place. One that is `running` at first never gets on. */
  readonly state: FakeRotations;
  readonly keys: () => FakeKey[];
  readonly setValue: (key: FakeKey, value: string, identifier: string | null) => VersionId;
}

interface Wish {
  readonly keyId: string;
  readonly mode: RotationMode;
  readonly keyKind?: string | undefined;
  readonly endFirst?: boolean | undefined;
  readonly withSameValue?: boolean | undefined;
}

export function noRotations(): FakeRotations {
  return { rotations: [], campaigns: [] };
}

/** GitLab and Cloudflare have a credential here; everything else is rotated by a person. */
function abilityOf(provider: string | null): Ability {
  if (provider === 'gitlab') return { makes: 'replaces', ends: true, removes: false };
  if (provider === 'cloudflare' || provider === 'openai') return { makes: 'beside', ends: true, removes: true };
  return BY_PERSON;
}

/**
 * Rotations in memory, with the engine's own choice of strategy and its words. Steps that Keyrail does take a moment. A value
 * with "wrong" in it is refused by the check; targets without a token are placed by hand.
 */
export function createFakeRotations(port: FakeRotationsPort): Pick<EngineClient, 'rotations'> {
  const { state, now, emit, isLocked, findKey, place, needsConfirmation } = port;
  const wordings = new Map<string, Wording>();
  const locked = () => failure('vault-locked', 'The vault is locked. Unlock it and try again.');
  const gone = () => failure('rotation-not-found', 'There is no such rotation.');
  const find = (id: string): Rotation | undefined => state.rotations.find((one) => one.id === id);
  const tell = (rotationId: RotationId): void => emit({ type: 'rotation-changed', rotationId });
  const openOf = (keyId: string): Rotation | undefined =>
    state.rotations.find(({ finishedAt, keys }) => finishedAt === null && keys.some((key) => key.keyId === keyId));

  const membersOf = (key: FakeKey, withSameValue: boolean): FakeKey[] => [
    key,
    ...(withSameValue ? sameValue(key) : []),
  ];
  const sameValue = (key: FakeKey): FakeKey[] =>
    port
      .keys()
      .filter(
        (other) =>
          other.id !== key.id && other.deletedAt === null && other.versions[0]?.value === key.versions[0]?.value,
      );
  const named = (key: FakeKey) => {
    const where = place(key.environmentId);
    return {
      keyId: key.id,
      name: key.name,
      project: where?.project.name ?? '?',
      environment: where?.environment.name ?? '?',
      part: 'value' as const,
      oldVersionId: key.versions[0]?.id ?? nextId<VersionId>(),
    };
  };
  const placesOf = (keys: readonly FakeKey[]) =>
    port.ci.placements.filter(({ keyId }) => keys.some(({ id }) => id === keyId));
  const targetOf = (id: string) => port.ci.targets.find(({ target }) => target.id === id);
  const placeText = ({ secretName, targetId }: { secretName: string; targetId: string }): string =>
    `${secretName} in ${targetOf(targetId)?.target.name ?? '?'}`;

  const planned = (wish: Wish) => {
    const key = findKey(wish.keyId);
    if (key === undefined) return failure('key-not-found', 'This key is not there any more.');
    const open = openOf(key.id);
    if (open !== undefined)
      return failure('conflict', `${key.name} is being rotated already. Go on with that, or abort it.`);
    const definition = DEFINITIONS.find(({ id }) => id === key.provider) ?? null;
    const members = membersOf(key, wish.withSameValue === true);
    const oldName = key.provider === 'bkend' ? 'storefront live' : null;
    const chosen = chooseStrategy(
      definition,
      { keyKind: wish.keyKind ?? null, oldName },
      { mode: wish.mode, endFirst: wish.endFirst === true },
      abilityOf(key.provider),
    );
    const providerName = definition?.name.value ?? key.provider ?? 'the provider';
    const wording: Wording = {
      definition,
      keyName: key.name,
      facts: { providerName, oldName, endsBy: chosen.endsBy, oldEnded: false },
    };
    const others = wish.withSameValue === true ? [] : sameValue(key).map(named);
    const places = placesOf(members);
    const plan: RotationPlan = {
      mode: wish.mode,
      strategy: chosen.strategy,
      provider: key.provider,
      providerName,
      oldName,
      keys: members.map(named),
      steps: chosen.steps.map(({ kind, automatic }) => ({
        kind,
        automatic,
        title: titleOf(kind, wording),
        undo: undoText(kind, automatic, wording),
      })),
      outage: chosen.endsEarly ? outageOf(wording, chosen, places.length) : null,
      warnings:
        others.length === 0
          ? []
          : [
              `The same value is in ${others.map((one) => `${one.name} in ${one.environment} of ${one.project}`).join('; ')}. It stops working there when the old key is ended.`,
            ],
      notes: [...chosen.notes],
      exposure: wish.mode === 'leaked' ? exposureOf(key, places.map(placeText), others) : null,
    };
    return success({ plan, wording, members });
  };
  const exposureOf = (key: FakeKey, places: string[], others: ReturnType<typeof named>[]): Exposure => ({
    since: now() - 41 * DAY,
    places: [
      { what: 'file', where: 'config/production.yml, line 12 in ~/code/storefront', since: now() - 3 * DAY },
      {
        what: 'history',
        where: 'config/production.yml, line 9 in ~/code/storefront, commit 4be1c07a92d1',
        since: now() - 41 * DAY,
      },
      ...places.map((where) => ({ what: 'ci-target' as const, where, since: key.addedAt })),
      ...others.map((one) => ({
        what: 'same-value' as const,
        where: `${one.name} in ${one.environment} of ${one.project}`,
        since: null,
      })),
    ],
    uses: [
      { what: 'copied', times: 6, last: now() - 2 * DAY },
      { what: 'revealed', times: 1, last: now() - 9 * DAY },
    ],
  });

  const begin = (wish: Wish, campaignId: CampaignId | null) => {
    const plan = planned(wish);
    if (!plan.ok) return plan;
    const { plan: made, wording, members } = plan.value;
    const rotation: Rotation = {
      id: nextId<RotationId>(),
      campaignId,
      mode: made.mode,
      strategy: made.strategy,
      provider: made.provider,
      providerName: made.providerName,
      connectionId: null,
      oldName: made.oldName,
      keys: members.map((key) => ({ ...named(key), newVersionId: null })),
      status: 'waiting',
      startedAt: now(),
      finishedAt: null,
      resumeAt: null,
      steps: made.steps.map(({ kind, automatic, title, undo }, position) => ({
        position,
        kind,
        title,
        automatic,
        state: 'waiting',
        needs: null,
        task: null,
        evidence: '',
        at: null,
        error: null,
        undo: { possible: false, text: undo },
        skippable: !['create', 'regenerate', 'store', 'retire'].includes(kind),
        receiptId: null,
      })),
      step: 0,
      oldEnded: false,
      exposure: made.exposure,
      notes: made.notes,
      left: [],
    };
    state.rotations.unshift(rotation);
    wordings.set(rotation.id, wording);
    advance(rotation);
    return success({ rotationId: rotation.id });
  };

  const stepAt = (rotation: Rotation): RotationStep | undefined =>
    rotation.steps.find(({ position }) => position === rotation.step);
  /** Notes a step's end, and which steps can be taken back by now. */
  const end = (rotation: Rotation, step: RotationStep, how: 'done' | 'skipped', evidence: string): void => {
    Object.assign(step, { state: how, evidence, at: now(), needs: null, task: null, error: null });
    if (how === 'done' && ['end', 'support', 'regenerate'].includes(step.kind)) rotation.oldEnded = true;
    rotation.step = rotation.steps.find((one) => one.state !== 'done' && one.state !== 'skipped')?.position ?? null;
    for (const one of rotation.steps) {
      const last = one === step;
      const kept = ['check', 'confirm', 'retire'].includes(one.kind) || one.state === 'skipped';
      const back = kept || (['store', 'place'].includes(one.kind) && !rotation.oldEnded);
      one.undo = { ...one.undo, possible: last && back && rotation.step !== null };
    }
    if (rotation.step === null) Object.assign(rotation, { status: 'done', finishedAt: now() });
  };
  /** Goes as far as it can without a person. */
  const advance = (rotation: Rotation): void => {
    const step = stepAt(rotation);
    if (step === undefined || rotation.finishedAt !== null) {
      tell(rotation.id);
      return;
    }
    if (!step.automatic) {
      const value = step.kind === 'create' || step.kind === 'regenerate';
      waitFor(rotation, step, value ? 'value' : 'done');
      return;
    }
    rotation.status = 'running';
    step.state = 'running';
    tell(rotation.id);
    setTimeout(() => {
      if (rotation.finishedAt !== null) return;
      step.state = 'waiting';
      rotation.status = 'waiting';
      work(rotation, step);
    }, STEP_MS);
  };
  const waitFor = (rotation: Rotation, step: RotationStep, needs: RotationStep['needs'], text?: string): void => {
    const wording = wordings.get(rotation.id);
    const task = wording === undefined ? null : taskOf(step.kind, wording);
    Object.assign(step, { needs, task: text === undefined ? task : { text, copy: null, url: null } });
    rotation.status = 'waiting';
    tell(rotation.id);
  };
  const keysOf = (rotation: Rotation): FakeKey[] => rotation.keys.flatMap(({ keyId }) => findKey(keyId) ?? []);
  const store = (rotation: Rotation, value: string, identifier: string | null): void => {
    for (const [index, key] of keysOf(rotation).entries()) {
      const versionId = port.setValue(key, value, identifier);
      const member = rotation.keys[index];
      if (member !== undefined) member.newVersionId = versionId;
    }
  };
  const work = (rotation: Rotation, step: RotationStep): void => {
    switch (step.kind) {
      case 'create':
      case 'regenerate':
        store(rotation, `madeup-made-by-${rotation.providerName}-0000000`, null);
        end(rotation, step, 'done', `${rotation.providerName} made a new key.`);
        end(rotation, rotation.steps[step.position + 1] ?? step, 'done', 'Version 2 is the current one.');
        break;
      case 'place': {
        const placements = placesOf(keysOf(rotation));
        for (const placement of placements) {
          const hasToken = targetOf(placement.targetId)?.target.hasToken === true;
          if (!hasToken) continue;
          placement.fixed = null;
          placement.placedVersionId = findKey(placement.keyId)?.versions[0]?.id ?? null;
        }
        emit({ type: 'ci-changed' });
        const behind = placements.filter(
          ({ keyId, placedVersionId }) => placedVersionId !== findKey(keyId)?.versions[0]?.id,
        );
        if (behind.length > 0) {
          const places = behind.map(placeText).join('; ');
          step.error = { code: 'conflict', message: 'Not every place took the new value.' };
          waitFor(
            rotation,
            step,
            'done',
            `Put the new value there by hand (the copy assistant helps), then try again: ${places}. Or say that it is there.`,
          );
          return;
        }
        const there = placements.map(placeText).join('; ');
        const evidence =
          there === '' ? 'It is placed nowhere that Keyrail knows of.' : `The new value is there: ${there}.`;
        end(rotation, step, 'done', evidence);
        break;
      }
      case 'check': {
        const value = keysOf(rotation)[0]?.versions[0]?.value ?? '';
        if (value.includes('wrong')) {
          Object.assign(step, {
            state: 'failed',
            error: {
              code: 'provider-refused',
              message: `${rotation.providerName} does not accept the new value (401).`,
            },
          });
          tell(rotation.id);
          return;
        }
        end(rotation, step, 'done', `${rotation.providerName} accepts the new value.`);
        break;
      }
      case 'end':
        end(rotation, step, 'done', `${rotation.providerName} ended the old key.`);
        break;
      case 'confirm':
        waitFor(rotation, step, 'done');
        return;
      case 'retire':
        end(rotation, step, 'done', 'The old value is retired; it stays in the history.');
        break;
      default:
        end(rotation, step, 'done', 'Done.');
    }
    advance(rotation);
  };
  const opened = (rotationId: string) => {
    if (isLocked()) return locked();
    const rotation = find(rotationId);
    if (rotation === undefined) return gone();
    const step = stepAt(rotation);
    if (rotation.finishedAt !== null || step === undefined) return failure('conflict', 'That rotation is over.');
    if (rotation.status === 'running')
      return failure('conflict', 'Keyrail works on that rotation at this moment. Wait for it.');
    return success({ rotation, step });
  };

  const keysOfFilter = (filter: Filter): FakeKey[] => {
    const ids = filter.keyIds === undefined ? null : new Set<string>(filter.keyIds);
    const person = filter.person?.toLowerCase();
    return port.keys().filter((key) => {
      const where = place(key.environmentId);
      return (
        key.deletedAt === null &&
        key.archivedAt === null &&
        key.kind !== 'publishable' &&
        (filter.projectId === undefined || where?.project.id === filter.projectId) &&
        (filter.environmentName === undefined || where?.environment.name === filter.environmentName) &&
        (filter.provider === undefined || key.provider === filter.provider) &&
        (filter.consumer === undefined || key.consumer === filter.consumer) &&
        (filter.tag === undefined || key.tags.includes(filter.tag)) &&
        (person === undefined ||
          [key.consumer ?? '', ...key.tags].some((text) => text.toLowerCase().includes(person))) &&
        (ids === null || ids.has(key.id))
      );
    });
  };
  const planAll = (filter: Filter, mode: RotationMode) => {
    const wishes: Wish[] = [];
    const plans: RotationPlan[] = [];
    const refused: Refused[] = [];
    const taken = new Set<KeyId>();
    for (const key of keysOfFilter(filter)) {
      if (taken.has(key.id)) continue;
      const wish = { keyId: key.id, mode, withSameValue: true };
      const plan = planned(wish);
      if (plan.ok) {
        for (const { keyId } of plan.value.plan.keys) taken.add(keyId);
        wishes.push(wish);
        plans.push(plan.value.plan);
      } else refused.push({ keyId: key.id, name: key.name, why: plan.error.message });
    }
    return { wishes, plans, refused };
  };
  const campaignOf = ({ id, name, at, refused }: FakeRotations['campaigns'][number]): Campaign => {
    const own = state.rotations.filter(({ campaignId }) => campaignId === id).toReversed();
    const progress = { total: own.length, done: 0, aborted: 0, running: 0, needPerson: 0, canGoOn: 0 };
    for (const rotation of own) {
      const step = stepAt(rotation);
      const waits = step?.needs != null || step?.state === 'failed' ? 'needPerson' : 'canGoOn';
      progress[rotation.status === 'waiting' ? waits : rotation.status] += 1;
    }
    return { id, name, startedAt: at, rotations: own.map((rotation) => rotation.id), refused, progress };
  };

  return {
    rotations: {
      plan: async (request) => {
        if (isLocked()) return locked();
        const plan = planned({ ...request });
        return plan.ok ? success({ plan: plan.value.plan }) : plan;
      },
      start: async ({ agreed, ...wish }) => {
        if (isLocked()) return locked();
        const plan = planned(wish);
        if (!plan.ok) return plan;
        const { outage, warnings } = plan.value.plan;
        const asks = [...(outage === null ? [] : [outage]), ...warnings];
        if (asks.length > 0 && !agreed) return failure('confirmation-needed', asks.join('\n'));
        if (plan.value.members.some(needsConfirmation))
          return failure(
            'confirmation-needed',
            'This environment is protected. Confirm that you want to use its values.',
          );
        return begin(wish, null);
      },
      get: async ({ rotationId }) => {
        if (isLocked()) return locked();
        const rotation = find(rotationId);
        return rotation === undefined ? gone() : success({ rotation: structuredClone(rotation) });
      },
      list: async ({ keyId, campaignId, open = false }) =>
        isLocked()
          ? locked()
          : success({
              rotations: structuredClone(
                state.rotations.filter(
                  (one) =>
                    (keyId === undefined || one.keys.some((key) => key.keyId === keyId)) &&
                    (campaignId === undefined || one.campaignId === campaignId) &&
                    (!open || one.finishedAt === null),
                ),
              ),
            }),
      giveValue: async ({ rotationId, value, identifier }) => {
        const open = opened(rotationId);
        if (!open.ok) return open;
        const { rotation } = open.value;
        const text = typeof value === 'string' ? value.trim() : 'made-up file';
        if (text === '') return failure('value-empty', 'The value is empty.');
        if (keysOf(rotation)[0]?.versions[0]?.value === text)
          return failure('value-invalid', 'This is the old value. Give the one of the new key.');
        store(rotation, text, identifier ?? null);
        for (const step of rotation.steps) {
          if (step.state === 'done') continue;
          if (step.kind === 'create') end(rotation, step, 'done', 'A person made the new key.');
          if (step.kind === 'regenerate')
            end(rotation, step, 'done', 'A person had the value replaced; the old one ended by it.');
          if (step.kind === 'store') end(rotation, step, 'done', 'The new value is the current one.');
        }
        advance(rotation);
        return success({});
      },
      stepDone: async ({ rotationId, position, note }) => {
        const open = opened(rotationId);
        if (!open.ok) return open;
        const { rotation, step } = open.value;
        if (step.position !== position) return failure('conflict', 'Another step is next by now.');
        end(rotation, step, 'done', `A person says so. ${note ?? ''}`.trim());
        advance(rotation);
        return success({});
      },
      retry: async ({ rotationId }) => {
        const open = opened(rotationId);
        if (!open.ok) return open;
        const { rotation, step } = open.value;
        Object.assign(step, { state: 'waiting', error: null, needs: null, task: null });
        advance(rotation);
        return success({});
      },
      skip: async ({ rotationId, position, reason }) => {
        const open = opened(rotationId);
        if (!open.ok) return open;
        const { rotation, step } = open.value;
        if (step.position !== position) return failure('conflict', 'Another step is next by now.');
        if (!step.skippable) return failure('conflict', 'This step cannot be left out.');
        end(rotation, step, 'skipped', reason);
        advance(rotation);
        return success({});
      },
      undo: async ({ rotationId, position }) => {
        const rotation = find(rotationId);
        const step = rotation?.steps[position];
        if (rotation === undefined || step === undefined) return gone();
        if (!step.undo.possible) return failure('conflict', step.undo.text);
        Object.assign(step, { state: 'waiting', evidence: '', at: null, needs: null, task: null });
        if (step.kind === 'store') {
          for (const key of keysOf(rotation)) {
            const [fresh, old] = key.versions;
            if (fresh === undefined || old === undefined) continue;
            Object.assign(fresh, { state: 'retired' });
            Object.assign(old, { state: 'current' });
            key.versions = [old, fresh, ...key.versions.slice(2)];
          }
          for (const one of rotation.steps)
            if (one.kind === 'create') Object.assign(one, { state: 'waiting', evidence: '', at: null });
        }
        rotation.step = rotation.steps.find(({ state: of }) => of !== 'done' && of !== 'skipped')?.position ?? null;
        const last = rotation.steps[position - 1];
        for (const one of rotation.steps) {
          const back = ['store', 'place'].includes(one.kind) || ['check', 'confirm'].includes(one.kind);
          one.undo = { ...one.undo, possible: one === last && one.state === 'done' && back };
        }
        const next = stepAt(rotation);
        if (next !== undefined && !next.automatic) waitFor(rotation, next, next.kind === 'create' ? 'value' : 'done');
        tell(rotation.id);
        return success({ message: `${step.title}: taken back.` });
      },
      abort: async ({ rotationId }) => {
        const open = opened(rotationId);
        if (!open.ok) return open;
        const { rotation } = open.value;
        const stored = rotation.keys.every(({ newVersionId }) => newVersionId !== null);
        const left = [
          ...(stored ? ['The new value is the current one; the old one is kept as previous.'] : []),
          rotation.oldEnded
            ? 'The old key was ended: what does not have the new value does not work.'
            : 'The old key was not ended, and still works.',
        ];
        Object.assign(rotation, { status: 'aborted', finishedAt: now(), left, step: null });
        for (const step of rotation.steps) {
          Object.assign(step, { needs: null, task: null, undo: { ...step.undo, possible: false } });
        }
        tell(rotation.id);
        return success({ left });
      },
      copyText: async ({ rotationId, what }) => {
        const rotation = find(rotationId);
        if (rotation === undefined) return gone();
        const text = what === 'report' ? 'Leaked key' : stepAt(rotation)?.task?.copy;
        if (text == null) return failure('conflict', 'There is nothing to copy here.');
        return success({});
      },
      planCampaign: async ({ filter, mode }) => {
        if (isLocked()) return locked();
        const { plans, refused } = planAll(filter, mode);
        return success({ plans, refused });
      },
      startCampaign: async ({ name, filter, mode, agreed }) => {
        const { wishes, plans, refused } = planAll(filter, mode);
        if (wishes.length === 0) return failure('key-not-found', 'No key is like that.');
        if (!agreed && plans.some(({ outage, warnings }) => outage !== null || warnings.length > 0))
          return failure('confirmation-needed', 'Some of these stop working for a while.');
        if (wishes.some(({ keyId }) => needsConfirmation(findKey(keyId) as FakeKey)))
          return failure(
            'confirmation-needed',
            'This environment is protected. Confirm that you want to use its values.',
          );
        const id = nextId<CampaignId>();
        state.campaigns.unshift({ id, name, at: now(), refused });
        for (const wish of wishes) begin(wish, id);
        return success({ campaignId: id });
      },
      campaign: async ({ campaignId }) => {
        const found = state.campaigns.find(({ id }) => id === campaignId);
        return found === undefined ? gone() : success({ campaign: campaignOf(found) });
      },
      campaigns: async () => (isLocked() ? locked() : success({ campaigns: state.campaigns.map(campaignOf) })),
      resumeCampaign: async ({ campaignId }) => {
        for (const rotation of state.rotations) {
          const step = stepAt(rotation);
          if (rotation.campaignId !== campaignId || rotation.status !== 'waiting' || step === undefined) continue;
          if (step.needs === null && step.state === 'waiting') advance(rotation);
        }
        return success({});
      },
    },
  };
}

function outageOf(wording: Wording, { strategy }: Chosen, count: number): string {
  const old = oldKeyText(wording);
  const until =
    count === 0
      ? 'What uses it fails from then on, until it has the new value.'
      : `What uses it fails from then on, until it has the new value: ${count} ${count === 1 ? 'place' : 'places'} that Keyrail knows, and any other.`;
  return strategy === 'automatic'
    ? `The old value of ${old} ends the moment a new one is given. ${until}`
    : `${old.charAt(0).toUpperCase()}${old.slice(1)} is ended first, before there is a new one. ${until}`;
}
