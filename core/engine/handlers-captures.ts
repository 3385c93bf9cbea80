import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { CapturePreview } from '#shared/domain/capture.ts';
import type { PreviewId } from '#shared/domain/ids.ts';
import { type ReadPage, refusalOf } from '../capture/captured-pages.ts';
import { decodeText, MAX_TEXT_BYTES } from '../capture/decode-text.ts';
import { parsePageReading } from '../capture/page-reading.ts';
import { FILE_LIMITS, readFile as readText } from '../capture/read-file.ts';
import { readPageScript } from '../capture/read-page-script.ts';
import {
  applyCapture,
  type Capture,
  correctCapture,
  previewCapture,
  refusedPage,
  sayWhole,
  withPage,
} from '../connections/captured.ts';
import { connectionNotFound, connectionRow } from '../connections/connection-rows.ts';
import type { EngineState } from './engine-state.ts';
import { type Handlers, unlocked } from './handlers.ts';
import { cancelled } from './handlers-keys.ts';

/** A page with thousands of rows takes a second at most; one that takes longer keeps the reader busy on purpose. */
const READ_TIME_LIMIT_MS = 10_000;

export const captureHandlers: Handlers<'captures'> = {
  fromDashboard: async (engine, { connectionId }) => {
    const known = knownConnection(engine, connectionId);
    if (!known.ok) return known;
    const page = await readDashboard(engine, connectionId);
    return page.ok ? keep(engine, newCapture(connectionId, 'dashboard', page.value)) : page;
  },

  addPage: async (engine, { previewId }) => {
    const before = found(engine, previewId);
    if (!before.ok) return before;
    const { connectionId, way } = before.value;
    const page = way === 'dashboard' ? await readDashboard(engine, connectionId) : await chooseFile(engine);
    if (!page.ok) return page;
    // It may have been corrected, applied or discarded while the page was read.
    const capture = found(engine, previewId);
    if (!capture.ok) return capture;
    const refused = unlocked(engine, (store) => refusedPage(store, capture.value, page.value));
    if (!refused.ok) return previewGone();
    if (refused.value !== null) {
      const message = `${refusalOf(refused.value, way)} What was read before stays.`;
      return way === 'dashboard' ? failure('dashboard-unreadable', message) : failure('import-invalid', message);
    }
    return change(engine, previewId, withPage(capture.value, page.value));
  },

  fromFile: async (engine, { connectionId }) => {
    const known = knownConnection(engine, connectionId);
    if (!known.ok) return known;
    const page = await chooseFile(engine);
    return page.ok ? keep(engine, newCapture(connectionId, 'file', page.value)) : page;
  },

  fromText: (engine, { connectionId, text, html }) => {
    const known = knownConnection(engine, connectionId);
    if (!known.ok) return known;
    const now = engine.now();
    const rich = html === undefined || html.trim() === '' ? null : pageOf(html, now);
    const plain = rich?.ok === true && rich.value.reading.tables.length > 0 ? null : pageOf(text, now);
    // A page that was copied whole can hold its list in the plain text only.
    const page = plain === null || (!plain.ok && rich?.ok === true) ? rich : plain;
    if (page === null)
      return failure('import-invalid', 'There is nothing in it. Copy the table of keys, and try again.');
    return page.ok ? keep(engine, newCapture(connectionId, 'file', page.value)) : page;
  },

  correct: (engine, { previewId, list, ...correction }) => {
    const capture = found(engine, previewId);
    if (!capture.ok) return capture;
    const corrected = unlocked(engine, (store) => correctCapture(store, capture.value, list, correction));
    if (corrected.ok) return change(engine, previewId, corrected.value);
    return corrected.error.code === 'conflict' ? failure('conflict', corrected.error.message) : previewGone();
  },

  sayWhole: (engine, { previewId, isWhole }) => {
    const capture = found(engine, previewId);
    return capture.ok ? change(engine, previewId, sayWhole(capture.value, isWhole)) : capture;
  },

  apply: (engine, { previewId }) => {
    const capture = found(engine, previewId);
    if (!capture.ok) return capture;
    const applied = unlocked(engine, (store) => applyCapture(store, capture.value));
    if (applied.ok) engine.captures.discard(previewId);
    return applied;
  },

  discard: (engine, { previewId }) =>
    unlocked(engine, () => {
      engine.captures.discard(previewId);
      return success({});
    }),
};

type Previewed = { previewId: PreviewId; preview: CapturePreview };

function knownConnection(engine: EngineState, connectionId: string) {
  return unlocked(engine, (store) => (connectionRow(store, connectionId) === null ? connectionNotFound() : success()));
}

function found(engine: EngineState, previewId: PreviewId): Result<Capture, 'vault-locked' | 'preview-not-found'> {
  return unlocked(engine, () => {
    const capture = engine.captures.find(previewId);
    return capture === null ? previewGone() : success(capture);
  });
}

function previewGone() {
  return failure('preview-not-found', 'What was read is not kept any more. Read the list again.');
}

function newCapture(connectionId: string, way: Capture['way'], page: ReadPage): Capture {
  return { connectionId, way, startedAt: page.readAt, pages: [page], corrections: new Map(), isWhole: false };
}

function keep(engine: EngineState, capture: Capture): Result<Previewed, 'vault-locked' | 'connection-not-found'> {
  return unlocked(engine, (store): Result<Previewed, 'connection-not-found'> => {
    const preview = previewCapture(store, capture);
    return preview.ok ? success({ previewId: engine.captures.keep(capture), preview: preview.value }) : preview;
  });
}

/** Takes a changed capture in the place of the one before; its id stays. */
function change(
  engine: EngineState,
  previewId: PreviewId,
  capture: Capture,
): Result<Previewed, 'vault-locked' | 'preview-not-found'> {
  return unlocked(engine, (store): Result<Previewed, 'preview-not-found'> => {
    const preview = previewCapture(store, capture);
    if (!preview.ok) return previewGone();
    engine.captures.replace(previewId, capture);
    return success({ previewId, preview: preview.value });
  });
}

async function readDashboard(
  engine: EngineState,
  profile: string,
): Promise<Result<ReadPage, 'dashboard-not-open' | 'dashboard-unreadable'>> {
  const { dashboards } = engine.platform;
  if (dashboards === null || !dashboards.isOpen(profile)) {
    return failure('dashboard-not-open', 'The dashboard is not open. Open it, sign in, and go to the list of keys.');
  }
  const unreadable = () =>
    failure('dashboard-unreadable', 'The page could not be read. Wait until it is there, reload it, and try again.');
  try {
    const reading = parsePageReading(await dashboards.evaluate(profile, readPageScript(), READ_TIME_LIMIT_MS));
    return reading === null ? unreadable() : success({ reading, readAt: engine.now() });
  } catch (error) {
    engine.log.error('dashboard-unreadable', error);
    return unreadable();
  }
}

async function chooseFile(
  engine: EngineState,
): Promise<Result<ReadPage, 'cancelled' | 'file-unreadable' | 'import-invalid'>> {
  const path = await engine.platform.files.openFile({
    title: 'Choose the file in which the keys are listed',
    filters: [
      { name: 'Saved pages and tables', extensions: ['html', 'htm', 'mhtml', 'mht', 'csv', 'tsv', 'txt', 'json'] },
    ],
  });
  if (path === null) return cancelled();
  const name = basename(path);
  try {
    const { size, mtimeMs } = await stat(path);
    if (size > MAX_TEXT_BYTES) {
      return failure('import-invalid', `"${name}" is larger than 64 MB, which no saved list of keys should be.`);
    }
    const text = decodeText(await readFile(path));
    // "2 hours ago" counts from when the page was saved.
    return text.ok ? pageOf(text.value, Math.min(Math.floor(mtimeMs), engine.now()), name) : text;
  } catch (error) {
    engine.log.error('file-unreadable', error);
    return failure('file-unreadable', `"${name}" cannot be read. Check that it is there and readable.`);
  }
}

function pageOf(text: string, readAt: number, name?: string): Result<ReadPage, 'import-invalid'> {
  const read = readText(text, FILE_LIMITS);
  if (read.ok) return success({ reading: read.value, readAt });
  return failure('import-invalid', name === undefined ? read.error.message : `"${name}": ${read.error.message}`);
}
