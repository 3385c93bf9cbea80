import { findKey } from '#core/keys/find-key.ts';
import type { Store } from '#core/store/store.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Rotation, RotationStep } from '#shared/domain/rotation.ts';
import { usage } from '../arguments.ts';
import {
  type CommandSpec,
  defineCommand,
  ENVIRONMENT,
  JSON_OUTPUT,
  type OptionValues,
  type Outcome,
  PROJECT,
  YES,
} from '../command.ts';
import type { Context } from '../context.ts';
import { writeJson } from '../output.ts';
import { resolvePlace } from '../place.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'rotate',
  usage: [
    'rotate NAME [-p PROJECT] [-e ENV] [--leaked] [--kind KIND] [--end-first] [--same-value] [--dry-run] [--yes] [--json]',
    'rotate --status [ROTATION | CAMPAIGN | NAME] [-p PROJECT] [-e ENV] [--report] [--json]',
    'rotate --resume [ROTATION | CAMPAIGN | NAME] [--done | --skip REASON] [--identifier TEXT] [--yes] [--json] [< VALUE]',
    'rotate --undo ROTATION | --abort ROTATION|CAMPAIGN [--yes] [--json]',
    'rotate --all [-p PROJECT] [-e ENV] [--provider ID] [--tag TAG] [--consumer TEXT] [--person NAME] [--leaked] [--dry-run]',
  ],
  about: `Replaces a key's value, step by step: a new key at the provider, stored in the vault, placed wherever the old one was,
checked, the old one ended, and confirmed that nothing uses it. How, and in which order, is what the provider's documents say.
Each step is stored with its evidence: it can be left at any of them, and gone on with later. Where an API makes the key,
Keyrail does; otherwise it says what to do at the provider, and takes the new value from standard input or a hidden prompt.
Without a terminal it goes as far as it can, says what is next, and ends with status 9.
  --leaked  the shortest safe order, with a report of where the value was and since when
  --all     a campaign: one rotation for each key that fits. It goes as far as it can with each, and says which need you
  --status  without a name: every rotation that is not over
  --undo    takes the last step back, where it can be
  --abort   ends a rotation where it is; nothing is taken back, and it says how things stand`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    leaked: { type: 'flag', help: 'somebody else has the value' },
    kind: {
      type: 'text',
      value: 'KIND',
      help: "the provider's kind of key, where the value does not tell (default-key)",
    },
    'end-first': { type: 'flag', help: 'end the old key before there is a new one; what uses it stops working' },
    'same-value': { type: 'flag', help: 'give the new value to every other key that holds the old one' },
    'dry-run': { type: 'flag', help: 'show the steps, and begin nothing' },
    all: { type: 'flag', help: 'every key of the project, the environment, or of what else is named' },
    provider: { type: 'text', value: 'ID', help: 'with --all: only keys of this provider' },
    tag: { type: 'text', value: 'TAG', help: 'with --all: only keys with this tag' },
    consumer: { type: 'text', value: 'TEXT', help: 'with --all: only keys of this consumer' },
    person: {
      type: 'text',
      value: 'NAME',
      help: 'with --all: only keys that somebody knew: by owner note, consumer, tags, and who made them at the provider',
    },
    status: { type: 'flag', help: 'show how a rotation stands' },
    report: { type: 'flag', help: 'with --status: what leaked, where it was, and what was done, as a text to pass on' },
    resume: { type: 'flag', help: 'go on with a rotation' },
    done: { type: 'flag', help: 'with --resume: what the step asks for was done, or yes to it' },
    skip: { type: 'text', value: 'REASON', help: 'with --resume: leave the step out' },
    identifier: { type: 'text', value: 'TEXT', help: 'the new access key id, client id or user name' },
    undo: { type: 'flag', help: 'take the last step back' },
    abort: { type: 'flag', help: 'end a rotation where it is' },
    yes: { ...YES, help: 'yes to outages, warnings and to ending the old key' },
    json: {
      ...JSON_OUTPUT,
      help: 'print the rotation; with --status alone {rotations: […]}; of a campaign {progress, rotations: […], …}',
    },
  },
  words: { min: 0, max: 1 },
  completes: 'key',
  tooManyWords: `There are too many words. A value never goes on the command line: pipe it in, or type it at the prompt. If one of
the words was a secret, other programs and your shell's history may have it now: replace it at its provider.`,
  examples: [
    ['keyrail rotate NORRIX_API_KEY -p shop -e production', 'step by step, with questions'],
    ['keyrail rotate SENDGRID_API_KEY -p shop -e production --leaked --yes', 'as fast as it can be'],
    ['keyrail rotate --resume 1a2b3c4d < new-value.txt', 'go on with the value of the key that was made'],
    ['keyrail rotate --all -p shop -e production --dry-run', 'what would a campaign do?'],
    ['keyrail rotate --all --person sam --leaked', 'Sam left: everything that Sam knew'],
  ],
} as const satisfies CommandSpec;

export type RotateOptions = OptionValues<(typeof spec)['options']>;

export const command = defineCommand(spec, async ({ words: [word], options }, context) => {
  const actions = (['status', 'resume', 'undo', 'abort', 'all'] as const).filter((name) => options[name]);
  if (actions.length > 1) return usage(spec, `Choose one of --${actions.join(', --')}.`);
  const [action] = actions;
  if (!options.resume && (options.done || options.skip !== undefined)) {
    return usage(spec, '--done and --skip go with --resume.');
  }
  if (options.done && options.skip !== undefined) return usage(spec, 'Either it was done, or it is left out.');
  if (action === undefined && word === undefined) return usage(spec, 'Name the key, or use --all or --status.');
  if (options.report && (!options.status || word === undefined))
    return usage(spec, '--report goes with --status ROTATION.');
  if (action === 'all' && word !== undefined) return usage(spec, '--all takes no name.');
  return withStore(context, (store) => act(context, store, action ?? 'start', word, options));
});

async function act(
  context: Context,
  store: Store,
  action: 'start' | 'status' | 'resume' | 'undo' | 'abort' | 'all',
  word: string | undefined,
  options: RotateOptions,
): Promise<Outcome> {
  switch (action) {
    case 'start':
      return start(context, store, word ?? '', options);
    case 'all':
      return (await import('../rotation/campaign.ts')).campaign(context, store, spec, options);
    case 'status':
      return status(context, store, word, options);
    case 'resume': {
      const campaignId = await campaignOf(store, word);
      if (campaignId !== null) {
        if (options.done || options.skip !== undefined) {
          return usage(spec, 'That is a campaign: name one of its rotations to answer its step.');
        }
        return (await import('../rotation/campaign.ts')).goOn(context, store, campaignId, options);
      }
      const id = await idOf(context, store, word, options);
      if (!id.ok) return id;
      const refused = await confirmKeys(context, store, id.value, options.yes);
      if (!refused.ok) return refused;
      return (await import('../rotation/walk.ts')).walk(context, store, id.value, options);
    }
    case 'undo':
      return undo(context, store, word, options);
    case 'abort':
      return abort(context, store, word, options);
  }
}

async function start(context: Context, store: Store, name: string, options: RotateOptions): Promise<Outcome> {
  const { output } = context;
  const place = await resolvePlace(context, store, spec, options);
  if (!place.ok) return place;
  const key = findKey(store, place.value, name);
  if (!key.ok) return key;
  const [
    { planRotation },
    { startRotation },
    { showPlan },
    { planJson },
    { walk },
    { confirm },
    { confirmEnvironments },
  ] = await Promise.all([
    import('#core/rotation/plan-rotation.ts'),
    import('#core/rotation/start-rotation.ts'),
    import('../rotation/show.ts'),
    import('../rotation/rotation-json.ts'),
    import('../rotation/walk.ts'),
    import('../confirm.ts'),
    import('../ci/carry-out.ts'),
  ]);
  const wish = {
    keyId: key.value.id,
    mode: options.leaked ? ('leaked' as const) : ('planned' as const),
    endFirst: options['end-first'],
    withSameValue: options['same-value'],
    ...(options.kind === undefined ? {} : { keyKind: options.kind }),
  };
  const planned = planRotation(store, wish);
  if (!planned.ok) return planned;
  const { plan } = planned.value;
  if (options['dry-run']) {
    if (options.json) writeJson(output, planJson(plan));
    else showPlan(output, plan);
    for (const line of plan.outage === null ? plan.warnings : [plan.outage, ...plan.warnings])
      output.say(`Careful: ${line}`);
    return success(0);
  }
  if (!options.json) showPlan(output, plan);
  for (const line of plan.outage === null ? plan.warnings : [plan.outage, ...plan.warnings]) {
    if (options.yes) output.say(`Careful: ${line}`);
    const refused = await confirm(context, options.yes, `Careful: ${line}`);
    if (refused !== null) return refused;
  }
  // Other keys that hold the same value may lie in other environments.
  const environments = planned.value.keys.map(({ environmentId }) => environmentId);
  const refused = await confirmEnvironments(context, store, environments, options.yes);
  if (refused !== null) return refused;
  const started = startRotation(store, wish, { agreed: true, confirmed: () => true });
  if (!started.ok) return started;
  output.say(`Rotation ${started.value.rotationId.slice(0, 8)} begins.`);
  return walk(context, store, started.value.rotationId, options);
}

async function status(
  context: Context,
  store: Store,
  word: string | undefined,
  options: RotateOptions,
): Promise<Outcome> {
  const { output } = context;
  const [{ listRotations, readRotation }, { rotationJson }, { showExposure, showRotation, showRotations, taskLines }] =
    await Promise.all([
      import('#core/rotation/rotation-of.ts'),
      import('../rotation/rotation-json.ts'),
      import('../rotation/show.ts'),
    ]);
  const campaignId = await campaignOf(store, word);
  if (campaignId !== null) {
    return (await import('../rotation/campaign.ts')).show(context, store, campaignId, options.json);
  }
  if (word === undefined) {
    const open = listRotations(store, { open: true });
    if (options.json) writeJson(output, { rotations: open.map(rotationJson) });
    else if (open.length === 1) for (const rotation of open) showRotation(output, rotation);
    else if (open.length > 1) showRotations(output, open);
    if (open.length === 0) output.say('No rotation is under way.');
    if (open.length > 1) output.say('The steps of one: keyrail rotate --status ROTATION');
    return success(0);
  }
  const id = await idOf(context, store, word, options);
  if (!id.ok) return id;
  const rotation = readRotation(store, id.value);
  if (!rotation.ok) return rotation;
  if (options.report) {
    const { exposureReport } = await import('#core/rotation/exposure-report.ts');
    const report = exposureReport(rotation.value);
    if (report === null)
      return failure('conflict', 'That rotation was not begun because of a leak: there is no report.');
    output.write(report);
    return success(0);
  }
  if (options.json) {
    writeJson(output, rotationJson(rotation.value));
    return success(0);
  }
  showRotation(output, rotation.value);
  if (rotation.value.exposure !== null) showExposure(output, rotation.value.exposure);
  const step = rotation.value.step === null ? undefined : rotation.value.steps[rotation.value.step];
  for (const line of step === undefined ? [] : taskLines(step)) output.say(line);
  const last = lastOver(rotation.value);
  if (last?.undo.possible === true) {
    output.say(`${last.title}: ${last.undo.text} To do so: keyrail rotate --undo ${id.value.slice(0, 8)}`);
  }
  return success(0);
}

async function undo(
  context: Context,
  store: Store,
  word: string | undefined,
  options: RotateOptions,
): Promise<Outcome> {
  const { output } = context;
  const id = await idOf(context, store, word, options);
  if (!id.ok) return id;
  const [{ readRotation }, { undoStep }, { confirm }] = await Promise.all([
    import('#core/rotation/rotation-of.ts'),
    import('#core/rotation/undo-step.ts'),
    import('../confirm.ts'),
  ]);
  const rotation = readRotation(store, id.value);
  if (!rotation.ok) return rotation;
  const last = lastOver(rotation.value);
  if (last === undefined) return failure('conflict', 'Nothing was done yet that could be taken back.');
  if (!last.undo.possible) return failure('conflict', `${last.title}: ${last.undo.text}`);
  const refused = await confirm(context, options.yes, `This takes back "${last.title}". ${last.undo.text}`);
  if (refused !== null) return refused;
  const allowed = await confirmKeys(context, store, id.value, options.yes);
  if (!allowed.ok) return allowed;
  const undone = await undoStep(store, id.value, last.position, { confirmed: () => true });
  if (!undone.ok) return undone;
  if (options.json) writeJson(output, { id: id.value, step: last.kind, message: undone.value.message });
  output.say(`${last.title}: taken back. ${undone.value.message}`);
  return success(0);
}

async function abort(
  context: Context,
  store: Store,
  word: string | undefined,
  options: RotateOptions,
): Promise<Outcome> {
  const { output } = context;
  const campaignId = await campaignOf(store, word);
  if (campaignId !== null) {
    return (await import('../rotation/campaign.ts')).abortAll(context, store, campaignId, options);
  }
  const id = await idOf(context, store, word, options);
  if (!id.ok) return id;
  const [{ abortRotation }, { readRotation }, { confirm }] = await Promise.all([
    import('#core/rotation/abort-rotation.ts'),
    import('#core/rotation/rotation-of.ts'),
    import('../confirm.ts'),
  ]);
  const rotation = readRotation(store, id.value);
  if (!rotation.ok) return rotation;
  if (rotation.value.finishedAt !== null) return failure('conflict', 'That rotation is over.');
  const refused = await confirm(context, options.yes, 'This ends the rotation where it is. Nothing is taken back.');
  if (refused !== null) return refused;
  const aborted = abortRotation(store, id.value);
  if (!aborted.ok) return aborted;
  if (options.json) writeJson(output, { id: id.value, left: aborted.value.left });
  output.say(['The rotation is over.', ...aborted.value.left].join('\n'));
  return success(0);
}

/** The step that can be taken back, if any can. */
function lastOver({ steps }: Rotation): RotationStep | undefined {
  return steps.findLast(({ state }) => state === 'done' || state === 'skipped');
}

async function campaignOf(store: Store, word: string | undefined): Promise<string | null> {
  if (word === undefined) return null;
  return (await import('#core/rotation/campaign.ts')).findCampaign(store, word);
}

/** A rotation by the start of its id, else the open one of a key; without a word the only one that is open. */
async function idOf(
  context: Context,
  store: Store,
  word: string | undefined,
  options: RotateOptions,
): Promise<Result<string, ErrorCode>> {
  const { findRotation, openRotationOf, rotationRows } = await import('#core/rotation/rotation-rows.ts');
  if (word === undefined) {
    const [only, ...others] = rotationRows(store, { open: true });
    if (only === undefined) return failure('rotation-not-found', 'No rotation is under way.');
    if (others.length === 0) return success(only.id);
    const ids = [only, ...others].map(({ id }) => id.slice(0, 8)).join(', ');
    return failure(
      'rotation-not-found',
      `Several are under way: ${ids}. Name one; "keyrail rotate --status" shows them.`,
    );
  }
  const found = findRotation(store, word);
  if (found !== null) return success(found.id);
  const place = await resolvePlace(context, store, spec, options);
  if (!place.ok) return place;
  const key = findKey(store, place.value, word);
  if (!key.ok) return key;
  const open = openRotationOf(store, key.value.id) ?? rotationRows(store, { keyId: key.value.id, limit: 1 })[0] ?? null;
  return open === null ? failure('rotation-not-found', `${word} was never rotated by Keyrail.`) : success(open.id);
}

/** Asks for the protected environments of a rotation's keys. */
async function confirmKeys(
  context: Context,
  store: Store,
  rotationId: string,
  yes: boolean,
): Promise<Result<void, ErrorCode>> {
  const [{ confirmEnvironments }, { environmentsOfRotation }] = await Promise.all([
    import('../ci/carry-out.ts'),
    import('#core/rotation/confirmed-keys.ts'),
  ]);
  const refused = await confirmEnvironments(context, store, environmentsOfRotation(store, rotationId), yes);
  return refused ?? success();
}
