import type { RuleProblem, SecretValue } from '../../ci-system.ts';
import { textOf } from '../variable-rules.ts';
import { isXmlText } from './credential-xml.ts';

/** Jenkins checks ids in its form only, and takes any from others: one that its form refuses could not be edited there. */
export function checkName(secretName: string): RuleProblem | null {
  if (secretName === '') {
    return {
      code: 'name-empty',
      message: 'A credential needs an id.',
      mend: 'Give it the id that the Jenkinsfile uses.',
    };
  }
  if (/^[a-zA-Z0-9_.-]+$/.test(secretName) && !/^\.+$/.test(secretName)) return null;
  const suggestedName = secretName
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-zA-Z0-9_.-]+/g, '-');
  return {
    code: 'name-characters',
    message:
      'Jenkins allows letters without accents, digits, "_", "." and "-" in the id of a credential, and no spaces.',
    ...(/[a-zA-Z0-9]/.test(suggestedName)
      ? { mend: `Call it ${suggestedName} there.`, suggestedName }
      : { mend: 'Give it another id there.' }),
  };
}

export function checkValue({ bytes, form, identifier }: SecretValue): RuleProblem | null {
  if (identifier !== null && form !== 'text' && !isXmlText(identifier)) {
    return {
      code: 'identifier-characters',
      message: `The ${form === 'file' ? 'name of the file' : 'user name'} has characters that Jenkins cannot be sent.`,
      mend: 'Take out what is not printed.',
    };
  }
  if (form === 'file') return null;
  if (form === 'username-password' && (identifier === null || identifier === '')) {
    return {
      code: 'username-missing',
      message: 'A user name with password needs the user name, and the key has none.',
      mend: 'Give the key its user name, or place the password alone as secret text.',
    };
  }
  const text = textOf(bytes);
  if (text === null) {
    return {
      code: 'value-not-text',
      message: 'Jenkins holds this kind of credential as text (UTF-8); this value is binary.',
      mend: 'Place it as a secret file, or as base64 that the job decodes.',
      mayBeBase64: true,
    };
  }
  if (isXmlText(text)) return null;
  return {
    code: 'value-not-xml',
    message: 'Jenkins takes credentials as XML, which cannot hold some control characters of this value.',
    mend: 'Place it as a secret file, or as base64 that the job decodes.',
    mayBeBase64: true,
  };
}
