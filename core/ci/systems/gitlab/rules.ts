import type { RuleProblem, SecretValue } from '../../ci-system.ts';
import { checkVariableText, otherName, textOf } from '../variable-rules.ts';
import type { GitLabPlace } from './place.ts';

const LONGEST_NAME = 255;
const SHORTEST_MASKED = 8;
/** What is masked although `$` in it would be expanded. */
const MASKABLE_EXPANDED = /^[a-zA-Z0-9_+=/@:.~-]{8,}$/;
/** What is masked where nothing in it is expanded, which is how Keyrail creates variables. */
const MASKABLE_RAW = /^[^ \t\r\n\f\v]{8,}$/u;

export function checkName(name: string): RuleProblem | null {
  if (name === '') {
    return { code: 'name-empty', message: 'A variable needs a name.', mend: 'Give it the name that the job uses.' };
  }
  if (/[^A-Za-z0-9_]/.test(name)) {
    return {
      code: 'name-characters',
      message: 'GitLab allows letters without accents, digits and "_" in the name of a variable, and no spaces.',
      ...otherName(name.slice(0, LONGEST_NAME)),
    };
  }
  if (name.length > LONGEST_NAME) {
    return {
      code: 'name-too-long',
      message: `GitLab allows ${LONGEST_NAME} characters in the name of a variable; this one has ${name.length}.`,
      mend: 'Give it a shorter name there.',
    };
  }
  return null;
}

export function checkValue(value: SecretValue, place: Pick<GitLabPlace, 'masked' | 'hidden'>): RuleProblem | null {
  const binary = checkVariableText(value.bytes, 'GitLab');
  if (binary !== null) return binary;
  const text = textOf(value.bytes) ?? '';
  if (!(place.masked || place.hidden) || MASKABLE_RAW.test(text)) return null;
  const how = place.hidden ? 'hidden' : 'masked';
  if ([...text].length < SHORTEST_MASKED) {
    return {
      code: 'value-not-maskable',
      message: `This target creates ${how} variables, and GitLab masks only values of ${SHORTEST_MASKED} characters or more.`,
      mend: 'Use a target without masking for it, or a longer value.',
    };
  }
  const asFile = value.form === 'file' ? 'it becomes' : 'a key that is a file becomes';
  return {
    code: 'value-not-maskable',
    message: `This target creates ${how} variables, and GitLab masks only values of one line without spaces.`,
    mend: `Use a target without masking for it, where ${asFile} a variable of type file. Or place it as base64 in one line, and decode it in the job, where GitLab masks the base64 only.`,
    mayBeBase64: true,
  };
}

/**
 * Whether a value has to be marked as raw to stay as it is: GitLab expands `$` in others, and masks fewer characters in them.
 */
export function needsRaw(text: string): boolean {
  return !MASKABLE_EXPANDED.test(text);
}
