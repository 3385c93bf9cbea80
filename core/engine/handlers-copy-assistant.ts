import { failure, type Result, success } from '#shared/contract/result.ts';
import type { CopyId, PlacementId } from '#shared/domain/ids.ts';
import type { CiSystem } from '../ci/ci-system.ts';
import { checkCopy, finishCopy, prepareCopy, startedCopy, takeForCopy } from '../ci/copy-assistant.ts';
import { loadSystem } from '../ci/open-target.ts';
import { targetNotFound, targetRow } from '../ci/target-rows.ts';
import type { CopyUnderWay } from './copy-under-way.ts';
import type { EngineState } from './engine-state.ts';
import { type Handlers, unlocked } from './handlers.ts';
import { toClipboard } from './to-clipboard.ts';

export const copyAssistantHandlers: Handlers<'copyAssistant'> = {
  begin: async (engine, request) => {
    const system = await systemOf(engine, request.targetId);
    if (!system.ok) return system;
    return unlocked(engine, (store) => {
      const prepared = prepareCopy(store, system.value, request);
      if (!prepared.ok) return prepared;
      const { secretName, page, warnings, notes, problem } = prepared.value;
      const copyId = engine.copies.keep({ copy: startedCopy(prepared.value), put: null, valueWasOffered: false });
      return success({
        copyId,
        secretName,
        page: { url: page.url, path: [...page.path] },
        warnings: [...warnings],
        notes: [...notes],
        problem,
      });
    });
  },

  copyName: async (engine, { copyId, openPage }) => {
    const found = copyOf(engine, copyId);
    if (!found.ok) return found;
    const { copy } = found.value;
    const ready = unlocked(engine, (store) => checkCopy(store, copy));
    if (!ready.ok) return ready;
    const copied = await toClipboard(engine, copy.secretName, false);
    if (!copied.ok) return copied;
    const kept = await keepPut(engine, copyId, { ...found.value, put: copied.value.put });
    if (!kept.ok) return kept;
    const opened = openPage && engine.store() !== null && (await openInBrowser(engine, copy.pageUrl));
    return unlocked(engine, () => success({ opened }));
  },

  copyValue: async (engine, { copyId, agreed }) => {
    const found = copyOf(engine, copyId);
    if (!found.ok) return found;
    const { copy } = found.value;
    const system = await systemOf(engine, copy.targetId);
    if (!system.ok) return system;
    const taken = unlocked(engine, (store) =>
      takeForCopy(store, system.value, copy, { agreed, confirmed: engine.isConfirmed }),
    );
    if (!taken.ok) return taken;
    const value = taken.value.toString('utf8');
    taken.value.fill(0);
    const copied = await toClipboard(engine, value, true);
    if (!copied.ok) return copied;
    const { clearAfterMs, put } = copied.value;
    const kept = await keepPut(engine, copyId, { copy, put, valueWasOffered: true });
    return kept.ok ? success({ clearAfterMs }) : kept;
  },

  finish: async (engine, { copyId }) => {
    const found = copyOf(engine, copyId);
    if (!found.ok) return found;
    const { copy, valueWasOffered } = found.value;
    if (!valueWasOffered) return failure('conflict', 'The value was not on the clipboard yet. Copy it first.');
    await takeOff(engine, found.value);
    const recorded = unlocked(
      engine,
      (
        store,
      ): Result<
        { placementId: PlacementId },
        'key-not-found' | 'version-not-found' | 'ci-target-not-found' | 'conflict'
      > => finishCopy(store, copy),
    );
    // What was refused once would be refused again.
    engine.copies.discard(copyId);
    if (recorded.ok) engine.emit({ type: 'ci-changed' });
    return recorded;
  },

  cancel: async (engine, { copyId }) => {
    const found = copyOf(engine, copyId);
    if (found.ok) {
      engine.copies.discard(copyId);
      await takeOff(engine, found.value);
    } else if (found.error.code === 'vault-locked') {
      return failure('vault-locked', found.error.message);
    }
    return success({});
  },
};

/** Remembers what was put on the clipboard; takes it off again where the copy was cancelled, or the vault locked, meanwhile. */
async function keepPut(
  engine: EngineState,
  copyId: CopyId,
  underWay: CopyUnderWay,
): Promise<Result<CopyUnderWay, 'vault-locked' | 'copy-not-found'>> {
  const still = copyOf(engine, copyId);
  if (still.ok) engine.copies.replace(copyId, underWay);
  else await takeOff(engine, underWay);
  return still;
}

function copyOf(engine: EngineState, copyId: CopyId): Result<CopyUnderWay, 'vault-locked' | 'copy-not-found'> {
  return unlocked(engine, (): Result<CopyUnderWay, 'copy-not-found'> => {
    const found = engine.copies.find(copyId);
    return found === null
      ? failure('copy-not-found', 'This copy has ended, or was begun before the vault was locked. Begin it again.')
      : success(found);
  });
}

async function systemOf(
  engine: EngineState,
  targetId: string,
): Promise<Result<CiSystem, 'vault-locked' | 'ci-target-not-found'>> {
  const row = unlocked(engine, (store) => {
    const found = targetRow(store, targetId);
    return found === null ? targetNotFound() : success(found);
  });
  return row.ok ? success(await loadSystem(row.value.system)) : row;
}

async function openInBrowser(engine: EngineState, url: string): Promise<boolean> {
  try {
    await engine.platform.openUrl(url);
    return true;
  } catch (error) {
    engine.log.error('page-not-opened', error);
    return false;
  }
}

async function takeOff(engine: EngineState, { put }: CopyUnderWay): Promise<void> {
  if (put !== null) await engine.clipboard.clearOnly(put);
}
