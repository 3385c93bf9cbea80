import { z } from 'zod';
import { ciPlace } from './ci.ts';
import { environmentId, keyId, placementId, projectId, scanId, versionId } from './ids.ts';
import { instant } from './instant.ts';
import { versionState } from './key.ts';

/** The systems whose files are read. */
export const SCANNED_SYSTEMS = ['github', 'gitlab', 'circleci', 'jenkins', 'bitbucket'] as const;
export const scannedSystem = z.enum(SCANNED_SYSTEMS);
export type ScannedSystem = z.output<typeof scannedSystem>;

const line = z.int().min(1);

/** Which of GitHub's secrets: those of workflows, or Dependabot's own. */
export const githubFamily = z.enum(['actions', 'dependabot']);
export type GithubFamily = z.output<typeof githubFamily>;

/** One place in a CI file, or in a script that its jobs run, that uses a secret. */
export const secretUse = z.strictObject({
  /** From the repository's root, with `/`. */
  file: z.string(),
  line,
  /** The job or stage around it, where there is one. */
  job: z.string().nullable(),
});
export type SecretUse = z.output<typeof secretUse>;

/** A key of the vault that a secret's name points to. */
export const secretKey = z.strictObject({
  keyId,
  name: z.string(),
  projectId,
  project: z.string(),
  environmentId,
  environment: z.string(),
});
export type SecretKey = z.output<typeof secretKey>;

/**
 * - `placed`: a key of the vault is recorded at this repository's place under this name.
 * - `not-placed`: the vault has a key for it, and no placement says that it was put there.
 * - `missing`: the vault has no key of that name.
 */
export const secretState = z.enum(['placed', 'not-placed', 'missing']);

/** A secret that CI files use: one name in one system for one environment of that system. */
export const usedSecret = z.strictObject({
  system: scannedSystem,
  /** As the system knows it: a secret's or variable's name, a Jenkins credential's id. */
  name: z.string(),
  /** The system's own environment of the jobs that use it; null: of none. */
  environment: z.string().nullable(),
  /** Null at other systems than GitHub. */
  family: githubFamily.nullable(),
  /** CircleCI's contexts of the jobs that use it. */
  contexts: z.array(z.string()),
  /** `likely`: shell code uses a variable that no file defines, which a script may still set by itself. */
  certainty: z.enum(['certain', 'likely']),
  uses: z.array(secretUse),
  state: secretState,
  /** The key that fits name, project and environment; null where none does, or several do equally well. */
  key: secretKey.nullable(),
  /** Every key of that name. */
  keys: z.array(secretKey),
  placementIds: z.array(placementId),
});
export type UsedSecret = z.output<typeof usedSecret>;

/** What a file does that keeps a scan from naming its secrets, or something wrong with it. */
export const scanProblem = z.strictObject({
  file: z.string().nullable(),
  line: line.nullable(),
  message: z.string(),
});
export type ScanProblem = z.output<typeof scanProblem>;

/** A key that is placed at this repository's place, and of which no use was found. */
export const unusedPlacement = z.strictObject({
  placementId,
  keyId,
  secretName: z.string(),
  system: scannedSystem,
  /** Files that name it all the same, in a way that is not understood as a use: the first few. */
  namedIn: z.array(z.strictObject({ file: z.string(), line })),
  /** What could use it and was not read, in words. Where this and `namedIn` are empty, no file here uses it. */
  notRead: z.array(z.string()),
});
export type UnusedPlacement = z.output<typeof unusedPlacement>;

/** A placement that could be made; `place` is null where the repository does not say (a Jenkins store). */
export const suggestedPlacement = z.strictObject({
  keyId,
  secretName: z.string(),
  environmentId,
  system: scannedSystem,
  place: ciPlace.nullable(),
  /** Of the system's API, where it is not the system's own. */
  baseUrl: z.string().nullable(),
});
export type SuggestedPlacement = z.output<typeof suggestedPlacement>;

/** In which form a value was found. */
export const valueForm = z.enum(['plain', 'escaped', 'base64']);
export type ValueForm = z.output<typeof valueForm>;

/** A value of the vault in a file of the repository or in its history. It says where, never what. */
export const foundValue = z.strictObject({
  keyId,
  versionId,
  name: z.string(),
  project: z.string(),
  environment: z.string(),
  version: z.int().min(1),
  versionState,
  form: valueForm,
  /** A publishable key is meant to be seen: pointed out, not a leak. */
  harmless: z.boolean(),
  /** Null: in a commit's or tag's message. */
  file: z.string().nullable(),
  /** The first lines, at most 20; none in a binary file. */
  lines: z.array(line),
  /** Whether the file holds it now; else only the history does. */
  inFiles: z.boolean(),
  /** The oldest commit that has it in this file; null: in none, such as a file that was only staged. */
  commit: z.strictObject({ id: z.string(), at: instant }).nullable(),
});
export type FoundValue = z.output<typeof foundValue>;

/** A value that is not searched for. */
export const skippedValue = z.strictObject({
  keyId,
  name: z.string(),
  project: z.string(),
  environment: z.string(),
  version: z.int().min(1),
  reason: z.string(),
});
export type SkippedValue = z.output<typeof skippedValue>;

/** Everything that a scan of a repository found. */
export const repositoryScan = z.strictObject({
  /** The folder that was read: the repository's root where there is one. */
  root: z.string(),
  repository: z.boolean(),
  /** The project whose keys were preferred, or null. */
  projectId: projectId.nullable(),
  ciFiles: z.array(z.strictObject({ system: scannedSystem, file: z.string() })),
  secrets: z.array(usedSecret),
  unused: z.array(unusedPlacement),
  suggestions: z.array(suggestedPlacement),
  values: z.array(foundValue),
  skippedValues: z.array(skippedValue),
  /** What was not searched for values, in words for a list: "2 submodules (a, b)". Never empty: something always is. */
  notSearched: z.array(z.string()),
  /** Broken files, what was not read, and what could not be told. */
  problems: z.array(scanProblem),
  searched: z.strictObject({
    files: z.int().min(0),
    /** Contents out of the history, besides those of the files. */
    objects: z.int().min(0),
    bytes: z.int().min(0),
    values: z.int().min(0),
  }),
});
export type RepositoryScan = z.output<typeof repositoryScan>;

/** One place where the last scan of a repository found a key: a CI file that uses its name, or a file or commit with its value. */
export const scanFinding = z.strictObject({
  scanId,
  root: z.string(),
  scannedAt: instant,
  what: z.enum(['used', 'value']),
  version: z.int().min(1).nullable(),
  /** Null: in a commit's message. */
  file: z.string().nullable(),
  line: line.nullable(),
  /** Whether the file holds it now; else only the history does. */
  inFiles: z.boolean(),
  harmless: z.boolean(),
  commit: foundValue.shape.commit,
});
export type ScanFinding = z.output<typeof scanFinding>;
