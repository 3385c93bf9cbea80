import { editKey } from '#core/keys/edit-key.ts';
import { findKey } from '#core/keys/find-key.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, JSON_OUTPUT, PROJECT } from '../command.ts';
import { CLEAR_OPTION, clearedFields, FIELD_OPTIONS, fieldsOf, statusOf } from '../fields.ts';
import { resolvePlace } from '../place.ts';
import { printKey } from '../print-key.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'edit',
  usage: ['edit NAME [-p PROJECT] [-e ENV] [OPTIONS]'],
  about: 'Changes what is known of a key. What no option names stays as it is; "keyrail set" changes the value.',
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    ...FIELD_OPTIONS,
    scope: { ...FIELD_OPTIONS.scope, help: 'all that it may do; give it again for more' },
    tag: { ...FIELD_OPTIONS.tag, help: 'all of its tags; give it again for more' },
    status: {
      type: 'text',
      value: 'STATUS',
      help: 'active, deactivated or revoked, as it is at the provider',
      completes: ['active', 'deactivated', 'revoked'],
    },
    clear: CLEAR_OPTION,
    json: { ...JSON_OUTPUT, help: 'print the key as JSON, without its value' },
  },
  words: { min: 1, max: 1 },
  completes: 'key',
  examples: [
    ['keyrail edit STRIPE_API_KEY -p shop -e staging --expires 2026-12-31 --rotate-every 90d', 'dates'],
    ['keyrail edit STRIPE_API_KEY -p shop -e staging --clear expires --clear note', 'take away'],
  ],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words: [name = ''], options }, context) => {
  const given = fieldsOf(options, context.now());
  if (!given.ok) return given;
  const cleared = clearedFields(options.clear);
  if (!cleared.ok) return cleared;
  const status = options.status === undefined ? null : statusOf(options.status);
  if (status?.ok === false) return status;
  const fields = { ...cleared.value, ...given.value, ...(status === null ? {} : { status: status.value }) };
  if (Object.keys(fields).length === 0) return usage(spec, 'Say what to change.');

  return withStore(context, async (store) => {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    const key = findKey(store, place.value, name);
    if (!key.ok) return key;
    const edited = editKey(store, key.value.id, fields);
    if (!edited.ok) return edited;
    return printKey(context, store, place.value, key.value.id, options.json, (shown) =>
      edited.value.undoId === null ? `${shown.name} is as it was: nothing was changed.` : `Edited ${shown.name}.`,
    );
  });
});
