import { failure, type Result, success } from '#shared/contract/result.ts';
import type { ScanId } from '#shared/domain/ids.ts';
import type { RepositoryScan } from '#shared/domain/repository-scan.ts';
import { knownPlacements } from '../ci/known-placements.ts';
import { acceptSuggestions, systemsOf } from '../scan/accept-suggestions.ts';
import { forgetScan, listScans, rememberScan, scanNotFound } from '../scan/scan-findings.ts';
import { type ScanStep, scanRepository } from '../scan/scan-repository.ts';
import type { Store } from '../store/store.ts';
import type { EngineState } from './engine-state.ts';
import { type Handlers, unlocked } from './handlers.ts';
import { cancelled } from './handlers-keys.ts';
import { PacedEvent } from './paced-event.ts';

const TELL_EVERY_MS = 200;

export const repositoryScanHandlers: Handlers<'repositoryScans'> = {
  list: (engine) => unlocked(engine, (store) => success({ scans: listScans(store) })),

  run: async (engine, { scanId, projectId }) => {
    const known = unlocked(engine, (store) => placeOfRun(engine, store, scanId, projectId));
    if (!known.ok) return known;
    const underWay = engine.scans.begin();
    if (underWay === null) {
      return failure('conflict', 'A scan is running already. Wait for its end, or cancel it.');
    }
    const { store, root } = known.value;
    const { signal } = underWay;
    try {
      const folder = root ?? (await engine.platform.files.openFolder({ title: 'Choose the repository to scan' }));
      if (folder === null) return cancelled();
      const scanned = signal.aborted
        ? cancelled()
        : await scan(engine, store, { folder, projectId, signal, wasChosen: root === null });
      if (scanned.ok && !signal.aborted) {
        const recorded = rememberScan(store, scanned.value);
        engine.scans.keep(recorded.scanId, scanned.value);
        return success({ ...recorded, scan: scanned.value });
      }
      if (engine.store() !== store) return failure('vault-locked', 'The vault was locked, which ended the scan.');
      return scanned.ok ? cancelled() : scanned;
    } finally {
      underWay.end();
    }
  },

  cancel: (engine) => unlocked(engine, () => success({ wasRunning: engine.scans.cancel() })),

  accept: async (engine, { scanId, suggestions }) => {
    const found = unlocked(engine, () => {
      const scan = engine.scans.resultOf(scanId);
      return scan === null
        ? failure('scan-not-found', 'What that scan found is not kept any more. Scan the repository again.')
        : success(scan.suggestions);
    });
    if (!found.ok) return found;
    const chosen = [...new Set(suggestions)].flatMap((index) => found.value[index] ?? []);
    if (chosen.length !== new Set(suggestions).size) {
      return failure('conflict', 'The scan has no such suggestion. Look at its last result again.');
    }
    const systems = await systemsOf(chosen);
    const accepted = unlocked(engine, (store) => acceptSuggestions(store, chosen, systems));
    if (!accepted.ok) return accepted;
    const { targets, placements } = accepted.value;
    if (placements.length > 0) engine.emit({ type: 'ci-changed' });
    return success({ targetsAdded: targets.length, placementsRecorded: placements.length });
  },

  forget: (engine, { scanId }) =>
    unlocked(engine, (store) => {
      const forgotten = forgetScan(store, scanId);
      if (!forgotten.ok) return forgotten;
      engine.scans.forget(scanId);
      return success({});
    }),
};

/** @returns `root` null: the person chooses a folder */
function placeOfRun(
  engine: EngineState,
  store: Store,
  scanId: ScanId | undefined,
  projectId: string | null,
): Result<{ store: Store; root: string | null }, 'scan-not-found' | 'project-not-found'> {
  if (projectId !== null && store.sql('SELECT 1 FROM projects WHERE id = ?').get(projectId) === undefined) {
    return failure('project-not-found', 'That project is not there any more.');
  }
  if (scanId === undefined) return success({ store, root: null });
  // A scan that could not be remembered is scanned again all the same.
  const found = listScans(store).find((one) => one.scanId === scanId) ?? engine.scans.resultOf(scanId);
  return found === null ? scanNotFound() : success({ store, root: found.root });
}

async function scan(
  engine: EngineState,
  store: Store,
  {
    folder,
    projectId,
    signal,
    wasChosen,
  }: { folder: string; projectId: string | null; signal: AbortSignal; wasChosen: boolean },
): Promise<Result<RepositoryScan, 'file-not-found' | 'cancelled' | 'conflict'>> {
  let at: ScanStep | null = null;
  const progress = new PacedEvent(() => {
    if (at !== null) engine.emit({ type: 'scan-progress', ...at });
  }, TELL_EVERY_MS);
  try {
    const scanned = await scanRepository(store, {
      folder,
      projectId,
      placements: knownPlacements(store),
      env: process.env,
      signal,
      onProgress: (step) => {
        at = step;
        progress.changed();
      },
    });
    return scanned.ok || scanned.error.code !== 'file-not-found' || wasChosen
      ? scanned
      : failure('file-not-found', 'The folder is not there any more. Choose where the repository is now.');
  } finally {
    progress.stop();
  }
}
