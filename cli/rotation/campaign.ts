import { findEnvironment } from '#core/projects/environments.ts';
import { findProject } from '#core/projects/projects.ts';
import { abortRotation } from '#core/rotation/abort-rotation.ts';
import { planCampaign, readCampaign, runCampaign, startCampaign } from '#core/rotation/campaign.ts';
import { environmentsOfRotation } from '#core/rotation/confirmed-keys.ts';
import { listRotations } from '#core/rotation/rotation-of.ts';
import type { Store } from '#core/store/store.ts';
import { ERROR_EXIT_STATUS, type ErrorCode } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { ProjectId } from '#shared/domain/ids.ts';
import type { Campaign, CampaignFilter, Rotation } from '#shared/domain/rotation.ts';
import { usage } from '../arguments.ts';
import { confirmEnvironments } from '../ci/carry-out.ts';
import type { CommandSpec, Outcome } from '../command.ts';
import type { RotateOptions } from '../commands/rotate.ts';
import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { writeJson } from '../output.ts';
import { namedPlace } from '../place.ts';
import { askYesNo, canAsk } from '../prompt.ts';
import { campaignJson, planJson } from './rotation-json.ts';
import { showPlans, showRotations } from './show.ts';
import { stoppable } from './stoppable.ts';
import { PERSON_STATUS, walk } from './walk.ts';

type Chosen = { readonly filter: CampaignFilter; readonly name: string };

/** `keyrail rotate --all`: one rotation a key, each as far as it goes without a person. */
export async function campaign(
  context: Context,
  store: Store,
  spec: CommandSpec,
  options: RotateOptions,
): Promise<Outcome> {
  const { output } = context;
  const chosen = chosenKeys(context, store, spec, options);
  if (!chosen.ok) return chosen;
  const { filter, name } = chosen.value;
  const mode = options.leaked ? ('leaked' as const) : ('planned' as const);
  const { plans, refused } = planCampaign(store, filter, mode);
  if (plans.length + refused.length === 0) return failure('key-not-found', 'No key is like that.');
  if (options['dry-run'] && options.json) {
    writeJson(output, { plans: plans.map(planJson), refused: refused.map(({ name, why }) => ({ name, why })) });
    return success(0);
  }
  if (!options.json) showPlans(output, plans);
  for (const { name, why } of refused) output.say(`${name} is left out: ${why}`);
  const careful = plans.flatMap(({ outage, warnings }) => [...(outage === null ? [] : [outage]), ...warnings]);
  for (const line of careful) output.say(`Careful: ${line}`);
  if (options['dry-run']) return success(0);
  if (plans.length === 0) return failure('conflict', 'None of these keys can be begun.');
  const asked = `This begins ${plans.length} ${plans.length === 1 ? 'rotation' : 'rotations'}: ${name}.`;
  const environments = store.sql('SELECT environment_id FROM keys WHERE id = ?').pluck();
  const no =
    (await confirm(context, options.yes, asked)) ??
    (await confirmEnvironments(
      context,
      store,
      plans.flatMap(({ keys }) => keys.map(({ keyId }) => environments.get(keyId) as string)),
      options.yes,
    ));
  if (no !== null) return no;
  const started = startCampaign(store, { name, filter, mode }, { agreed: true, confirmed: () => true });
  if (!started.ok) return started;
  output.say(`Campaign ${started.value.campaignId.slice(0, 8)} begins.`);
  return carryOn(context, store, started.value.campaignId, options);
}

/** `keyrail rotate --resume CAMPAIGN`. */
export async function goOn(
  context: Context,
  store: Store,
  campaignId: string,
  options: RotateOptions,
): Promise<Outcome> {
  const open = listRotations(store, { campaignId, open: true });
  const environments = open.flatMap(({ id }) => environmentsOfRotation(store, id));
  const refused = await confirmEnvironments(context, store, environments, options.yes);
  return refused ?? carryOn(context, store, campaignId, options);
}

/** `keyrail rotate --status CAMPAIGN`. */
export function show(context: Context, store: Store, campaignId: string, json: boolean): Outcome {
  const read = readCampaign(store, campaignId);
  if (!read.ok) return read;
  print(context, read.value, listRotations(store, { campaignId }), json);
  return success(0);
}

/** `keyrail rotate --abort CAMPAIGN`: each of its rotations that is not over ends where it is. */
export async function abortAll(
  context: Context,
  store: Store,
  campaignId: string,
  { yes, json }: RotateOptions,
): Promise<Outcome> {
  const open = listRotations(store, { campaignId, open: true });
  if (open.length === 0) return failure('conflict', 'Every rotation of that campaign is over.');
  const question = `This ends ${open.length} ${open.length === 1 ? 'rotation' : 'rotations'} where they are. Nothing is taken back.`;
  const refused = await confirm(context, yes, question);
  if (refused !== null) return refused;
  const aborted: { id: string; left: string[] }[] = [];
  for (const { id, keys } of open) {
    const names = keys.map(({ name }) => name).join(', ');
    const ended = abortRotation(store, id);
    if (ended.ok) aborted.push({ id, left: ended.value.left });
    context.output.say(`${names}: ${ended.ok ? ended.value.left.join(' ') : ended.error.message}`);
  }
  if (json) writeJson(context.output, { aborted });
  return success(aborted.length === open.length ? 0 : ERROR_EXIT_STATUS.conflict);
}

/** As far as it goes by itself; at a terminal one after the other with the person then. */
async function carryOn(context: Context, store: Store, campaignId: string, options: RotateOptions): Promise<Outcome> {
  const { output } = context;
  const stopped = await stoppable(context, async (signal) => {
    await runCampaign(store, campaignId, { confirmed: () => true, agreed: options.yes, again: true, signal });
    return signal.aborted;
  });
  if (!stopped && !options.json && !options.yes && canAsk()) {
    for (const { id, keys } of listRotations(store, { campaignId, open: true }).toReversed()) {
      output.say(`Rotation ${id.slice(0, 8)} of ${keys.map(({ name }) => name).join(', ')} needs you.`);
      if (!(await askYesNo('Go on with it now?'))) continue;
      const walked = await walk(context, store, id, { ...options, done: false, skip: undefined });
      if (!walked.ok) output.say(walked.error.message);
    }
  }
  const read = readCampaign(store, campaignId);
  if (!read.ok) return read;
  print(context, read.value, listRotations(store, { campaignId }), options.json);
  return success(statusOf(read.value));
}

function statusOf({ progress, refused }: Campaign): number {
  if (progress.needPerson > 0) return PERSON_STATUS;
  if (progress.canGoOn + progress.running > 0) return ERROR_EXIT_STATUS['provider-unreachable'];
  return refused.length > 0 || progress.aborted > 0 ? ERROR_EXIT_STATUS.conflict : 0;
}

/** The keys that the options name; without any the place of `.keyrail.json`. */
function chosenKeys(
  context: Context,
  store: Store,
  spec: CommandSpec,
  options: RotateOptions,
): Result<Chosen, ErrorCode> {
  const { provider, tag, consumer, person } = options;
  // What somebody knew lies in every project.
  const anywhere = tag !== undefined || consumer !== undefined || person !== undefined;
  const place = anywhere ? success({ project: options.project, env: options.env }) : namedPlace(context, options);
  if (!place.ok) return place;
  const { project: projectName, env } = place.value;
  if (!anywhere && projectName === undefined && env === undefined && provider === undefined) {
    return usage(spec, 'Say which keys: -p, -e, --provider, --tag, --consumer or --person.');
  }
  const project = projectName === undefined ? null : findProject(store, projectName);
  if (projectName !== undefined && project === null) {
    return failure('project-not-found', `There is no project named "${projectName}". "keyrail projects" lists them.`);
  }
  if (project !== null && env !== undefined && findEnvironment(store, project.id, env) === null) {
    return failure('environment-not-found', `${project.name} has no environment named "${env}".`);
  }
  const filter: CampaignFilter = {
    ...(project === null ? {} : { projectId: project.id as ProjectId }),
    ...(env === undefined ? {} : { environmentName: env }),
    ...(provider === undefined ? {} : { provider }),
    ...(tag === undefined ? {} : { tag }),
    ...(consumer === undefined ? {} : { consumer }),
    ...(person === undefined ? {} : { person }),
  };
  const parts = [project?.name, env, provider, tag, consumer, person === undefined ? undefined : `what ${person} knew`];
  const name = parts.filter((part) => part !== undefined).join(', ');
  return success({ filter, name: name.slice(0, 100) });
}

function print({ output }: Context, campaign: Campaign, rotations: readonly Rotation[], json: boolean): void {
  if (json) {
    writeJson(output, campaignJson(campaign, rotations));
    return;
  }
  showRotations(output, rotations.toReversed());
  for (const { name, why } of campaign.refused) output.say(`${name} is left out: ${why}`);
  const { total, done, aborted, needPerson } = campaign.progress;
  output.say(
    [
      `${campaign.name}: ${done} of ${total} done`,
      ...(aborted === 0 ? [] : [`${aborted} aborted`]),
      ...(needPerson === 0 ? [] : [`${needPerson} ${needPerson === 1 ? 'needs' : 'need'} you`]),
    ].join(', '),
  );
  if (done + aborted < total) output.say(`To go on: keyrail rotate --resume ${campaign.id.slice(0, 8)}`);
}
