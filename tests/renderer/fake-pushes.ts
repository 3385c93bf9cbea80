import type { EngineClient } from '#shared/contract/index.ts';
import type { PreviewedStep, PushPreview } from '#shared/contract/pushes.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { PlacementState, Receipt, ValueEncoding } from '#shared/domain/ci.ts';
import type { CiTargetId, PreviewId, ReceiptId } from '#shared/domain/ids.ts';
import { type FakePlacement, type FakeTarget, placementOf } from './demo-ci.ts';
import { type FakeKey, nextId } from './demo-data.ts';
import type { FakeCiPort } from './fake-ci.ts';

const WRITE_MS = 60;
const HOUR = 3_600_000;

interface Around {
  readonly find: (targetId: string) => FakeTarget | undefined;
  readonly stateOf: (placement: FakePlacement) => PlacementState;
  readonly changed: () => void;
  /** Whether the target refuses its token. */
  readonly refuses: (targetId: CiTargetId) => boolean;
}

interface Wanted {
  readonly keyId: string;
  readonly targetId: string;
  readonly secretName?: string | undefined;
  readonly encoding?: ValueEncoding | undefined;
  readonly named: boolean;
}

type ReceiptStep = Receipt['steps'][number];

/** Pushes that take a moment a secret, can be stopped, and stop at a target's limit. */
export function createFakePushes(port: FakeCiPort, around: Around): EngineClient['pushes'] {
  const { ci, now, emit, findKey, place, needsConfirmation, isLocked } = port;
  const { find, stateOf, changed, refuses } = around;
  const previews = new Map<string, PushPreview>();
  const running = new Set<string>();
  const noReceipt = () => failure('receipt-not-found', 'This push is not there any more.');
  const locked = () => failure('vault-locked', 'The vault is locked. Unlock it and try again.');

  const plan = ({ keyId, targetId, secretName, encoding, named }: Wanted): PreviewedStep[] => {
    const key = findKey(keyId);
    const state = find(targetId);
    const where = key === undefined ? undefined : place(key.environmentId);
    if (key === undefined || state === undefined || where === undefined) return [];
    const { target } = state;
    const there = ci.placements.find((one) => one.keyId === keyId && one.targetId === targetId);
    const name = secretName ?? there?.secretName ?? key.name;
    const step: PreviewedStep = {
      keyId: key.id,
      targetId: target.id,
      secretName: name,
      action: 'create',
      versionId: key.versions[0]?.id ?? null,
      warnings: [],
      ...(encoding === 'base64' ? { base64: 'chosen' as const } : {}),
      notes: [],
      problem: null,
      keyName: key.name,
      projectId: where.project.id,
      environmentId: key.environmentId,
      targetName: target.name,
      system: target.place.system,
    };
    const error =
      state.failure ??
      (refuses(target.id) ? { code: 'provider-refused', message: 'It refused the token (401).' } : null);
    if (error !== null)
      return [
        {
          ...step,
          action: 'refused',
          problem: { ...error, mend: 'Give the target another token, or try again later.' },
        },
      ];
    if (target.place.system === 'github' && /^GITHUB_|-/i.test(name))
      return [
        {
          ...step,
          action: 'refused',
          problem: {
            code: 'name-invalid',
            message: 'GitHub takes letters, digits and "_" only, and no name that starts with GITHUB_.',
            mend: `Give it another name, such as ${name.replace(/^GITHUB_/i, 'GH_').replaceAll('-', '_')}.`,
          },
        },
      ];
    if (key.kind === 'file' && encoding !== 'base64')
      return [
        {
          ...step,
          action: 'refused',
          base64: 'offered',
          problem: {
            code: 'value-invalid',
            message: `${key.name} is no text, and this target takes text only.`,
            mend: 'Push it in base64, and decode it in the job.',
          },
        },
      ];
    if (there === undefined && state.others.some((other) => other.name === name) && !named)
      return [
        {
          ...step,
          action: 'left-alone',
          problem: {
            code: 'not-ours',
            message: `${target.name} has a ${name} that Keyrail did not put there.`,
            mend: 'Say that it is to be replaced.',
          },
        },
      ];
    const how = there === undefined ? null : stateOf(there);
    if (how === 'current') return [{ ...step, action: 'same' }];
    if (how === 'changed-elsewhere' && !named)
      return [
        {
          ...step,
          action: 'left-alone',
          problem: {
            code: 'not-ours',
            message: `Somebody else wrote ${name} in ${target.name} since Keyrail did.`,
            mend: 'Say that it is to be replaced.',
          },
        },
      ];
    const own = where.environment;
    const purpose = target.environmentId === null ? undefined : place(target.environmentId)?.environment;
    const differs = purpose !== undefined && purpose.id !== own.id;
    return [
      {
        ...step,
        action: there === undefined || how === 'missing' ? 'create' : 'replace',
        warnings: differs
          ? [
              {
                code: own.protected ? 'protected-elsewhere' : 'environment-differs',
                message: `${key.name} belongs to ${own.protected ? 'the protected environment ' : ''}${own.name}, and ${target.name} is marked ${purpose.name}.`,
              },
            ]
          : [],
        notes:
          key.name === 'BKEND_SECRET_KEY'
            ? ['The value of BKEND_SECRET_KEY is also used in production of mobile-app.']
            : [],
      },
    ];
  };

  const behind = (targetIds: readonly string[] | undefined, keyId: string | undefined): Wanted[] =>
    ci.placements
      .filter(
        (one) =>
          ['behind', 'missing'].includes(stateOf(one)) &&
          (targetIds === undefined || targetIds.includes(one.targetId)) &&
          (keyId === undefined || one.keyId === keyId) &&
          find(one.targetId)?.target.hasToken === true,
      )
      .map(({ keyId: key, targetId, secretName }) => ({ keyId: key, targetId, secretName, named: false }));

  const keep = (preview: PushPreview) => {
    const previewId = nextId<PreviewId>();
    previews.set(previewId, preview);
    return success({ previewId, preview });
  };
  const at = (id: string): number => ci.receipts.findIndex((receipt) => receipt.id === id);
  const change = (id: string, part: Partial<Receipt>): void => {
    const index = at(id);
    const receipt = ci.receipts[index];
    if (receipt !== undefined) ci.receipts[index] = { ...receipt, ...part };
  };

  const write = (step: ReceiptStep): ReceiptStep => {
    const key = findKey(step.keyId);
    const state = find(step.targetId);
    if (key === undefined || state === undefined)
      return { ...step, outcome: 'skipped', at: now(), error: { code: 'key-not-found', message: 'It is gone.' } };
    if (state.failure !== null || refuses(state.target.id))
      return {
        ...step,
        outcome: 'failed',
        at: now(),
        error: { code: 'provider-refused', message: 'It refused the token (403).' },
      };
    const there = ci.placements.find((one) => one.keyId === step.keyId && one.targetId === step.targetId);
    const created = there === undefined || there.fixed === 'missing';
    if (there === undefined)
      ci.placements.push(
        placementOf(key, state, { secretName: step.secretName, placedVersionId: step.versionId, placedAt: now() }),
      );
    else
      Object.assign(there, { placedVersionId: step.versionId, placedAt: now(), how: 'push', fixed: null, detail: '' });
    return { ...step, outcome: created ? 'created' : 'replaced', at: now() };
  };

  const run = async (id: ReceiptId): Promise<void> => {
    running.add(id);
    change(id, { status: 'running', finishedAt: null, resumeAt: null });
    changed();
    const written = new Map<string, number>();
    for (let index = 0; ; index += 1) {
      const receipt = ci.receipts[at(id)];
      const step = receipt?.steps[index];
      if (receipt === undefined || step === undefined) break;
      if (step.outcome !== 'waiting') continue;
      await new Promise((resolve) => setTimeout(resolve, WRITE_MS));
      if (!running.has(id)) {
        change(id, { status: 'stopped', finishedAt: now() });
        changed();
        return;
      }
      const state = find(step.targetId);
      const before = written.get(step.targetId) ?? 0;
      if (state?.limitAfter != null && before >= state.limitAfter) {
        state.limitAfter = null;
        running.delete(id);
        change(id, { status: 'stopped', finishedAt: now(), resumeAt: now() + HOUR / 2 });
        changed();
        return;
      }
      written.set(step.targetId, before + 1);
      const latest = ci.receipts[at(id)];
      if (latest === undefined) return;
      change(id, { steps: latest.steps.map((each, place_) => (place_ === index ? write(each) : each)) });
      const { steps } = ci.receipts[at(id)] ?? latest;
      emit({
        type: 'push-progress',
        receiptId: id,
        done: steps.filter(({ outcome }) => outcome !== 'waiting').length,
        total: steps.length,
      });
    }
    running.delete(id);
    const failed = ci.receipts[at(id)]?.steps.some(({ outcome }) => outcome === 'failed') ?? false;
    change(id, { status: failed ? 'failed' : 'done', finishedAt: now() });
    changed();
  };

  const mayUse = (keys: readonly FakeKey[]) => !keys.some(needsConfirmation);
  const askFirst = () =>
    failure('confirmation-needed', 'This environment is protected. Confirm that you want to use its values.');

  return {
    preview: async (request) => {
      if (isLocked()) return locked();
      if (request.of === 'receipt') {
        const receipt = ci.receipts[at(request.receiptId)];
        if (receipt === undefined) return noReceipt();
        const replaced = receipt.steps.filter(({ outcome }) => outcome === 'replaced');
        const steps = replaced.flatMap(({ keyId, targetId, secretName, previousVersionId }) =>
          plan({ keyId, targetId, secretName, named: true }).map(
            (step): PreviewedStep => ({ ...step, action: 'replace', versionId: previousVersionId, problem: null }),
          ),
        );
        const notUndone = receipt.steps
          .filter(({ outcome }) => outcome === 'created')
          .map(({ targetName, secretName }) => ({
            targetName,
            secretName,
            why: 'It was created by that push, and Keyrail deletes nothing. Take it away on the settings page.',
          }));
        if (steps.length === 0 && notUndone.length === 0)
          return failure('nothing-to-push', 'That push wrote nothing that could be put back.');
        return keep({ steps, lookedAt: now(), undoes: receipt.id, notUndone });
      }
      const wanted = request.of === 'steps' ? request.steps : behind(request.targetIds, request.keyId);
      const steps = wanted.flatMap((wish) => plan(wish));
      if (steps.length === 0) return failure('nothing-to-push', 'Nothing is behind: there is nothing to push.');
      return keep({ steps, lookedAt: now(), undoes: null, notUndone: [] });
    },
    discard: async ({ previewId }) => {
      previews.delete(previewId);
      return success({});
    },
    start: async ({ previewId, agreed }) => {
      const preview = previews.get(previewId);
      if (preview === undefined) return failure('preview-not-found', 'This preview is too old. Look again.');
      const writing = preview.steps.filter(({ action }) => action === 'create' || action === 'replace');
      if (writing.length === 0) return failure('nothing-to-push', 'Nothing in this preview would be written.');
      const open = writing.find((step) => step.warnings.length > 0 && !agreed.includes(preview.steps.indexOf(step)));
      if (open !== undefined)
        return failure('confirmation-needed', open.warnings[0]?.message ?? '', { warnings: ['environment-differs'] });
      if (!mayUse(writing.flatMap(({ keyId }) => findKey(keyId) ?? []))) return askFirst();
      const id = nextId<ReceiptId>();
      ci.receipts.unshift({
        id,
        startedAt: now(),
        finishedAt: null,
        status: 'running',
        undoes: preview.undoes,
        resumeAt: null,
        steps: writing.map(({ keyId, keyName, targetId, targetName, secretName, versionId }) => ({
          keyId,
          keyName,
          targetId,
          targetName,
          secretName,
          outcome: 'waiting',
          versionId,
          previousVersionId:
            ci.placements.find((one) => one.keyId === keyId && one.targetId === targetId)?.placedVersionId ?? null,
          at: null,
          error: null,
        })),
      });
      previews.delete(previewId);
      void run(id);
      return success({ receiptId: id });
    },
    resume: async ({ receiptId }) => {
      const receipt = ci.receipts[at(receiptId)];
      if (receipt === undefined) return noReceipt();
      if (running.has(receiptId)) return failure('conflict', 'That push is under way already. Wait for its end.');
      const waiting = receipt.steps.filter(({ outcome }) => outcome === 'waiting');
      if (!mayUse(waiting.flatMap(({ keyId }) => findKey(keyId) ?? []))) return askFirst();
      void run(receipt.id);
      return success({});
    },
    stop: async ({ receiptId }) => {
      if (at(receiptId) === -1) return noReceipt();
      return success({ wasRunning: running.delete(receiptId) });
    },
    receipt: async ({ receiptId }) => {
      const receipt = ci.receipts[at(receiptId)];
      return receipt === undefined ? noReceipt() : success({ receipt });
    },
    receipts: async ({ limit = 100 }) => (isLocked() ? locked() : success({ receipts: ci.receipts.slice(0, limit) })),
  };
}
