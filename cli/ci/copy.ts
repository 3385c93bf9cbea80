import type { CiSystem } from '#core/ci/ci-system.ts';
import {
  type CopyProblem,
  finishCopy,
  prepareCopy,
  type StartedCopy,
  startedCopy,
  takeForCopy,
} from '#core/ci/copy-assistant.ts';
import { loadSystem } from '#core/ci/open-target.ts';
import { findKey } from '#core/keys/find-key.ts';
import { readSettings } from '#core/store/settings-store.ts';
import type { Store } from '#core/store/store.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
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
    const prepared = prepareCopy(store, system, {
      keyId: key.value.id,
      targetId: row.value.id,
      secretName: options.as,
    });
    if (!prepared.ok) return prepared;
    const { secretName, page, warnings, notes, problem } = prepared.value;
    if (problem !== null) return brokenRule(problem);
    const { askLine, canAsk } = await import('../prompt.ts');
    if (!canAsk()) {
      return failure('confirmation-needed', 'The copy assistant waits for you at a terminal. "ci push" needs none.');
    }
    const clipboard = findClipboard(context.env);
    if (clipboard === null) {
      return failure('clipboard-unavailable', `No clipboard can be reached. ${missingClipboard()}`);
    }
    for (const note of notes) output.say(printable(note));
    if (warnings.length > 0) {
      const refused = await confirm(context, options.yes, warnings.map(({ message }) => message).join('\n'));
      if (refused !== null) return refused;
    }
    const refused = await confirmProtected(context, store, place.value, options.yes);
    if (refused !== null) return refused;

    output.say(printable(`${row.value.name}: ${page.url}`));
    output.say(printable(`There: ${page.path.join(' → ')}`));
    if (options.open && !(await openPage(page.url))) output.say('No program opened the page. Open it yourself.');
    if (!(await writeClipboard(clipboard, Buffer.from(secretName, 'utf8')))) return refusedClipboard(clipboard);
    const goOn = await askLine(printable(`The name ${secretName} is on the clipboard. Paste it, then press Enter. `));
    if (goOn === null) return failure('cancelled', 'Nothing was recorded. The name is still on the clipboard.');

    const copy = startedCopy(prepared.value);
    const pasted = await offerValue(context, store, system, clipboard, copy, () =>
      askLine('The value is on the clipboard. Paste it and save, then press Enter. '),
    );
    if (!pasted.ok) return pasted;
    const recorded = finishCopy(store, copy);
    if (!recorded.ok) return recorded;
    output.say(`The clipboard is cleared. Recorded ${secretName} in ${row.value.name}.`);
    return success(0);
  });
}

/** Puts the value on the clipboard until the person has pasted it. Every yes was said before. */
async function offerValue(
  { home }: Context,
  store: Store,
  system: CiSystem,
  clipboard: ClipboardTool,
  copy: StartedCopy,
  ask: () => Promise<string | null>,
): Promise<Result<void, ErrorCode>> {
  const taken = takeForCopy(store, system, copy, { agreed: true, confirmed: () => true });
  if (!taken.ok) return taken;
  const bytes = taken.value;
  const text = bytes.toString('utf8');
  try {
    if (!(await writeClipboard(clipboard, bytes))) return refusedClipboard(clipboard);
    // A process of its own clears it where this one is ended at the question.
    await clearLater(clipboard, bytes, { afterMs: readSettings(store).clearClipboardAfterMs, home });
    const pasted = await ask();
    return pasted === null ? failure('cancelled', 'Nothing was recorded. The clipboard is cleared.') : success();
  } finally {
    bytes.fill(0);
    await clipboardPort(clipboard).clearIfHolds(text);
  }
}

function brokenRule({ about, code, message, mend, suggestedName }: CopyProblem): Failed<ErrorCode> {
  const other = suggestedName === null ? '' : ` --as ${suggestedName} would do.`;
  const which = about === 'name' ? 'name-invalid' : 'value-invalid';
  return failure(which, `${message} ${mend}${other}`, { rule: code });
}

function refusedClipboard({ name }: ClipboardTool) {
  return failure('clipboard-unavailable', `${name} refused. Check that this session has a display.`);
}
