import { planCampaign, readCampaign, runCampaign, startCampaign } from '#core/rotation/campaign.ts';
import { listRotations } from '#core/rotation/rotation-of.ts';
import type { Store } from '#core/store/store.ts';
import { success } from '#shared/contract/result.ts';
import type { ProjectId } from '#shared/domain/ids.ts';
import type { Rotation } from '#shared/domain/rotation.ts';
import type { CommandSpec, Outcome } from '../command.ts';
import type { RotateOptions } from '../commands/rotate.ts';
import { confirm, confirmProtected } from '../confirm.ts';
import type { Context } from '../context.ts';
import { writeJson } from '../output.ts';
import { resolvePlace } from '../place.ts';
import { writeTable } from '../table.ts';
import { campaignJson, planJson } from './rotation-json.ts';
import { showPlan } from './show.ts';

/** `keyrail rotate --all`: one rotation a key, each as far as it goes without a person. */
export async function campaign(
  context: Context,
  store: Store,
  spec: CommandSpec,
  options: RotateOptions,
): Promise<Outcome> {
  const { output } = context;
  const place = await resolvePlace(context, store, spec, options);
  if (!place.ok) return place;
  const { project, environment } = place.value;
  const mode = options.leaked ? ('leaked' as const) : ('planned' as const);
  const filter = {
    projectId: project.id as ProjectId,
    environmentName: environment.name,
    ...(options.provider === undefined ? {} : { provider: options.provider }),
    ...(options.tag === undefined ? {} : { tag: options.tag }),
    ...(options.consumer === undefined ? {} : { consumer: options.consumer }),
  };
  const { plans, refused } = planCampaign(store, filter, mode);
  if (options['dry-run'] && options.json) {
    writeJson(output, { plans: plans.map(planJson), refused: refused.map(({ name, why }) => ({ name, why })) });
    return success(0);
  }
  if (!options.json) for (const plan of plans) showPlan(output, plan);
  for (const { name, why } of refused) output.say(`${name} is left out: ${why}`);
  if (options['dry-run']) return success(0);
  const careful = plans.flatMap(({ outage, warnings }) => [...(outage === null ? [] : [outage]), ...warnings]);
  const asked = `This begins ${plans.length} ${plans.length === 1 ? 'rotation' : 'rotations'} in ${environment.name} of ${project.name}.`;
  const no =
    (await confirm(context, options.yes, [...careful.map((line) => `Careful: ${line}`), asked].join('\n'))) ??
    (await confirmProtected(context, store, place.value, options.yes));
  if (no !== null) return no;
  const name = `${project.name} ${environment.name}`;
  const started = startCampaign(store, { name, filter, mode }, { agreed: true, confirmed: () => true });
  if (!started.ok) return started;
  const { campaignId } = started.value;
  await runCampaign(store, campaignId, { confirmed: () => true, agreed: options.yes });
  const read = readCampaign(store, campaignId);
  if (!read.ok) return read;
  const rotations = listRotations(store, { campaignId });
  if (options.json) writeJson(output, campaignJson(read.value, rotations));
  else showCampaign(context, rotations);
  const { total, done } = read.value.progress;
  output.say(`${done} of ${total} done. To go on with one: keyrail rotate --resume ROTATION`);
  return success(done === total && read.value.refused.length === 0 ? 0 : 5);
}

function showCampaign({ output }: Context, rotations: readonly Rotation[]): void {
  writeTable<Rotation>(
    output,
    [
      { title: 'ROTATION', text: ({ id }) => id.slice(0, 8) },
      { title: 'KEY', text: ({ keys }) => keys.map(({ name }) => name).join(', '), gives: 1 },
      { title: 'STATUS', text: ({ status }) => status },
      { title: 'NEXT', text: ({ step, steps }) => (step === null ? '' : (steps[step]?.title ?? '')), gives: 2 },
    ],
    rotations,
  );
}
