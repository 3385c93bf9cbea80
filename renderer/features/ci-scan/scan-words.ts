import type { EngineEvent } from '#shared/contract/events.ts';
import type { CiPlace } from '#shared/domain/ci.ts';
import type {
  FoundValue,
  RepositoryScan,
  SecretUse,
  UnusedPlacement,
  UsedSecret,
} from '#shared/domain/repository-scan.ts';
import { formatCount } from '../../ui/format-count.ts';

type Step = Extract<EngineEvent, { type: 'scan-progress' }>['step'];

export const SCAN_STEPS: readonly Step[] = ['ci-files', 'files', 'history', 'commits'];

export const STEP_WORDS: Readonly<Record<Step, string>> = {
  'ci-files': 'Read the CI files',
  files: 'Search the files',
  history: 'Search the history',
  commits: 'Find the commits',
};

export const SECRET_STATES: Readonly<Record<UsedSecret['state'], string>> = {
  placed: 'Placed',
  'not-placed': 'Not placed',
  missing: 'Not in the vault',
};

/** What somebody has to see to comes first. */
const BY_NEED: readonly UsedSecret['state'][] = ['missing', 'not-placed', 'placed'];

export function sortSecrets(secrets: readonly UsedSecret[]): readonly UsedSecret[] {
  return secrets.toSorted(
    (a, b) => BY_NEED.indexOf(a.state) - BY_NEED.indexOf(b.state) || a.name.localeCompare(b.name),
  );
}

/** "9 secrets: 3 not in the vault, 4 not placed, 2 placed" */
export function secretCounts(secrets: readonly UsedSecret[]): string {
  if (secrets.length === 0) return 'No CI file uses a secret';
  const parts = BY_NEED.flatMap((state) => {
    const count = secrets.filter((secret) => secret.state === state).length;
    return count === 0 ? [] : [`${formatCount(count)} ${SECRET_STATES[state].toLowerCase()}`];
  });
  return `${counted(secrets.length, 'secret')}: ${parts.join(', ')}`;
}

/** The system's environment and CircleCI's contexts: "production", "context deploys"; empty where there are none. */
export function whereUsed({
  environment,
  contexts,
  family,
}: Pick<UsedSecret, 'environment' | 'contexts' | 'family'>): string {
  return [
    ...(family === 'dependabot' ? ['Dependabot'] : []),
    ...(environment === null ? [] : [environment]),
    ...(contexts.length === 0 ? [] : [`${contexts.length === 1 ? 'context' : 'contexts'} ${contexts.join(', ')}`]),
  ].join(', ');
}

/** Whether nothing here could use it, not even what was not read. */
export function isUnused({ namedIn, notRead }: Pick<UnusedPlacement, 'namedIn' | 'notRead'>): boolean {
  return namedIn.length === 0 && notRead.length === 0;
}

/** Why it cannot be called unused: "deploy.sh:3 names it; .gitlab-ci.yml: what its jobs start (npm) gets every variable" */
export function whyNotSeen({ namedIn, notRead }: Pick<UnusedPlacement, 'namedIn' | 'notRead'>): string {
  const named = namedIn.map(({ file, line }) => `${file}:${line}`).join(', ');
  return [...(named === '' ? [] : [`${named} names it`]), ...notRead].join('; ');
}

/** Lines by file, in the order of the uses: "deploy.yml:41, 88". */
export function usesByFile(
  uses: readonly SecretUse[],
): readonly { readonly file: string; readonly lines: string; readonly jobs: string }[] {
  const files = new Map<string, SecretUse[]>();
  for (const use of uses) files.set(use.file, [...(files.get(use.file) ?? []), use]);
  return [...files].map(([file, of]) => ({
    file,
    lines: [...new Set(of.map(({ line }) => line))].join(', '),
    jobs: [...new Set(of.flatMap(({ job }) => job ?? []))].join(', '),
  }));
}

/** Values that are a leak, the worst first: those that are valid now, those in files before those in the history. */
export function leaksOf({ values }: RepositoryScan): readonly FoundValue[] {
  const rank = ({ versionState, inFiles }: FoundValue): number =>
    (versionState === 'current' ? 0 : versionState === 'previous' ? 2 : 4) + (inFiles ? 0 : 1);
  return values.filter(({ harmless }) => !harmless).sort((a, b) => rank(a) - rank(b));
}

const FORMS: Readonly<Record<FoundValue['form'], string>> = {
  plain: '',
  escaped: 'with escapes',
  base64: 'in base64',
};

/** "in the file", "only in the history, in base64" */
export function howFound({ file, inFiles, form }: FoundValue): string {
  const where = file === null ? 'in a commit message' : inFiles ? 'in the file now' : 'only in the history';
  return FORMS[form] === '' ? where : `${where}, ${FORMS[form]}`;
}

/** "v3, current": which value it is. */
export function versionWords({ version, versionState }: Pick<FoundValue, 'version' | 'versionState'>): string {
  return `v${version}, ${versionState}`;
}

/** Where a suggestion would have it: "acme/storefront, environment production". */
export function placeWords(place: CiPlace): string {
  switch (place.system) {
    case 'github': {
      const where = place.repository === null ? `organisation ${place.owner}` : `${place.owner}/${place.repository}`;
      const family = place.family === 'dependabot' ? ', Dependabot' : '';
      return place.environment === null ? `${where}${family}` : `${where}, environment ${place.environment}`;
    }
    case 'gitlab':
      return place.environmentScope === '*' ? place.path : `${place.path}, scope ${place.environmentScope}`;
    case 'circleci':
      return place.context === null ? place.slug : `${place.slug}, context ${place.context}`;
    case 'jenkins':
      return place.folder === '' ? 'the system’s own store' : `folder ${place.folder}`;
    case 'bitbucket': {
      const where = place.repository === null ? place.workspace : `${place.workspace}/${place.repository}`;
      return place.environment === null ? where : `${where}, environment ${place.environment}`;
    }
    case 'vercel':
      return `${place.project}, for ${place.targets.join(' and ')}`;
    case 'netlify':
      return place.site === null ? place.account : `${place.account}/${place.site}`;
  }
}

/** The last part of a folder's path, of any system. */
export function folderName(root: string): string {
  return root.split(/[\\/]/).findLast((part) => part !== '') ?? root;
}

/** "1 secret", "4,312 secrets" */
export function counted(count: number, word: string): string {
  return `${formatCount(count)} ${count === 1 ? word : `${word}s`}`;
}
