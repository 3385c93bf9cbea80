import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { failure, success } from '#shared/contract/result.ts';
import { writeFileAtomically } from '../database/atomic-file.ts';
import { decodeFile } from '../formats/decode-file.ts';
import { MAX_FILE_LENGTH } from '../formats/problem.ts';
import { recordUse } from '../keys/take-value.ts';
import { environmentById } from '../projects/environments.ts';
import { applyImport } from '../transfer/apply-import.ts';
import { exportText } from '../transfer/export-environment.ts';
import { type ImportText, previewImport, readImport } from '../transfer/preview-import.ts';
import type { EngineState } from './engine-state.ts';
import { type Handlers, unlocked } from './handlers.ts';
import { cancelled } from './handlers-keys.ts';

async function preview(engine: EngineState, environmentId: string, text: ImportText) {
  const read = await readImport(text);
  if (!read.ok) return read;
  return unlocked(engine, (store) => {
    const compared = previewImport(store, environmentId, read.value);
    return compared.ok
      ? success({ previewId: engine.previews.keep(compared.value), ...compared.value.preview })
      : compared;
  });
}

function previewGone() {
  return failure('preview-not-found', 'This preview is gone. Open the file again.');
}

const EXTENSIONS = { dotenv: 'env', json: 'json', shell: 'sh' } as const;

export const importHandlers: Handlers<'imports'> = {
  openFile: async (engine, { environmentId, format }) => {
    const path = await engine.platform.files.openFile({ title: 'Choose the file to import', filters: [] });
    if (path === null) return cancelled();
    const source = basename(path);
    let bytes: Buffer;
    try {
      if ((await stat(path)).size > MAX_FILE_LENGTH) {
        return failure('import-invalid', `"${source}" is larger than 10 MB, which no file of secrets should be.`);
      }
      bytes = await readFile(path);
    } catch (error) {
      engine.log.error('file-unreadable', error);
      return failure('file-unreadable', `"${source}" cannot be read. Check that it is there and readable.`);
    }
    const text = decodeFile(source, bytes);
    return text.ok ? preview(engine, environmentId, { text: text.value, source, format }) : text;
  },
  openText: (engine, { environmentId, text, format }) => {
    const given = unlocked(engine, ({ session }) => engine.pasted.textOf(session, text));
    if (!given.ok) return given;
    const source = 'pasted text';
    const decoded = decodeFile(source, Buffer.from(given.value, 'utf8'));
    return decoded.ok ? preview(engine, environmentId, { text: given.value, source, format }) : decoded;
  },
  readAs: async (engine, { previewId, reader }) => {
    const found = unlocked(engine, () => success(engine.previews.find(previewId)));
    if (!found.ok) return found;
    const kept = found.value;
    if (kept === null) return previewGone();
    const { source, environmentId } = kept.preview;
    const read = await readImport({ text: kept.text, source, format: kept.format, reader });
    if (!read.ok) return read;
    return unlocked(engine, (store) => {
      const again = previewImport(store, environmentId, read.value);
      if (!again.ok) return again;
      engine.previews.replace(previewId, again.value);
      return success({ previewId, ...again.value.preview });
    });
  },
  reveal: (engine, { previewId, index, reading }) =>
    unlocked(engine, (store) => {
      const kept = engine.previews.find(previewId);
      const entry = kept?.values[index];
      const text = entry?.readings[reading]?.value ?? null;
      if (kept === null || entry === undefined || text === null) return previewGone();
      const environment = environmentById(store, kept.preview.environmentId);
      if (environment === null) return failure('environment-not-found', 'That environment is not there any more.');
      recordUse(store, {
        what: 'revealed',
        projectId: environment.projectId,
        environmentId: environment.id,
        subject: entry.name,
        detail: `in ${kept.preview.source}, before its import`,
      });
      return success({ text, hideAfterMs: engine.settings().hideRevealedAfterMs });
    }),
  apply: (engine, { previewId, indexes, readings }) =>
    unlocked(engine, (store) => {
      const kept = engine.previews.find(previewId);
      if (kept === null) return previewGone();
      const chosen = new Map(readings.map(({ index, reading }) => [index, reading]));
      const applied = applyImport(store, kept, new Set(indexes), chosen);
      if (applied.ok) engine.previews.discard(previewId);
      return applied;
    }),
  discard: (engine, { previewId }) => {
    engine.previews.discard(previewId);
    return success({});
  },
};

export const exportHandlers: Handlers<'exports'> = {
  save: async (engine, { environmentId, format, except }) => {
    const environment = unlocked(engine, (store) => success(environmentById(store, environmentId)));
    if (!environment.ok) return environment;
    if (environment.value === null) {
      return failure('environment-not-found', 'That environment is not there any more.');
    }
    if (environment.value.protected && !engine.isConfirmed(environmentId)) {
      return failure(
        'confirmation-needed',
        `${environment.value.name} is protected. Confirm that you want to use its values.`,
        {
          environment: environment.value.name,
        },
      );
    }
    const path = await engine.platform.files.saveFile({
      title: `Export ${environment.value.name}`,
      suggestedName: `${environment.value.name}.${EXTENSIONS[format]}`,
      filters: [{ name: format, extensions: [EXTENSIONS[format]] }],
    });
    if (path === null) return cancelled();
    const choice = { except: new Set(except.map((name) => name.normalize('NFC'))) };
    const exported = unlocked(engine, (store) =>
      exportText(store, { environmentId, format, choice, confirmed: engine.isConfirmed }),
    );
    if (!exported.ok) return exported;
    await writeFileAtomically(path, Buffer.from(exported.value.text, 'utf8'));
    const { count, notes } = exported.value;
    return success({ fileName: basename(path), count, notes });
  },
};
