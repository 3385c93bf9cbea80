import { randomUUID } from 'node:crypto';
import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import type { CampaignId, KeyId } from '#shared/domain/ids.ts';
import type { Campaign, CampaignFilter, RotationMode, RotationPlan } from '#shared/domain/rotation.ts';
import type { StoredDraft } from '../connections/stored-draft.ts';
import { type KeyRow, keyRow } from '../keys/key-rows.ts';
import { versionOfChoice } from '../keys/read-versions.ts';
import { PolicyBook } from '../reminders/policy-book.ts';
import { saidPolicies } from '../reminders/policy-rows.ts';
import type { Store } from '../store/store.ts';
import { inTurns } from '../sync/in-turns.ts';
import { planRotation, type RotationWish } from './plan-rotation.ts';
import { isUnderWay, nextStep, type RotationRow, rotationNotFound, rotationRows } from './rotation-rows.ts';
import type { RotationOptions } from './rotation-run.ts';
import { runRotation } from './run-rotation.ts';
import { type Consent, startRotation } from './start-rotation.ts';

/** Rotations of a campaign that are carried out together. */
const AT_ONCE = 3;

type Refused = Campaign['refused'][number];
type CampaignRow = {
  sequence: number;
  id: string;
  name: string;
  filter: string;
  refused: string;
  started_at: number;
};

/** The live keys that a filter names, by project, environment and name. Those that are no secret are left out. */
export function keysOfFilter(store: Store, filter: CampaignFilter): KeyRow[] {
  const rows = store
    .sql(`SELECT k.* FROM keys k JOIN environments e ON e.id = k.environment_id JOIN projects p ON p.id = k.project_id
      WHERE k.deleted_at IS NULL AND k.archived_at IS NULL AND k.kind <> 'publishable'
        AND (@projectId IS NULL OR k.project_id = @projectId)
        AND (@environment IS NULL OR e.name = @environment COLLATE NOCASE)
        AND (@provider IS NULL OR k.provider = @provider)
        AND (@consumer IS NULL OR k.consumer = @consumer)
      ORDER BY p.position, e.position, k.name`)
    .all({
      projectId: filter.projectId ?? null,
      environment: filter.environmentName ?? null,
      provider: filter.provider ?? null,
      consumer: filter.consumer ?? null,
    }) as KeyRow[];
  const ids = filter.keyIds === undefined ? null : new Set<string>(filter.keyIds);
  const knew = filter.person === undefined ? null : knownBy(store, filter.person);
  return rows.filter(
    (row) =>
      (ids === null || ids.has(row.id)) &&
      (filter.tag === undefined || (JSON.parse(row.tags) as string[]).includes(filter.tag)) &&
      (knew === null || knew(row)),
  );
}

/** Which keys a person had to do with, as far as the vault says: by its notes, and by who made them at the provider. */
function knownBy(store: Store, person: string): (key: KeyRow) => boolean {
  const name = person.trim().toLowerCase();
  const names = (text: string | null): boolean => name !== '' && text?.toLowerCase().includes(name) === true;
  const made = new Set(
    (
      store.sql('SELECT key_id, draft FROM remote_keys WHERE key_id IS NOT NULL').all() as {
        key_id: string;
        draft: string;
      }[]
    ).flatMap(({ key_id: keyId, draft }) => (names((JSON.parse(draft) as StoredDraft).createdBy) ? [keyId] : [])),
  );
  const environments = new Map(
    store.sql('SELECT id, name FROM environments').raw().all() as [id: string, name: string][],
  );
  const policies = new PolicyBook(saidPolicies(store), (id) => environments.get(id) ?? '');
  return ({ id, environment_id: environmentId, provider, consumer, tags }) =>
    made.has(id) ||
    names(consumer) ||
    (JSON.parse(tags) as string[]).some(names) ||
    names(policies.ofKey({ id, environmentId, provider }).ownerNote);
}

/** What a campaign would do: one rotation for the keys that hold one value, and for the two halves of a pair. */
export function planCampaign(
  store: Store,
  filter: CampaignFilter,
  mode: RotationMode,
): { plans: RotationPlan[]; refused: Refused[] } {
  const plans: RotationPlan[] = [];
  const refused: Refused[] = [];
  for (const wish of wishesOf(store, filter, mode)) {
    const planned = planRotation(store, wish);
    if (planned.ok) plans.push(planned.value.plan);
    else refused.push(refusedOf(store, wish.keyId, planned));
  }
  return { plans, refused };
}

/** Begins a rotation of every key of a filter. What cannot be begun is noted with why, and stops no other. */
export function startCampaign(
  store: Store,
  request: { name: string; filter: CampaignFilter; mode: RotationMode },
  consent: Consent,
): Result<{ campaignId: CampaignId }, 'key-not-found' | 'confirmation-needed'> {
  return store.write((): Result<{ campaignId: CampaignId }, 'key-not-found' | 'confirmation-needed'> => {
    const wishes = wishesOf(store, request.filter, request.mode);
    if (wishes.length === 0) return failure('key-not-found', 'No key is like that.');
    const id = randomUUID() as CampaignId;
    store
      .sql(`INSERT INTO campaigns (id, name, filter, refused, started_at) VALUES (?, ?, ?, '[]', ?)`)
      .run(id, request.name, JSON.stringify(request.filter), store.now());
    const refused: Refused[] = [];
    for (const wish of wishes) {
      const started = startRotation(store, wish, consent, id);
      if (started.ok) continue;
      const { code, message } = started.error;
      if (code === 'confirmation-needed') {
        return failure('confirmation-needed', `${keyRow(store, wish.keyId)?.name ?? 'A key'}: ${message}`);
      }
      refused.push(refusedOf(store, wish.keyId, started));
    }
    store.sql('UPDATE campaigns SET refused = ? WHERE id = ?').run(JSON.stringify(refused), id);
    return success({ campaignId: id });
  });
}

/**
 * Goes on with every rotation of a campaign that needs no person, a few together. None is stopped by another's failure.
 * @param options.again tries steps that failed again, too: a person may have mended what was wrong
 */
export async function runCampaign(
  store: Store,
  campaignId: string,
  options: Omit<RotationOptions, 'onChange'> & { again?: boolean; onChange?: (rotationId: string) => void },
): Promise<void> {
  const rows = rotationRows(store, { campaignId, open: true }).toReversed();
  const isWanted = (row: RotationRow): boolean =>
    stateOf(store, row) === 'canGoOn' ||
    (!isUnderWay(store, row) &&
      (options.agreed === true || (options.again === true && nextStep(store, row.id)?.state === 'failed')));
  await inTurns(rows.filter(isWanted), AT_ONCE, async ({ id }) => {
    await runRotation(store, id, { ...options, onChange: () => options.onChange?.(id) });
  });
}

export function readCampaign(store: Store, campaignId: string): Result<Campaign, 'rotation-not-found'> {
  const row = store.sql('SELECT * FROM campaigns WHERE id = ?').get(campaignId) as CampaignRow | undefined;
  return row === undefined ? rotationNotFound() : success(campaignOf(store, row));
}

/** A campaign by its id or the start of it; null where none or several begin so. */
export function findCampaign(store: Store, text: string): CampaignId | null {
  const typed = text.trim().toLowerCase();
  if (!/^[0-9a-f-]{4,36}$/.test(typed)) return null;
  const ids = store.sql(`SELECT id FROM campaigns WHERE id LIKE ? || '%' LIMIT 2`).pluck().all(typed) as CampaignId[];
  return ids.length === 1 ? (ids[0] ?? null) : null;
}

/** Newest first. */
export function listCampaigns(store: Store, limit: number): Campaign[] {
  const rows = store.sql('SELECT * FROM campaigns ORDER BY sequence DESC LIMIT ?').all(limit) as CampaignRow[];
  return rows.map((row) => campaignOf(store, row));
}

function campaignOf(store: Store, row: CampaignRow): Campaign {
  const rotations = rotationRows(store, { campaignId: row.id }).toReversed();
  const progress = { total: rotations.length, done: 0, aborted: 0, running: 0, needPerson: 0, canGoOn: 0 };
  for (const rotation of rotations) progress[stateOf(store, rotation)] += 1;
  return {
    id: row.id as CampaignId,
    name: row.name,
    startedAt: row.started_at,
    rotations: rotations.map(({ id }) => id),
    refused: JSON.parse(row.refused) as Refused[],
    progress,
  };
}

function stateOf(store: Store, row: RotationRow): 'done' | 'aborted' | 'running' | 'needPerson' | 'canGoOn' {
  if (row.status === 'done' || row.status === 'aborted') return row.status;
  if (isUnderWay(store, row)) return 'running';
  const step = nextStep(store, row.id);
  return step === null || (step.needs === null && step.state === 'waiting') ? 'canGoOn' : 'needPerson';
}

/** One wish for the keys that hold one value, and for the halves of a pair. */
function wishesOf(store: Store, filter: CampaignFilter, mode: RotationMode): RotationWish[] {
  const wishes: RotationWish[] = [];
  const taken = new Set<string>();
  const keys = keysOfFilter(store, filter);
  const values = Map.groupBy(
    keys,
    ({ id }) => versionOfChoice(store, id, 'current')?.fingerprint?.toString('hex') ?? id,
  );
  for (const { id } of keys) {
    if (taken.has(id)) continue;
    const value = versionOfChoice(store, id, 'current')?.fingerprint?.toString('hex') ?? id;
    const wish = { keyId: id, mode, withSameValue: (values.get(value)?.length ?? 1) > 1 };
    const planned = planRotation(store, wish);
    // The public half of a pair whose secret comes later is rotated with that.
    for (const { keyId } of planned.ok ? planned.value.keys : [{ keyId: id }]) taken.add(keyId);
    wishes.push(wish);
  }
  return wishes;
}

function refusedOf(store: Store, keyId: string, { error }: Failed<string>): Refused {
  return { keyId: keyId as KeyId, name: keyRow(store, keyId)?.name ?? '', why: error.message };
}
