import { loadSystem, openTarget, targetFailure } from '#core/ci/open-target.ts';
import { PLACE_CHOICES, PLACE_FORMS, type PlaceChoices, readPlace, SYSTEM_IDS } from '#core/ci/read-place.ts';
import { placeOf, type TargetRow, targetOf, targetRow, targetRows } from '#core/ci/target-rows.ts';
import { addTarget, editTarget, removeTarget, type TargetFields } from '#core/ci/targets.ts';
import { writePlace } from '#core/ci/write-place.ts';
import { findEnvironment, listEnvironments } from '#core/projects/environments.ts';
import { findProject, projectById } from '#core/projects/projects.ts';
import type { Store } from '#core/store/store.ts';
import { ERROR_EXIT_STATUS, type ErrorCode } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { CiPlace, CiSystemId, CiTarget } from '#shared/domain/ci.ts';
import type { Outcome } from '../command.ts';
import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { isoOf } from '../key-json.ts';
import { writeJson } from '../output.ts';
import { writeTable } from '../table.ts';
import { withStore } from '../unlock.ts';
import { namedTarget } from './named-target.ts';
import { readToken } from './read-token.ts';

export const TARGET_ACTIONS = ['list', 'add', 'edit', 'remove', 'test'] as const;
export type TargetAction = (typeof TARGET_ACTIONS)[number];

export type TargetOptions = {
  readonly name: string | undefined;
  readonly place: string | undefined;
  readonly 'base-url': string | undefined;
  readonly environment: string | undefined;
  readonly org: boolean;
  readonly visibility: string | undefined;
  readonly dependabot: boolean;
  readonly group: boolean;
  readonly scope: string | undefined;
  readonly 'no-mask': boolean;
  readonly hidden: boolean;
  readonly protected: boolean;
  readonly context: string | undefined;
  readonly team: string | undefined;
  readonly branch: string | undefined;
  readonly token: boolean;
  readonly 'no-token': boolean;
  readonly project: string | undefined;
  readonly env: string | undefined;
  readonly yes: boolean;
  readonly json: boolean;
};

/** `keyrail ci targets …`. @param words what follows the action */
export async function targets(
  context: Context,
  action: TargetAction,
  words: readonly string[],
  options: TargetOptions,
): Promise<Outcome> {
  switch (action) {
    case 'list':
      return withStore(context, (store) => list(context, store, options.json));
    case 'add':
      return add(context, words, options);
    case 'edit':
      return withTarget(context, action, words, (store, row) => edit(context, store, row, options));
    case 'test':
      return withTarget(context, action, words, (store, row) => test(context, store, row, options.json));
    case 'remove':
      return withTarget(context, action, words, (store, row) => remove(context, store, row, options.yes));
  }
}

async function withTarget(
  context: Context,
  action: TargetAction,
  [name, ...more]: readonly string[],
  work: (store: Store, row: TargetRow) => Promise<Outcome>,
): Promise<Outcome> {
  if (name === undefined || more.length > 0) {
    return failure('invalid-request', `Name the CI target: keyrail ci targets ${action} TARGET`);
  }
  return withStore(context, async (store) => {
    const row = namedTarget(store, name);
    return row.ok ? work(store, row.value) : row;
  });
}

async function add(context: Context, [typed, text]: readonly string[], options: TargetOptions): Promise<Outcome> {
  const system = SYSTEM_IDS.find((id) => id === typed?.toLowerCase());
  if (system === undefined) {
    return failure('invalid-request', `Name the system: one of ${SYSTEM_IDS.join(', ')}.`);
  }
  if (text === undefined && system !== 'jenkins') {
    return failure('invalid-request', `Name the place behind the system. For ${system}: ${PLACE_FORMS[system]}.`);
  }
  if (options.place !== undefined) {
    return failure('invalid-request', 'The place stands behind the system; --place is for "ci targets edit".');
  }
  const place = placeFrom(system, text ?? '', choicesOf(options));
  if (!place.ok) return place;
  return withStore(context, async (store) => {
    const adapter = await loadSystem(system);
    const fields = fieldsOf(store, options, null);
    if (!fields.ok) return fields;
    const token = await readToken(adapter);
    if (!token.ok) return token;
    const added = addTarget(store, adapter, { ...fields.value, place: place.value, token: token.value });
    if (!added.ok) return added;
    const later = token.value === null ? ' Its access token is left for later: "ci targets edit --token".' : '';
    return print(context, store, added.value.targetId, options.json, (name) => `Added ${name}.${later}`);
  });
}

async function edit(context: Context, store: Store, row: TargetRow, options: TargetOptions): Promise<Outcome> {
  const adapter = await loadSystem(row.system);
  const fields = fieldsOf(store, options, row);
  if (!fields.ok) return fields;
  if (options.token && options['no-token']) return failure('invalid-request', 'Give either --token or --no-token.');
  const place = changedPlace(row, options);
  if (!place.ok) return place;
  const changes: TargetFields & { place?: CiPlace | undefined } = { ...fields.value, place: place.value };
  if (options['no-token']) changes.token = null;
  if (options.token) {
    const token = await readToken(adapter);
    if (!token.ok) return token;
    if (token.value === null) return failure('value-empty', 'No access token was given. The old one stays.');
    changes.token = token.value;
  }
  if (Object.values(changes).every((change) => change === undefined)) {
    return failure('invalid-request', `Say what to change of ${row.name}: "keyrail ci --help" has the options.`);
  }
  const edited = editTarget(store, adapter, row.id, changes);
  if (!edited.ok) return edited;
  return print(context, store, row.id, options.json, (name) => `Changed ${name}.`);
}

async function remove(context: Context, store: Store, row: TargetRow, yes: boolean): Promise<Outcome> {
  const { placementCount } = targetOf(store, row);
  const refused = await confirm(
    context,
    yes,
    `This forgets ${row.name} with its access token${placementCount === 0 ? '' : ` and ${placementCount} ${placementCount === 1 ? 'placement' : 'placements'}`}. What the target holds stays there.`,
  );
  if (refused !== null) return refused;
  const removed = removeTarget(store, row.id);
  if (!removed.ok) return removed;
  context.output.say(`Removed ${row.name}.`);
  return success(0);
}

async function test({ output }: Context, store: Store, row: TargetRow, json: boolean): Promise<Outcome> {
  let tested: Awaited<ReturnType<Awaited<ReturnType<typeof openTarget>>['session']['test']>>;
  try {
    const { session } = await openTarget(store, row, {});
    tested = await session.test();
  } catch (error) {
    const { code, message } = targetFailure(error);
    return failure(code, message);
  }
  const { result, message, mayRead, mayWrite, tokenExpiresAt } = tested;
  if (json) {
    const about = { target: row.name, system: row.system };
    writeJson(output, { ...about, result, message, mayRead, mayWrite, tokenExpiresAt: isoOf(tokenExpiresAt) });
  } else {
    output.write(`${result}: ${message}\n`);
    if (tokenExpiresAt !== null) output.say(`The token ends at ${isoOf(tokenExpiresAt)}.`);
    // Some refusals say what is needed by themselves.
    if (result === 'refused' && !message.includes('Needed:'))
      output.say(`Needed: ${(await loadSystem(row.system)).tokenNeeds}.`);
  }
  return success(result === 'works' && mayWrite !== false ? 0 : ERROR_EXIT_STATUS['provider-refused']);
}

/**
 * The place that an edit asks for; undefined where it stays. With --place it is written anew, as for `add`; without, the
 * options change what they name, an empty one takes it away, and the rest stays.
 */
function changedPlace(row: TargetRow, options: TargetOptions): Result<CiPlace | undefined, 'ci-place-invalid'> {
  const choices = choicesOf(options);
  if (options.place !== undefined) return placeFrom(row.system, options.place, choices);
  const named = Object.entries(choices).filter(([, value]) => value !== undefined && value !== false);
  if (named.length === 0 && choices.masked !== false) return success(undefined);
  const written = writePlace(placeOf(row));
  // An environment and a scope are one where a place has both.
  const isScope = PLACE_CHOICES[row.system].includes('scope');
  const over = named.map(([name, value]) => [isScope && name === 'environment' ? 'scope' : name, value || undefined]);
  return placeFrom(row.system, written.text, {
    ...written.choices,
    ...Object.fromEntries(over),
    ...(choices.masked === false ? { masked: false } : {}),
  });
}

function placeFrom(system: CiSystemId, text: string, choices: PlaceChoices): Result<CiPlace, 'ci-place-invalid'> {
  const place = readPlace(system, text, choices);
  if (place.ok) return place;
  return failure('ci-place-invalid', `${place.error.message} "keyrail ci --help" has the options.`, place.error.detail);
}

function choicesOf(options: TargetOptions): PlaceChoices {
  return {
    environment: options.environment,
    org: options.org,
    visibility: options.visibility,
    dependabot: options.dependabot,
    group: options.group,
    scope: options.scope,
    ...(options['no-mask'] ? { masked: false } : {}),
    hidden: options.hidden,
    protected: options.protected,
    context: options.context,
    team: options.team,
    branch: options.branch,
  };
}

function fieldsOf(store: Store, options: TargetOptions, row: TargetRow | null): Result<TargetFields, ErrorCode> {
  const fields: TargetFields = { name: options.name };
  // An empty address is none: the system's own counts again.
  if (options['base-url'] !== undefined) fields.baseUrl = options['base-url'] || null;
  let projectId = row?.project_id ?? null;
  if (options.project !== undefined) {
    // An empty name takes the mark away.
    const project = options.project === '' ? null : findProject(store, options.project);
    if (project === null && options.project !== '') {
      return failure(
        'project-not-found',
        `There is no project named "${options.project}". "keyrail projects" lists them.`,
      );
    }
    projectId = project?.id ?? null;
    fields.projectId = projectId;
  }
  if (options.env === undefined) return success(fields);
  if (options.env === '') return success({ ...fields, environmentId: null });
  if (projectId === null) return failure('invalid-request', 'Name the project of the environment with -p.');
  const environment = findEnvironment(store, projectId, options.env);
  if (environment === null) {
    const known = listEnvironments(store).filter((one) => one.projectId === projectId);
    return failure(
      'environment-not-found',
      `The project has no environment named "${options.env}". It has: ${known.map(({ name }) => name).join(', ')}.`,
    );
  }
  return success({ ...fields, environmentId: environment.id });
}

function print(
  context: Context,
  store: Store,
  targetId: string,
  json: boolean,
  say: (name: string) => string,
): Outcome {
  const row = targetRow(store, targetId);
  if (row === null) throw new Error('A target that was just written is not there');
  if (json) writeJson(context.output, targetJson(store, targetOf(store, row)));
  context.output.say(say(row.name));
  return success(0);
}

/** A target as `ci targets --json` has it; part of the command line's stable output. */
function targetJson(store: Store, target: CiTarget) {
  const environment = listEnvironments(store).find(({ id }) => id === target.environmentId);
  return {
    id: target.id,
    name: target.name,
    system: target.place.system,
    place: target.placeText,
    baseUrl: target.baseUrl,
    hasToken: target.hasToken,
    project: target.projectId === null ? null : (projectById(store, target.projectId)?.name ?? null),
    environment: environment?.name ?? null,
    placements: target.placementCount,
    checkedAt: isoOf(target.checkedAt),
    error: target.error,
  };
}

function list({ output }: Context, store: Store, json: boolean): Outcome {
  const all = targetRows(store).map((row) => targetOf(store, row));
  if (json) {
    writeJson(output, { targets: all.map((target) => targetJson(store, target)) });
  } else if (all.length === 0) {
    output.say('There is no CI target yet. To add one: keyrail ci targets add github OWNER/REPO');
  } else {
    writeTable<CiTarget>(
      output,
      [
        { title: 'TARGET', text: ({ name }) => name, gives: 1 },
        { title: 'SYSTEM', text: ({ place }) => place.system },
        { title: 'PLACE', text: ({ placeText }) => placeText, gives: 2 },
        { title: 'FOR', text: (target) => purposeOf(store, target), gives: 3 },
        { title: 'KEYS', text: ({ placementCount }) => String(placementCount) },
        { title: 'TOKEN', text: ({ hasToken }) => (hasToken ? 'yes' : 'no') },
        {
          title: 'LAST LOOK',
          text: ({ error, checkedAt }) => error?.message ?? isoOf(checkedAt) ?? 'never',
          colour: ({ error }) => (error === null ? null : 'red'),
          gives: 4,
        },
      ],
      all,
    );
  }
  return success(0);
}

function purposeOf(store: Store, target: CiTarget): string {
  const { project, environment } = targetJson(store, target);
  return [project, environment].filter((name) => name !== null).join(' ') || '-';
}
