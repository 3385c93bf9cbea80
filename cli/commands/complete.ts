import type { Store } from '#core/store/store.ts';
import { success } from '#shared/contract/result.ts';
import { type CommandSpec, defineCommand } from '../command.ts';
import { COMMANDS, findCommand } from '../commands.ts';
import { complete, type NameSource } from '../completion.ts';
import type { Context } from '../context.ts';
import { namedPlace } from '../place.ts';

const spec = {
  name: '__complete',
  usage: ['__complete -- WORDS…'],
  about: 'Answers the completion scripts of shells.',
  options: {},
  words: { min: 0, max: Number.POSITIVE_INFINITY },
  programFollows: true,
  examples: [],
} as const satisfies CommandSpec;

/** More names than this help nobody at a prompt. */
const MOST_NAMES = 2_000;

export const command = defineCommand(spec, async ({ words }, context) => {
  try {
    const candidates = await complete(
      words.length === 0 ? [''] : words,
      { summaries: COMMANDS, load: async (name) => (await findCommand(name)?.load())?.command ?? null },
      namesOf(context),
    );
    context.output.write(
      candidates.map(({ text, meaning }) => `${text}${meaning === '' ? '' : `\t${meaning}`}\n`).join(''),
    );
  } catch {
    // At a prompt silence is the only good error.
  }
  return success(0);
});

function namesOf(context: Context): NameSource {
  return {
    projects: () =>
      ask(context, (store) =>
        store.sql(`SELECT name FROM projects WHERE archived_at IS NULL ORDER BY position LIMIT ${MOST_NAMES}`),
      ),
    environments: (typed) => {
      const project = typed ?? placeHere(context).project;
      return ask(
        context,
        (store) =>
          store.sql(`SELECT e.name FROM environments e JOIN projects p ON p.id = e.project_id
            WHERE @project IS NULL OR p.name = @project COLLATE NOCASE
            GROUP BY e.name ORDER BY min(e.position) LIMIT ${MOST_NAMES}`),
        { project: project ?? null },
      );
    },
    keys: (typedProject, typedEnvironment) => {
      const here = placeHere(context);
      return ask(
        context,
        (store) =>
          store.sql(`SELECT DISTINCT k.name FROM keys k JOIN environments e ON e.id = k.environment_id
              JOIN projects p ON p.id = k.project_id
            WHERE k.archived_at IS NULL AND k.deleted_at IS NULL AND (@project IS NULL OR p.name = @project COLLATE NOCASE)
              AND (@environment IS NULL OR e.name = @environment COLLATE NOCASE) ORDER BY k.name LIMIT ${MOST_NAMES}`),
        { project: typedProject ?? here.project ?? null, environment: typedEnvironment ?? here.env ?? null },
      );
    },
  };
}

function placeHere(context: Context): { project: string | undefined; env: string | undefined } {
  const named = namedPlace(context, { project: undefined, env: undefined });
  return named.ok ? named.value : { project: undefined, env: undefined };
}

async function ask(
  context: Context,
  query: (store: Store) => ReturnType<Store['sql']>,
  parameters: Readonly<Record<string, string | null>> = {},
): Promise<string[]> {
  const { withStore } = await import('../unlock.ts');
  let names: string[] = [];
  await withStore(
    context,
    (store) => {
      names = query(store).pluck().all(parameters) as string[];
      return success(0);
    },
    { quiet: true },
  );
  return names;
}
