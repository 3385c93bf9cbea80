import { allKeys } from '#core/keys/list-keys.ts';
import { listProjects } from '#core/projects/projects.ts';
import type { Store } from '#core/store/store.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { KeyStatus, KeySummary } from '#shared/domain/key.ts';
import { KEY_STATUSES, keyStatusAt } from '#shared/domain/key-status.ts';
import { compareOrders, nameOrder } from '#shared/domain/name-order.ts';
import { timeLeft } from '#shared/time/time-left.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, JSON_OUTPUT, PROJECT } from '../command.ts';
import { summaryJson } from '../key-json.ts';
import { writeJson } from '../output.ts';
import { namedPlace } from '../place.ts';
import { type Colour, type Column, writeTable } from '../table.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'list',
  usage: ['list [-p PROJECT] [-e ENV] [--provider ID] [--status STATUS] [--search TEXT] [--json]'],
  about: `Lists keys, by project, environment and name, never with a value. In a folder with a .keyrail.json it lists what that
names; --all lists everything.`,
  options: {
    project: { ...PROJECT, help: 'only this project' },
    env: { ...ENVIRONMENT, help: 'only environments of this name' },
    all: { type: 'flag', help: 'do not look at .keyrail.json' },
    provider: { type: 'text', value: 'ID', help: 'only keys of this provider' },
    status: {
      type: 'text',
      value: 'STATUS',
      help: `only these, with commas between them: ${KEY_STATUSES.join(', ')}`,
      completes: KEY_STATUSES,
    },
    search: { type: 'text', value: 'TEXT', help: 'only where name, provider, description or a tag contains it' },
    archived: { type: 'flag', help: 'what is archived' },
    deleted: { type: 'flag', help: 'what is in the bin' },
    json: JSON_OUTPUT,
  },
  words: { min: 0, max: 0 },
  examples: [
    ['keyrail list -p shop', 'the keys of one project'],
    ['keyrail list --status expiring,expired', 'what needs attention'],
    ['keyrail list --json | jq -r ".keys[].name"', 'for scripts'],
  ],
} as const satisfies CommandSpec;

type Place = { project: string; projectOrder: number; environment: string; environmentOrder: number };
/** `order`: the name as people order it. */
type Row = { readonly key: KeySummary; readonly place: Place; readonly order: string };

export const command = defineCommand(spec, async ({ options }, context) => {
  const statuses = options.status?.split(',').map((status) => status.trim().toLowerCase());
  if (statuses?.some((status) => !KEY_STATUSES.some((known) => known === status)) === true) {
    return usage(spec, `--status is one of: ${KEY_STATUSES.join(', ')}.`);
  }
  const shown = shownKeys(options, statuses);
  const named = options.all ? success({ project: options.project, env: options.env }) : namedPlace(context, options);
  if (!named.ok) return named;
  const { project, env } = named.value;

  return withStore(context, (store) => {
    const places = placesOf(store);
    if (project !== undefined && ![...places.values()].some((place) => sameName(place.project, project))) {
      if (!listProjects(store).some(({ name }) => sameName(name, project))) {
        return failure('project-not-found', `There is no project named "${project}". "keyrail projects" lists them.`);
      }
    }
    const wanted = new Set(
      [...places].flatMap(([id, place]) =>
        (project === undefined || sameName(place.project, project)) &&
        (env === undefined || sameName(place.environment, env))
          ? [id]
          : [],
      ),
    );
    if (env !== undefined && wanted.size === 0) {
      return failure(
        'environment-not-found',
        `There is no environment named "${env}" here. "keyrail envs" lists them.`,
      );
    }
    const now = context.now();
    const matches = searching(store, options.search);
    const rows: Row[] = [];
    for (const key of allKeys(store, { show: shown })) {
      const place = places.get(key.environmentId);
      if (place === undefined || !wanted.has(key.environmentId)) continue;
      if (options.provider !== undefined && key.provider !== options.provider.toLowerCase()) continue;
      if (statuses !== undefined && !statuses.includes(keyStatusAt(key, now))) continue;
      if (matches(key)) rows.push({ key, place, order: nameOrder(key.name) });
    }
    rows.sort(inOrder);

    if (options.json) {
      const keys = rows.map(({ key, place }) =>
        summaryJson(key, { project: place.project, environment: place.environment }, now),
      );
      writeJson(context.output, { keys });
      return success(0);
    }
    if (rows.length === 0) {
      context.output.say(shown === 'live' ? 'No keys.' : `No ${shown} keys.`);
      return success(0);
    }
    writeTable(context.output, columns(now), rows);
    return success(0);
  });
});

function shownKeys(
  options: { archived: boolean; deleted: boolean },
  statuses: readonly string[] | undefined,
): 'live' | 'archived' | 'deleted' {
  if (options.deleted || statuses?.includes('deleted') === true) return 'deleted';
  return options.archived || statuses?.includes('archived') === true ? 'archived' : 'live';
}

/** Every environment by id, with its place in the person's order. */
function placesOf(store: Store): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const [projectOrder, project] of listProjects(store).entries()) {
    for (const [environmentOrder, environment] of project.environments.entries()) {
      places.set(environment.id, {
        project: project.name,
        projectOrder,
        environment: environment.name,
        environmentOrder,
      });
    }
  }
  return places;
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function searching(store: Store, text: string | undefined): (key: KeySummary) => boolean {
  if (text === undefined || text.trim() === '') return () => true;
  const wanted = text.trim().toLowerCase();
  // Descriptions are not part of a summary, and most keys have none.
  const described = new Map(
    (
      store.sql(`SELECT id, description FROM keys WHERE description <> ''`).all() as {
        id: string;
        description: string;
      }[]
    ).map(({ id, description }) => [id, description.toLowerCase()]),
  );
  return (key) =>
    key.name.toLowerCase().includes(wanted) ||
    key.provider?.includes(wanted) === true ||
    key.tags.some((tag) => tag.toLowerCase().includes(wanted)) ||
    described.get(key.id)?.includes(wanted) === true;
}

function inOrder(a: Row, b: Row): number {
  return (
    a.place.projectOrder - b.place.projectOrder ||
    a.place.environmentOrder - b.place.environmentOrder ||
    compareOrders(a.order, b.order)
  );
}

const STATUS_COLOURS: Readonly<Record<KeyStatus, Colour | null>> = {
  active: null,
  expiring: 'yellow',
  expired: 'red',
  deactivated: 'dim',
  revoked: 'dim',
  archived: 'dim',
  deleted: 'dim',
};

function columns(now: number): Column<Row>[] {
  return [
    { title: 'NAME', text: ({ key }) => key.name, gives: 1 },
    { title: 'PROJECT', text: ({ place }) => place.project, gives: 4 },
    { title: 'ENVIRONMENT', text: ({ place }) => place.environment, gives: 2 },
    { title: 'PROVIDER', text: ({ key }) => key.provider ?? '-', gives: 5 },
    {
      title: 'STATUS',
      text: ({ key }) => keyStatusAt(key, now),
      colour: ({ key }) => STATUS_COLOURS[keyStatusAt(key, now)],
    },
    { title: 'EXPIRES', text: ({ key }) => (key.expiresAt === null ? '-' : timeLeft(now, key.expiresAt).text) },
    { title: 'STARTS WITH', text: ({ key }) => key.prefix || '-', gives: 6, colour: () => 'dim' },
  ];
}
