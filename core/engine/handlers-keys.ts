import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { GivenText } from '#shared/contract/pasted.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import { MAX_VALUE_BYTES } from '#shared/domain/limits.ts';
import { writeFileAtomically } from '../database/atomic-file.ts';
import { formatDotenv } from '../formats/dotenv.ts';
import { addKey } from '../keys/add-key.ts';
import { archiveKeys, deleteKeys, moveKeys, purgeKeys, renameKey, restoreKeys } from '../keys/arrange-keys.ts';
import { editKey } from '../keys/edit-key.ts';
import { keyDetail } from '../keys/key-detail.ts';
import { keyRow } from '../keys/key-rows.ts';
import { BINARY_KINDS } from '../keys/key-value.ts';
import { withoutFinalLineEnd } from '../keys/line-end.ts';
import { listKeys } from '../keys/list-keys.ts';
import { makeCurrent } from '../keys/make-current.ts';
import { keyNotFound, keysWithFingerprint, versionOfChoice } from '../keys/read-versions.ts';
import { recognisePaste } from '../keys/recognise-paste.ts';
import { takeValue } from '../keys/take-value.ts';
import { retireVersion, setValue } from '../keys/versions.ts';
import { cleanPaste } from '../recognition/clean-paste.ts';
import { undoChange } from '../store/undo-journal.ts';
import type { EngineState } from './engine-state.ts';
import { type Handlers, unlocked } from './handlers.ts';
import { toClipboard } from './to-clipboard.ts';

export const keyHandlers: Handlers<'keys'> = {
  list: (engine, request) => unlocked(engine, (store) => success(listKeys(store, request))),
  get: (engine, { keyId }) => unlocked(engine, (store) => keyDetail(store, keyId)),
  recognise: (engine, { text, name, withOffered }) =>
    unlocked(engine, (store) => {
      const given = engine.pasted.textOf(store.session, text);
      if (!given.ok) return given;
      const sameValue = (bytes: Uint8Array) => keysWithFingerprint(store, store.session.fingerprint(bytes), null);
      return success(recognisePaste({ text: given.value, name, withOffered }, sameValue));
    }),

  add: async (engine, { value, verbatim, withOffered, identifier, kind, ...request }) => {
    const chosen = kind ?? (value.from === 'file' ? 'file' : 'secret');
    const read = await readNewValue(engine, value, { kind: chosen, verbatim, withOffered });
    if (!read.ok) return read;
    return unlocked(engine, (store) =>
      addKey(store, {
        ...request,
        kind: chosen,
        bytes: read.value.bytes,
        identifier: identifier ?? read.value.fileName,
      }),
    );
  },
  edit: (engine, { keyId, ...fields }) => unlocked(engine, (store) => editKey(store, keyId, fields)),
  setValue: async (engine, { keyId, value, verbatim, withOffered, identifier, discardPrevious }) => {
    const key = unlocked(engine, (store) => success(keyRow(store, keyId)));
    if (!key.ok) return key;
    if (key.value === null) return keyNotFound();
    const read = await readNewValue(engine, value, { kind: key.value.kind, verbatim, withOffered });
    if (!read.ok) return read;
    return unlocked(engine, (store) =>
      setValue(store, {
        keyId,
        bytes: read.value.bytes,
        identifier: identifier ?? read.value.fileName ?? undefined,
        discardPrevious,
      }),
    );
  },
  makeCurrent: (engine, { keyId, versionId }) =>
    unlocked(engine, (store) => makeCurrent(store, { keyId, versionId, confirmed: engine.isConfirmed })),
  retireVersion: (engine, { keyId, versionId }) => unlocked(engine, (store) => retireVersion(store, keyId, versionId)),

  copy: async (engine, { keyId, field, version }) => {
    const text = unlocked(
      engine,
      (store): Result<string, 'key-not-found' | 'version-not-found' | 'confirmation-needed' | 'value-invalid'> => {
        const key = keyRow(store, keyId);
        if (key === null) return keyNotFound();
        if (field === 'name') return success(key.name);
        if (field === 'identifier') {
          const chosen = versionOfChoice(store, keyId, version);
          return chosen?.identifier == null
            ? failure('version-not-found', `${key.name} has no client id, user name or public part to copy.`)
            : success(chosen.identifier);
        }
        const used = takeValue(store, { keyId, version, use: 'copied', confirmed: engine.isConfirmed });
        if (!used.ok) return used;
        if (!isUtf8(used.value.bytes)) {
          return failure('value-invalid', 'This value is not text and cannot go to the clipboard. Save it to a file.');
        }
        const value = used.value.bytes.toString('utf8');
        used.value.bytes.fill(0);
        if (field === 'value') return success(value);
        const line = formatDotenv([{ name: key.name, value }]);
        return line.ok ? success(line.value.text.trimEnd()) : failure('value-invalid', line.error.message);
      },
    );
    if (!text.ok) return text;
    const secret = field === 'value' || field === 'dotenv-line';
    const copied = await toClipboard(engine, text.value, secret);
    return copied.ok ? success({ clearAfterMs: copied.value.clearAfterMs }) : copied;
  },

  reveal: (engine, { keyId, versionId }) =>
    unlocked(engine, (store) => {
      const version = versionId === undefined ? 'current' : { id: versionId };
      const used = takeValue(store, { keyId, version, use: 'revealed', confirmed: engine.isConfirmed });
      if (!used.ok) return used;
      const { bytes } = used.value;
      const encoding = isUtf8(bytes) ? 'utf8' : 'base64';
      const text = bytes.toString(encoding);
      bytes.fill(0);
      return success({ text, encoding, hideAfterMs: engine.settings().hideRevealedAfterMs } as const);
    }),

  check: async (engine, { keyId }) => {
    const { checkVaultKey } = await import('../sync/check-vault-key.ts');
    const checked = await unlocked(engine, (store) => checkVaultKey(store, { keyId, confirmed: engine.isConfirmed }));
    if (!checked.ok) return checked;
    const { provider: _, ...check } = checked.value;
    return success({ ...check, hints: [...check.hints] });
  },

  saveToFile: async (engine, { keyId, versionId }) => {
    const wanted = versionId === undefined ? 'current' : { id: versionId };
    const used = unlocked(engine, (store) =>
      takeValue(store, { keyId, version: wanted, use: 'exported', confirmed: engine.isConfirmed }),
    );
    if (!used.ok) return used;
    const { key, version, bytes } = used.value;
    const path = await engine.platform.files.saveFile({
      title: `Save ${key.name}`,
      suggestedName: key.kind === 'file' && version.identifier !== null ? basename(version.identifier) : key.name,
      filters: [],
    });
    if (path === null) return cancelled();
    await writeFileAtomically(path, bytes);
    bytes.fill(0);
    return success({ fileName: basename(path) });
  },

  move: (engine, { keyIds, environmentId }) => unlocked(engine, (store) => moveKeys(store, keyIds, environmentId)),
  rename: (engine, { keyId, name }) => unlocked(engine, (store) => renameKey(store, keyId, name)),
  archive: (engine, { keyIds, archived }) => unlocked(engine, (store) => archiveKeys(store, keyIds, archived)),
  remove: (engine, { keyIds }) => unlocked(engine, (store) => deleteKeys(store, keyIds)),
  restore: (engine, { keyIds }) => unlocked(engine, (store) => restoreKeys(store, keyIds)),
  purge: (engine, { keyIds }) => unlocked(engine, (store) => purgeKeys(store, keyIds)),
};

export const historyHandlers: Handlers<'history'> = {
  undo: (engine, { undoId }) => unlocked(engine, (store) => undoChange(store, undoId)),
};

export function cancelled() {
  return failure('cancelled', 'Nothing was done.');
}

export type NewValue = { from: 'text'; text: GivenText } | { from: 'file' };
type ReadError =
  | 'vault-locked'
  | 'pasted-not-found'
  | 'cancelled'
  | 'file-unreadable'
  | 'value-too-large'
  | 'value-invalid';

/**
 * The bytes of a value on its way in; a file is asked for by the host. What surrounds a pasted text is taken off as its
 * preview said. A file is kept byte for byte, and with its name where the key is one; nobody sees its text before, so that of
 * any other only the line end behind a single line goes. The caller wipes the bytes.
 */
export async function readNewValue(
  engine: EngineState,
  value: NewValue,
  {
    kind,
    verbatim,
    withOffered,
  }: { readonly kind: KeyKind; readonly verbatim: boolean; readonly withOffered: boolean },
): Promise<Result<{ bytes: Buffer; fileName: string | null }, ReadError>> {
  if (value.from === 'text') {
    const given = unlocked(engine, ({ session }) => engine.pasted.textOf(session, value.text));
    if (!given.ok) return given;
    const cleaned = verbatim ? null : cleanPaste(given.value, withOffered);
    if (cleaned?.kind === 'many' && !BINARY_KINDS.includes(kind)) {
      return failure('value-invalid', 'These are several names with values. Paste the value of this key alone.');
    }
    const text = cleaned?.kind === 'one' ? cleaned.value : cleaned?.kind === 'empty' ? '' : given.value;
    return success({ bytes: Buffer.from(text, 'utf8'), fileName: null });
  }
  const path = await engine.platform.files.openFile({ title: 'Choose the file with the value', filters: [] });
  if (path === null) return cancelled();
  let bytes: Buffer;
  try {
    const { size } = await stat(path);
    if (size > MAX_VALUE_BYTES) {
      return failure('value-too-large', 'The file is larger than 1 MiB, the most that a key can hold.', {
        bytes: size,
      });
    }
    bytes = await readFile(path);
  } catch (error) {
    engine.log.error('file-unreadable', error);
    return failure('file-unreadable', `"${basename(path)}" cannot be read. Check that it is there and readable.`);
  }
  if (BINARY_KINDS.includes(kind)) return success({ bytes, fileName: basename(path) });
  return success({ bytes: verbatim ? bytes : withoutFinalLineEnd(bytes), fileName: null });
}
