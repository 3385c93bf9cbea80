import path from 'node:path';
import { knownPlacements } from '#core/ci/known-placements.ts';
import { findProject } from '#core/projects/projects.ts';
import { rememberScan } from '#core/scan/scan-findings.ts';
import { type ScanStep, scanRepository } from '#core/scan/scan-repository.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { FoundValue, RepositoryScan, UnusedPlacement, UsedSecret } from '#shared/domain/repository-scan.ts';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { isoOf } from '../key-json.ts';
import { type Output, writeJson } from '../output.ts';
import { namedPlace } from '../place.ts';
import { type Colour, writeTable } from '../table.ts';
import { printable } from '../text.ts';
import { withStore } from '../unlock.ts';
import { acceptAll } from './accept.ts';
import { scanJson } from './scan-json.ts';

type Options = {
  readonly project: string | undefined;
  readonly accept: boolean;
  readonly yes: boolean;
  readonly json: boolean;
};

const SYSTEMS = {
  github: 'GitHub',
  gitlab: 'GitLab',
  circleci: 'CircleCI',
  jenkins: 'Jenkins',
  bitbucket: 'Bitbucket',
} as const;
const STATES: Readonly<Record<UsedSecret['state'], readonly [text: string, colour: Colour]>> = {
  placed: ['placed', 'green'],
  'not-placed': ['not placed', 'yellow'],
  missing: ['not in the vault', 'red'],
};
/** Uses, lines and reasons that are shown of each; JSON has them all. */
const MOST_SHOWN = 3;
const SHORT_ID = 10;

/** `keyrail ci scan [PATH]`. */
export async function scan(context: Context, folder: string, options: Options): Promise<Outcome> {
  // An empty variable in a script, which must not become the folder that one is in.
  if (folder === '')
    return failure('invalid-request', 'The folder is empty. Name the folder of a repository, or none.');
  const named = namedPlace(context, { project: options.project, env: undefined });
  if (!named.ok) return named;
  return withStore(context, async (store) => {
    const wanted = named.value.project;
    const project = wanted === undefined ? null : findProject(store, wanted);
    if (wanted !== undefined && project === null) {
      return failure('project-not-found', `There is no project named "${wanted}". "keyrail projects" lists them.`);
    }
    const placements = knownPlacements(store);
    const scanned = await scanRepository(store, {
      folder: path.resolve(context.directory, folder),
      projectId: project?.id ?? null,
      placements,
      env: context.env,
      onProgress: progressLines(context.output, options.json),
    });
    if (!scanned.ok) return scanned;
    const { notRemembered } = rememberScan(store, scanned.value);
    if (!options.json) show(context.output, scanned.value);
    if (notRemembered !== null) context.output.say(`The vault does not remember this scan. ${notRemembered}`);
    const accepted = options.accept ? await acceptAll(context, store, scanned.value, options) : success(null);
    if (!accepted.ok) return accepted;
    if (options.json) writeJson(context.output, scanJson(store, scanned.value, placements, accepted.value));
    return success(0);
  });
}

/** A line a step, for somebody who waits at a terminal. */
function progressLines(output: Output, json: boolean): (step: ScanStep) => void {
  let said = '';
  return ({ step }) => {
    if (json || !output.stderrIsTerminal || step === said || step === 'ci-files') return;
    said = step;
    switch (step) {
      case 'files':
        output.say('Searching the files …');
        break;
      case 'history':
        output.say('Searching the history …');
        break;
      case 'commits':
        output.say('Looking for the commits …');
        break;
    }
  };
}

function show(output: Output, scan: RepositoryScan): void {
  showSecrets(output, scan);
  showValues(output, scan);
  if (scan.problems.length > 0) {
    output.write(`\nTo note\n`);
    for (const { file, line, message } of scan.problems) {
      const place = file === null ? '' : `${line === null ? file : `${file}:${line}`}: `;
      output.write(`  ${printable(place + message)}\n`);
    }
  }
}

function showSecrets(output: Output, { secrets, ciFiles, unused, suggestions, root }: RepositoryScan): void {
  output.write(`${printable(root)}\n\n`);
  if (ciFiles.length === 0) {
    output.write('There are no CI files here.\n');
  } else if (secrets.length === 0) {
    output.write(`The CI files (${ciFiles.length}) use no secrets.\n`);
  } else {
    writeTable<UsedSecret>(
      output,
      [
        { title: 'SYSTEM', text: ({ system }) => SYSTEMS[system] },
        { title: 'SECRET', text: ({ name, certainty }) => (certainty === 'likely' ? `${name}?` : name), gives: 1 },
        { title: 'ENVIRONMENT', text: whereUsed, gives: 2 },
        { title: 'STATE', text: ({ state }) => STATES[state][0], colour: ({ state }) => STATES[state][1] },
        { title: 'KEY', text: keyText, gives: 3 },
        { title: 'USED IN', text: ({ uses }) => listed(uses.map(({ file, line }) => `${file}:${line}`)), gives: 4 },
      ],
      secrets,
    );
    if (secrets.some(({ certainty }) => certainty === 'likely')) {
      output.write('? A script uses this variable and no file defines it; it may still be no secret.\n');
    }
  }
  for (const one of unused) output.write(`${printable(unusedText(one))}\n`);
  if (suggestions.length > 0) {
    const count = suggestions.length === 1 ? 'One key' : `${suggestions.length} keys`;
    output.write(`${count} of the vault could be recorded as placed: --accept does, and --json has the details.\n`);
  }
}

function whereUsed({ environment, contexts, family }: UsedSecret): string {
  if (family === 'dependabot') return 'Dependabot';
  return environment ?? contexts.join(', ');
}

/** That no file uses a secret is said only where nothing could that was not read. */
function unusedText({ secretName, system, namedIn, notRead }: UnusedPlacement): string {
  const placed = `${secretName} is placed in ${SYSTEMS[system]}`;
  if (namedIn.length === 0 && notRead.length === 0) return `${placed}, and no file here uses it.`;
  const named = namedIn.map(({ file, line }) => `${file}:${line}`);
  const reasons = [...(named.length === 0 ? [] : [`${listed(named)} names it`]), ...notRead];
  return `${placed}, and was not seen to be used, which is not certain: ${listed(reasons, '; ')}.`;
}

function keyText({ key, keys }: UsedSecret): string {
  if (key !== null) return `${key.project} / ${key.environment}`;
  return keys.length === 0 ? '' : `one of: ${listed(keys.map((one) => `${one.project} / ${one.environment}`))}`;
}

function showValues(
  output: Output,
  { values, skippedValues, notSearched, searched, repository }: RepositoryScan,
): void {
  const where = repository
    ? `${counted(searched.files, 'file')} and ${counted(searched.objects, 'older content')}`
    : counted(searched.files, 'file');
  output.write(`\nSearched ${where} for ${counted(searched.values, 'value')} of the vault.\n`);
  if (values.length === 0) {
    output.write('None is there, as far as this was searched.\n');
  } else {
    output.write('\n');
    writeTable<FoundValue>(
      output,
      [
        {
          title: 'VALUE OF',
          text: ({ name, project, environment }) => `${name} (${project} / ${environment})`,
          gives: 2,
        },
        { title: 'VERSION', text: ({ version, versionState }) => `${version}, ${versionState}` },
        { title: 'WHERE', text: placeText, gives: 1 },
        { title: 'FIRST COMMIT', text: ({ commit }) => commitText(commit) },
        {
          title: '',
          text: verdict,
          colour: ({ harmless, inFiles }) => (harmless ? 'dim' : inFiles ? 'red' : 'yellow'),
        },
      ],
      values,
    );
    if (values.some(({ harmless }) => !harmless)) {
      output.write(
        'Replace these keys at their providers: whoever has the repository has them. Removing the lines is not enough.\n',
      );
    }
  }
  output.write(`Not searched: ${printable(notSearched.join('; '))}.\n`);
  if (skippedValues.length > 0) {
    const names = skippedValues.map(({ name, environment, reason }) => `${name} (${environment}): ${reason}`);
    output.write(`Not searched for: ${printable(listed(names, '; '))}.\n`);
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function placeText({ file, lines }: FoundValue): string {
  if (file === null) return 'a commit’s message';
  return lines.length === 0 ? file : `${file}:${listed(lines.map(String))}`;
}

function commitText(commit: FoundValue['commit']): string {
  return commit === null ? 'not committed' : `${commit.id.slice(0, SHORT_ID)} ${isoOf(commit.at).slice(0, 10)}`;
}

function verdict({ harmless, inFiles, form }: FoundValue): string {
  const place = inFiles ? 'in a file' : 'in the history only';
  const encoded = form === 'plain' ? '' : `, ${form === 'base64' ? 'in base64' : 'escaped'}`;
  return `${place}${encoded}${harmless ? '; publishable, harmless' : ''}`;
}

function listed(texts: readonly string[], separator = ', '): string {
  const rest = texts.length - MOST_SHOWN;
  const shown = texts.slice(0, MOST_SHOWN).join(separator);
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
