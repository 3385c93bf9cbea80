import { isUtf8 } from 'node:buffer';
import type { CiSystem } from '#core/ci/ci-system.ts';
import { guardStep } from '#core/ci/guard.ts';
import { loadSystem } from '#core/ci/open-target.ts';
import { recordPlacement } from '#core/ci/record-placement.ts';
import { placeOf, type TargetRow } from '#core/ci/target-rows.ts';
import { findKey } from '#core/keys/find-key.ts';
import type { KeyRow } from '#core/keys/key-rows.ts';
import { openValue, versionNotFound, versionOfChoice } from '#core/keys/read-versions.ts';
import { takeValue } from '#core/keys/take-value.ts';
import { readSettings } from '#core/store/settings-store.ts';
import type { Store } from '#core/store/store.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import {
  type ClipboardTool,
  clearLater,
  clipboardPort,
  findClipboard,
  missingClipboard,
  writeClipboard,
} from '../clipboard.ts';
import type { CommandSpec, Outcome } from '../command.ts';
import { confirm, confirmProtected } from '../confirm.ts';
import type { Context } from '../context.ts';
import { openPage } from '../open-page.ts';
import { resolvePlace } from '../place.ts';
import { printable } from '../text.ts';
import { withStore } from '../unlock.ts';
import { namedTarget } from './named-target.ts';

export type CopyOptions = {
  readonly project: string | undefined;
  readonly env: string | undefined;
  readonly target: readonly string[];
  readonly as: string | undefined;
  readonly open: boolean;
  readonly yes: boolean;
};

/**
 * `keyrail ci copy NAME`: the copy assistant. It needs no access token: a person pastes the name and then the value on the
 * target's own page. The clipboard is cleared after that, however it ends, and the placement is recorded.
 */
export async function copy(context: Context, spec: CommandSpec, name: string, options: CopyOptions): Promise<Outcome> {
  const { output } = context;
  return withStore(context, async (store) => {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    const key = findKey(store, place.value, name);
    if (!key.ok) return key;
    const row = namedTarget(store, options.target[0] ?? '');
    if (!row.ok) return row;
    const system = await loadSystem(row.value.system);
    const secretName = options.as ?? key.value.name;
    const checked = checkRules(store, system, row.value, key.value, secretName);
    if (!checked.ok) return checked;
    const { askLine, canAsk } = await import('../prompt.ts');
    if (!canAsk()) {
      return failure('confirmation-needed', 'The copy assistant waits for you at a terminal. "ci push" needs none.');
    }
    const clipboard = findClipboard(context.env);
    if (clipboard === null) {
      return failure('clipboard-unavailable', `No clipboard can be reached. ${missingClipboard()}`);
    }
    if (checked.value.warnings.length > 0) {
      const refused = await confirm(context, options.yes, checked.value.warnings.join('\n'));
      if (refused !== null) return refused;
    }
    const refused = await confirmProtected(context, store, place.value, options.yes);
    if (refused !== null) return refused;

    const page = system.settingsPage(placeOf(row.value), row.value.base_url);
    output.say(printable(`${row.value.name}: ${page.url}`));
    output.say(printable(`There: ${page.path.join(' → ')}`));
    if (options.open && !(await openPage(page.url))) output.say('No program opened the page. Open it yourself.');
    if (!(await writeClipboard(clipboard, Buffer.from(secretName, 'utf8')))) return refusedClipboard(clipboard);
    const goOn = await askLine(printable(`The name ${secretName} is on the clipboard. Paste it, then press Enter. `));
    if (goOn === null) return failure('cancelled', 'Nothing was recorded. The name is still on the clipboard.');

    const pasted = await offerValue(store, clipboard, key.value, checked.value.versionId, row.value.name, () =>
      askLine('The value is on the clipboard. Paste it and save, then press Enter. '),
    );
    if (!pasted.ok) return pasted;
    const { versionId } = checked.value;
    const recorded = recordPlacement(store, {
      keyId: key.value.id,
      targetId: row.value.id,
      secretName,
      versionId,
      how: 'copy',
    });
    if (!recorded.ok) return recorded;
    output.say(`The clipboard is cleared. Recorded ${secretName} in ${row.value.name}.`);
    return success(0);
  });
}

/** Puts the value on the clipboard until the person has pasted it. */
async function offerValue(
  store: Store,
  clipboard: ClipboardTool,
  key: KeyRow,
  versionId: string,
  targetName: string,
  ask: () => Promise<string | null>,
): Promise<Result<void, ErrorCode>> {
  const taken = takeValue(store, {
    keyId: key.id,
    version: { id: versionId },
    use: 'copied',
    where: `for ${targetName}`,
    confirmed: () => true,
  });
  if (!taken.ok) return taken;
  const { bytes } = taken.value;
  const text = bytes.toString('utf8');
  try {
    if (!(await writeClipboard(clipboard, bytes))) return refusedClipboard(clipboard);
    // A process of its own clears it where this one is ended at the question.
    await clearLater(clipboard, bytes, readSettings(store).clearClipboardAfterMs);
    const pasted = await ask();
    return pasted === null ? failure('cancelled', 'Nothing was recorded. The clipboard is cleared.') : success();
  } finally {
    bytes.fill(0);
    await clipboardPort(clipboard).clearIfHolds(text);
  }
}

function checkRules(
  store: Store,
  system: CiSystem,
  row: TargetRow,
  key: KeyRow,
  secretName: string,
): Result<{ versionId: string; warnings: readonly string[] }, ErrorCode> {
  const place = placeOf(row);
  const badName = system.checkName(secretName, place);
  if (badName !== null) {
    const other = badName.suggestedName === undefined ? '' : ` --as ${badName.suggestedName} would do.`;
    return failure('name-invalid', `${badName.message} ${badName.mend}${other}`, { rule: badName.code });
  }
  const version = versionOfChoice(store, key.id, 'current');
  if (version === null) return versionNotFound();
  const opened = openValue(store, version);
  if (!opened.ok) return opened;
  const bytes = opened.value;
  try {
    if (!isUtf8(bytes)) {
      return failure('value-invalid', `${key.name} is not text and cannot go to the clipboard. Use "ci push".`);
    }
    const badValue = system.checkValue({ bytes, form: 'text', identifier: version.identifier }, place);
    if (badValue !== null) {
      return failure('value-invalid', `${badValue.message} ${badValue.mend}`, { rule: badValue.code });
    }
    const { warnings } = guardStep(store, { key, version, bytes, secretName, target: row });
    return success({ versionId: version.id, warnings: warnings.map(({ message }) => message) });
  } finally {
    bytes.fill(0);
  }
}

function refusedClipboard({ name }: ClipboardTool) {
  return failure('clipboard-unavailable', `${name} refused. Check that this session has a display.`);
}
