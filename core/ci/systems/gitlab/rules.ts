import type { RuleProblem, SecretValue } from '../../ci-system.ts';
import type { GitLabPlace } from './place.ts';

const LONGEST_NAME = 255;
/** What is masked although `$` in it would be expanded. */
const MASKABLE_EXPANDED = /^[a-zA-Z0-9_+=/@:.~-]{8,}$/;
/** What is masked where nothing in it is expanded, which is how Keyrail creates variables. */
const MASKABLE_RAW = /^[^ \t\r\n\f\v]{8,}$/u;

export function checkName(name: string): RuleProblem | null {
  if (name === '') {
    return { code: 'name-empty', message: 'A variable needs a name.', mend: 'Give it the name that the job uses.' };
  }
  if (/[^A-Za-z0-9_]/.test(name)) {
    const suggestedName = name
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .replace(/[^A-Za-z0-9_]+/g, '_')
      .slice(0, LONGEST_NAME);
    return {
      code: 'name-characters',
      message: 'GitLab allows letters without accents, digits and "_" in the name of a variable, and no spaces.',
      ...(/[A-Za-z0-9]/.test(suggestedName)
        ? { mend: `Call it ${suggestedName} there.`, suggestedName }
        : { mend: 'Give it another name there.' }),
    };
  }
  if (name.length > LONGEST_NAME) {
    const suggestedName = name.slice(0, LONGEST_NAME);
    return {
      code: 'name-too-long',
      message: `GitLab allows ${LONGEST_NAME} characters in the name of a variable; this one has ${name.length}.`,
      mend: 'Give it a shorter name there.',
      suggestedName,
    };
  }
  return null;
}

export function checkValue(value: SecretValue, place: Pick<GitLabPlace, 'masked' | 'hidden'>): RuleProblem | null {
  const text = textOf(value.bytes);
  if (text === null) {
    return {
      code: 'value-not-text',
      message: 'GitLab holds text (UTF-8 without zero bytes); this value is binary.',
      mend: 'Place it as base64, and decode it in the job.',
    };
  }
  if (!(place.masked || place.hidden) || MASKABLE_RAW.test(text)) return null;
  const hidden = place.hidden ? 'hidden' : 'masked';
  if ([...text].length < 8) {
    return {
      code: 'value-not-maskable',
      message: `This target creates ${hidden} variables, and GitLab masks only values of 8 characters or more.`,
      mend: 'Use a target without masking for it, or a longer value.',
    };
  }
  const isFile = value.form === 'file';
  return {
    code: 'value-not-maskable',
    message: `This target creates ${hidden} variables, and GitLab masks only values of one line without spaces.`,
    mend: isFile
      ? 'Use a target without masking for it: there it becomes a variable of type file. Or place it as base64 in one line, and decode it in the job.'
      : 'Use a target without masking for it, where a key that is a file becomes a variable of type file. Or place it as base64 in one line, and decode it in the job.',
  };
}

/**
 * Whether a value has to be marked as raw to stay as it is: GitLab expands `$` in others, and masks fewer characters in them.
 */
export function needsRaw(text: string): boolean {
  return !MASKABLE_EXPANDED.test(text);
}

/** The text of UTF-8 without zero bytes; null for anything else. */
export function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    // A byte order mark is a part of the value like any other.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
