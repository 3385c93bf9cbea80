import { isMap, isScalar } from 'yaml';
import { type CiFile, type FoundUse, fixedName, likelyUse, NOWHERE } from './found-use.ts';
import { secretsInExpression, secretsInTemplates } from './github-expressions.ts';
import { GITHUB_OWN_SECRET } from './predefined-variables.ts';
import { type LineProblem, YamlFile } from './yaml-file.ts';

/** What a workflow that others call gets from them, instead of reading it itself. */
export type GithubFile = CiFile & {
  /** Secrets that `on.workflow_call` declares: the caller fills them. Upper case. */
  readonly declared: ReadonlySet<string>;
  /** It runs only when another workflow calls it. */
  readonly onlyCalled: boolean;
  /** Workflows of this repository that it calls with `secrets: inherit`. */
  readonly inheritedBy: readonly string[];
};

/** Reads a workflow, or a composite action. */
export function readGithubFile(source: string): GithubFile {
  const yaml = new YamlFile(source);
  const uses: FoundUse[] = [];
  const problems: LineProblem[] = [];
  const inheritedBy: string[] = [];
  const declared = new Set<string>();
  const unread: string[] = [];
  let onlyCalled = false;

  const take = (node: unknown, path: string[], job: string | null, environment: string | null): void => {
    for (const { source: text, offset, path: at } of yaml.texts(node, path)) {
      const bare = at.at(-1) === 'if' && !text.includes('${{');
      for (const secret of bare ? secretsInExpression(text) : secretsInTemplates(text)) {
        const line = yaml.lineAt(offset + secret.at);
        if (secret.what === 'all') {
          unread.push('it uses secrets without naming them');
          problems.push({
            line,
            message: 'It uses the secrets as a whole or by a computed name; which of them cannot be told.',
          });
          continue;
        }
        // GitHub compares names without regard to case, and keeps them in capitals.
        const name = secret.name.toUpperCase();
        if (name === GITHUB_OWN_SECRET) continue;
        uses.push(certainUse({ name, line, job, environment }, 'actions'));
      }
    }
  };

  for (const root of yaml.roots()) {
    const triggers = yaml.get(root, 'on');
    const names = isScalar(triggers)
      ? [String(triggers.value)]
      : yaml.items(triggers).flatMap((item) => yaml.text(item) ?? []);
    const events = isMap(triggers) ? yaml.entries(triggers).map(({ key }) => key) : names;
    onlyCalled = events.length === 1 && events[0] === 'workflow_call';
    for (const { key } of yaml.entries(yaml.get(yaml.get(triggers, 'workflow_call'), 'secrets'))) {
      declared.add(key.toUpperCase());
    }
    for (const { key, value } of yaml.entries(root)) {
      if (key !== 'jobs') take(value, [key], null, null);
    }
    for (const { key: id, value: job } of yaml.entries(yaml.get(root, 'jobs'))) {
      const setting = yaml.get(job, 'environment');
      const environment = fixedName(yaml.text(isMap(setting) ? yaml.get(setting, 'name') : setting));
      take(job, ['jobs', id], id, environment);
      const handed = yaml.get(job, 'secrets');
      if (yaml.text(handed) !== 'inherit') continue;
      const called = yaml.text(yaml.get(job, 'uses')) ?? '';
      const local = /^\.\/([^@]+)/.exec(called)?.[1];
      if (local !== undefined) {
        inheritedBy.push(local);
        continue;
      }
      unread.push('it hands all secrets to a workflow of another repository');
      problems.push({
        line: yaml.lineOf(handed),
        message: 'It hands all secrets to a workflow of another repository; which of them that uses cannot be told.',
      });
    }
  }
  return {
    system: 'github',
    uses,
    problems: [...yaml.problems, ...problems],
    unread: [...new Set(unread), ...(yaml.problems.length > 0 ? ['the file is not read whole'] : [])],
    scripts: [],
    declared,
    onlyCalled,
    inheritedBy,
  };
}

function certainUse(
  use: Pick<FoundUse, 'name' | 'line' | 'job' | 'environment'>,
  family: 'actions' | 'dependabot',
): FoundUse {
  return { ...likelyUse({ ...NOWHERE, ...use }), certainty: 'certain', family };
}

/**
 * Reads `.github/dependabot.yml`: the registries that Dependabot signs in to, with secrets of its own
 * (https://docs.github.com/en/code-security/dependabot/working-with-dependabot/configuring-access-to-private-registries-for-dependabot).
 * The job is the registry's name.
 */
export function readDependabotFile(source: string): CiFile {
  const yaml = new YamlFile(source);
  const uses: FoundUse[] = [];
  const unread = new Set<string>();
  const take = (node: unknown, job: string | null): void => {
    for (const { source: text, offset } of yaml.texts(node)) {
      for (const secret of secretsInTemplates(text)) {
        const line = yaml.lineAt(offset + secret.at);
        if (secret.what === 'all') unread.add('it uses secrets without naming them');
        else uses.push(certainUse({ name: secret.name.toUpperCase(), line, job, environment: null }, 'dependabot'));
      }
    }
  };
  for (const root of yaml.roots()) {
    for (const { key, value } of yaml.entries(root)) {
      if (key !== 'registries') take(value, null);
      else for (const { key: registry, value: about } of yaml.entries(value)) take(about, registry);
    }
  }
  if (yaml.problems.length > 0) unread.add('the file is not read whole');
  return { system: 'github', uses, problems: yaml.problems, unread: [...unread], scripts: [] };
}

/**
 * Leaves out what a called workflow only passes on: a declared secret has the name that the caller gives it, and the caller
 * says which secret of the repository that is. With `secrets: inherit` they are the repository's own.
 */
export function withoutHandedOver(files: ReadonlyMap<string, GithubFile>): Map<string, GithubFile> {
  const inherited = new Set([...files.values()].flatMap(({ inheritedBy }) => inheritedBy));
  return new Map(
    [...files].map(([path, file]) => {
      if (!file.onlyCalled || inherited.has(path)) return [path, file];
      return [path, { ...file, uses: file.uses.filter(({ name }) => !file.declared.has(name)) }];
    }),
  );
}
