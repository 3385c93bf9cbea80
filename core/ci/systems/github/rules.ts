import type { RuleProblem, SecretValue } from '../../ci-system.ts';

/** 48 KB. Whether that is meant before or after sealing is not documented; a box adds 48 bytes. */
export const MOST_BYTES = 49_152;

/** GitHub compares names without regard to case, and shows them in upper case. */
export function sameName(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase();
}

export function checkName(name: string): RuleProblem | null {
  if (name === '') {
    return { code: 'name-empty', message: 'A secret needs a name.', mend: 'Give it the name that the workflow uses.' };
  }
  if (/[^A-Za-z0-9_]/.test(name)) {
    return {
      code: 'name-characters',
      message: 'GitHub allows letters without accents, digits and "_" in the name of a secret, and no spaces.',
      ...otherName(name),
    };
  }
  if (/^[0-9]/.test(name)) {
    return {
      code: 'name-starts-with-digit',
      message: 'The name of a GitHub secret must not start with a digit.',
      ...otherName(name),
    };
  }
  if (/^github_/i.test(name)) {
    return {
      code: 'name-reserved',
      message: 'GitHub keeps names that start with "GITHUB_" for itself.',
      ...otherName(name),
    };
  }
  return null;
}

export function checkValue({ bytes }: SecretValue): RuleProblem | null {
  if (bytes.byteLength > MOST_BYTES) {
    return {
      code: 'value-too-large',
      message: `GitHub holds secrets of up to 48 KB (${MOST_BYTES} bytes); this one has ${bytes.byteLength}.`,
      mend: 'Split it over several secrets, or keep it encrypted in the repository and place only its passphrase.',
    };
  }
  if (!isText(bytes)) {
    return {
      code: 'value-not-text',
      message: 'GitHub holds text (UTF-8 without zero bytes); this value is binary.',
      mend: 'Place it as base64, and decode it in the workflow.',
    };
  }
  return null;
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function otherName(name: string): Pick<RuleProblem, 'mend' | 'suggestedName'> {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^(?:github_)+/i, 'GH_')
    .toUpperCase();
  const suggestedName = /^[0-9]/.test(plain) ? `_${plain}` : plain;
  return /[A-Z0-9]/.test(suggestedName)
    ? { mend: `Call it ${suggestedName} there.`, suggestedName }
    : { mend: 'Give it another name there.' };
}
