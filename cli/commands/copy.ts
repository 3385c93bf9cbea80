import { isUtf8 } from 'node:buffer';
import { findKey } from '#core/keys/find-key.ts';
import { takeValue } from '#core/keys/take-value.ts';
import { readSettings } from '#core/store/settings-store.ts';
import { failure, success } from '#shared/contract/result.ts';
import { DEFAULT_SETTINGS } from '#shared/domain/settings.ts';
import { parseClockDuration } from '#shared/time/clock-duration.ts';
import { usage } from '../arguments.ts';
import { clearLater, findClipboard, missingClipboard, writeClipboard } from '../clipboard.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, PROJECT, YES } from '../command.ts';
import { confirmProtected } from '../confirm.ts';
import { resolvePlace } from '../place.ts';
import { withStore } from '../unlock.ts';
import { noSuchVersion, VERSION, VERSION_RULE, versionOf } from '../version-option.ts';

const spec = {
  name: 'copy',
  usage: ['copy NAME [-p PROJECT] [-e ENV] [--version current|previous|NUMBER] [--clear-after TIME] [--yes]'],
  about: `Puts a key's value on the clipboard, and takes it off again after a while unless something else was copied meanwhile.
A protected environment asks first.`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    version: VERSION,
    'clear-after': {
      type: 'text',
      value: 'TIME',
      help: `such as 10s or 5m (default: the setting, ${DEFAULT_SETTINGS.clearClipboardAfterMs / 1000}s at first)`,
    },
    yes: YES,
  },
  words: { min: 1, max: 1 },
  completes: 'key',
  examples: [['keyrail copy STRIPE_API_KEY -p shop -e staging --clear-after 10s', 'for ten seconds']],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words: [name = ''], options }, context) => {
  const version = versionOf(options.version);
  if (version === null) return usage(spec, VERSION_RULE);
  const chosen = options['clear-after'] === undefined ? null : parseClockDuration(options['clear-after']);
  if (chosen?.ok === false) return failure('duration-invalid', `--clear-after: ${chosen.error.message}`);

  return withStore(context, async (store) => {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    const key = findKey(store, place.value, name);
    if (!key.ok) return key;
    const refused = await confirmProtected(context, store, place.value, options.yes);
    if (refused !== null) return refused;
    const clipboard = findClipboard(context.env);
    if (clipboard === null)
      return failure('clipboard-unavailable', `No clipboard can be reached. ${missingClipboard()}`);

    const taken = takeValue(store, { keyId: key.value.id, version, use: 'copied', confirmed: () => true });
    if (!taken.ok)
      return taken.error.code === 'version-not-found' ? noSuchVersion(name, version, taken.error.message) : taken;
    const { bytes } = taken.value;
    if (!isUtf8(bytes)) {
      return failure(
        'value-invalid',
        `${name} is not text and cannot go to the clipboard. "keyrail get" writes it to a file.`,
      );
    }
    const clearAfterMs = chosen?.value ?? readSettings(store).clearClipboardAfterMs;
    const written = await writeClipboard(clipboard, bytes);
    if (!written) {
      return failure('clipboard-unavailable', `${clipboard.name} refused. Check that this session has a display.`);
    }
    await clearLater(clipboard, bytes, { afterMs: clearAfterMs, home: context.home });
    bytes.fill(0);
    context.output.say(`Copied ${key.value.name}. The clipboard is cleared in ${clearAfterMs / 1000} seconds.`);
    return success(0);
  });
});
