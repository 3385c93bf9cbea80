import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ImportPreview } from '#shared/contract/imports.ts';
import { failure, success } from '#shared/contract/result.ts';
import { writeFileAtomically } from '../database/atomic-file.ts';
import { MAX_FILE_LENGTH } from '../formats/problem.ts';
import { environmentById } from '../projects/environments.ts';
import { applyImport } from '../transfer/apply-import.ts';
import { exportText } from '../transfer/export-environment.ts';
import type { KeptImport } from '../transfer/kept-import.ts';
import { previewImport } from '../transfer/preview-import.ts';
import type { EngineState } from './engine-state.ts';
import { type Handlers, unlocked } from './handlers.ts';
import { cancelled } from './handlers-keys.ts';

function kept(engine: EngineState, read: KeptImport): ImportPreview {
  return { previewId: engine.previews.keep(read), ...read.preview };
}

const EXTENSIONS = { dotenv: 'env', json: 'json', shell: 'sh' } as const;

export const importHandlers: Handlers<'imports'> = {
  openFile: async (engine, { environmentId, format }) => {
    const path = await engine.platform.files.openFile({ title: 'Choose the file to import', filters: [] });
    if (path === null) return cancelled();
    const source = basename(path);
    let text: string;
    try {
      if ((await stat(path)).size > MAX_FILE_LENGTH) {
        return failure('import-invalid', `"${source}" is larger than 10 MB, which no file of secrets should be.`);
      }
      text = await readFile(path, 'utf8');
    } catch (error) {
      engine.log.error('file-unreadable', error);
      return failure('file-unreadable', `"${source}" cannot be read. Check that it is there and readable.`);
    }
    return unlocked(engine, (store) => {
      const preview = previewImport(store, { environmentId, text, source, format });
      return preview.ok ? success(kept(engine, preview.value)) : preview;
    });
  },
  openText: (engine, { environmentId, text, format }) =>
    unlocked(engine, (store) => {
      const given = engine.pasted.textOf(store.session, text);
      if (!given.ok) return given;
      const preview = previewImport(store, { environmentId, text: given.value, source: 'pasted text', format });
      return preview.ok ? success(kept(engine, preview.value)) : preview;
    }),
  apply: (engine, { previewId, indexes }) =>
    unlocked(engine, (store) => {
      const kept = engine.previews.find(previewId);
      if (kept === null) {
        return failure('preview-not-found', 'This preview is gone. Open the file again.');
      }
      const applied = applyImport(store, kept, new Set(indexes));
      if (applied.ok) engine.previews.discard(previewId);
      return applied;
    }),
  discard: (engine, { previewId }) => {
    engine.previews.discard(previewId);
    return success({});
  },
};

export const exportHandlers: Handlers<'exports'> = {
  save: async (engine, { environmentId, format }) => {
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
    const exported = unlocked(engine, (store) =>
      exportText(store, { environmentId, format, confirmed: engine.isConfirmed }),
    );
    if (!exported.ok) return exported;
    await writeFileAtomically(path, Buffer.from(exported.value.text, 'utf8'));
    return success({ fileName: basename(path), count: exported.value.count });
  },
};
