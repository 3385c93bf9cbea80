import type { RuleProblem } from '../ci-system.ts';

/** Rules that several systems have for names and values of environment variables. */

/** Letters, digits and "_", no digit first; the length is left to the caller. */
export function checkVariableName(secretName: string, system: string): RuleProblem | null {
  if (secretName === '') return emptyName();
  if (/[^A-Za-z0-9_]/.test(secretName)) {
    return {
      code: 'name-characters',
      message: `${system} allows letters without accents, digits and "_" in the name of a variable, and no spaces.`,
      ...otherName(secretName),
    };
  }
  if (/^[0-9]/.test(secretName)) {
    return {
      code: 'name-starts-with-digit',
      message: `The name of a ${system} variable must not start with a digit.`,
      ...otherName(secretName),
    };
  }
  return null;
}

/** Where no rule is documented: what no environment variable can be called (POSIX: no "=" and no zero byte), and no line breaks. */
export function checkAnyVariableName(secretName: string): RuleProblem | null {
  if (secretName === '') return emptyName();
  if (/[=\p{Cc}]/u.test(secretName) || secretName.trim() !== secretName || secretName === '.' || secretName === '..') {
    return {
      code: 'name-characters',
      message: 'No environment variable can be called that.',
      ...otherName(secretName),
    };
  }
  return null;
}

/** A name of letters, digits and "_" that is like the one that was refused. */
export function otherName(secretName: string): Pick<RuleProblem, 'mend' | 'suggestedName'> {
  const plain = secretName
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9_]+/g, '_');
  const suggestedName = (/^[0-9]/.test(plain) ? `_${plain}` : plain).slice(0, 300);
  return /[A-Za-z0-9]/.test(suggestedName)
    ? { mend: `Call it ${suggestedName} there.`, suggestedName }
    : { mend: 'Give it another name there.' };
}

/** An environment variable holds text, and no zero byte. */
export function checkVariableText(bytes: Uint8Array, system: string): RuleProblem | null {
  if (textOf(bytes) !== null && !bytes.includes(0)) return null;
  return {
    code: 'value-not-text',
    message: `${system} holds text (UTF-8 without zero bytes); this value is binary.`,
    mend: 'Place it as base64, and decode it in the job.',
    mayBeBase64: true,
  };
}

/** @param most the most bytes that the system holds; `words` say it to a person: "32 KB" */
export function checkSize(bytes: Uint8Array, most: number, words: string, system: string): RuleProblem | null {
  if (bytes.byteLength <= most) return null;
  return {
    code: 'value-too-large',
    message: `${system} holds values of up to ${words} (${most} bytes); this one has ${bytes.byteLength}.`,
    mend: 'Split it over several variables, or keep it encrypted in the repository and place only its passphrase.',
  };
}

/** The bytes as text, exactly; null where they are not UTF-8. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function emptyName(): RuleProblem {
  return { code: 'name-empty', message: 'A variable needs a name.', mend: 'Give it the name that the job uses.' };
}
